// Builds the package: for every entry of `exports` one bundle each for ESM and CommonJS, and the types.
// The bundles come first, so that they are fresh even where the types are in error.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const { exports: faces } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const entries = Object.values(faces).flatMap((face) => face['@org/source'] ?? []);

for (const [format, extension] of [
  ['cjs', '.js'],
  ['esm', '.mjs'],
]) {
  await build({
    absWorkingDir: here,
    entryPoints: entries,
    outdir: 'dist',
    format,
    outExtension: { '.js': extension },
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@org/source'],
    minify: true,
    // The sources travel in the package, and the map leads to them.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

// The same declarations for both: TypeScript reads `.d.mts` beside an ES module, and leads on to the `.d.ts`.
for (const entry of entries) {
  const name = basename(entry, '.ts');
  writeFileSync(join(here, 'dist', `${name}.d.mts`), `export * from './${name}.js';\n`);
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
try {
  execFileSync(process.execPath, [tsc, '--build', 'tsconfig.lib.json'], { cwd: here, stdio: 'inherit' });
} catch {
  process.exitCode = 1; // tsc has said what is wrong
}
