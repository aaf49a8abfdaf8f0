// Changes the second look and the rules in thousands of small ways, and counts how many of the changes a test notices.
// All of it takes the better part of an hour on two cores. `mutation.mjs 5` takes five files of rules besides the second
// look, `mutation.mjs 5 7` another five: the second number is the seed of the draw.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackagesOf } from '../nested-packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(here);
const [count, seed = '1'] = process.argv.slice(2);

/** The rule files in an order that the seed decides: each is placed by a hash of its name. */
function drawn() {
  const place = (name) => {
    let hash = Number(seed) | 0;
    for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x5bd1e995) ^ (hash >>> 15);
    return hash >>> 0;
  };
  return readdirSync(join(project, 'src/rules'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .sort((a, b) => place(a) - place(b))
    .slice(0, count === undefined ? undefined : Number(count));
}

installPackagesOf(here);
const files = ['src/second-look.ts', ...drawn().map((name) => `src/rules/${name}`)];
process.stdout.write(`Mutating ${files.join(', ')}\n`);
const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', 'mutation/stryker.config.mjs', '--mutate', files.join(',')],
  {
    cwd: project,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
