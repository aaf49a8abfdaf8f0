// Changes the second look and the rules in thousands of small ways, and counts how many of the changes are noticed.
//   nx run @org/redactor:mutation               every line
//   nx run @org/redactor:mutation -- 10 7       the second look, and a tenth of the lines of all rules; 7 is the seed
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackagesOf } from '../nested-packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(here);
const [percent = '100', seed = '1'] = process.argv.slice(2);

/** Whether a place is drawn: by a hash of its name and the seed (FNV-1a, and an avalanche behind it). */
function isDrawn(place) {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${place}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % 100 < Number(percent);
}

function placesOf(file) {
  if (percent === '100') return [file];
  const lines = readFileSync(join(project, file), 'utf8').split('\n').length;
  return Array.from({ length: lines }, (_, index) => `${file}:${index + 1}-${index + 1}`).filter(isDrawn);
}

installPackagesOf(here);
const files = readdirSync(join(project, 'src/rules'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/rules/${name.replaceAll('\\', '/')}`)
  .filter((name) => /(?<!\/index|\.test)\.ts$/.test(name));
process.stdout.write(`${percent} % of the lines of ${files.length} files of rules, seed ${seed}\n`);
const places = ['src/second-look.ts', ...files.flatMap(placesOf)];
const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const args = [stryker, 'run', 'mutation/stryker.config.mjs', '--mutate', places.join(',')];
const { status } = spawnSync(process.execPath, args, { cwd: project, stdio: 'inherit' });
process.exitCode = status ?? 1;
