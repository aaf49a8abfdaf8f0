// Packs the package and looks at the tarball as its users' tools do: publint at the manifest, attw at the types under
// every way of resolving them. What is in the tarball, and that it loads, is checked by test/package.test.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackagesOf } from '../nested-packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
installPackagesOf(here);

const tool = (name) => {
  const folder = join(here, 'node_modules', name);
  return join(folder, Object.values(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin)[0]);
};
const scratch = mkdtempSync(join(tmpdir(), 'redactor-package-'));
try {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts=false', '--pack-destination', scratch], {
    cwd: dirname(here),
    encoding: 'utf8',
  });
  const tarball = join(scratch, JSON.parse(packed.slice(packed.indexOf('[')))[0].filename);
  for (const [name, ...flags] of [['publint', '--strict'], ['@arethetypeswrong/cli']])
    execFileSync(process.execPath, [tool(name), tarball, ...flags], { stdio: 'inherit' });
} catch (error) {
  if (error.status === undefined) throw error; // not the verdict of a tool, which has been printed
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true });
}
