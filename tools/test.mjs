// `npm test`: install what is missing, then lint, type check, unit and property tests, synth, and end to end on the
// local cloud. The last line says how many tests passed and failed; a failed lint, type check or synth counts as one.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installWhatIsMissing, nx, root, run, say } from './workspace.mjs';

const TARGETS = ['lint', 'typecheck', 'build', 'synth', 'synth-demo', 'test'];

let passed = 0;
let failed = 0;
let skipped = 0;

function step(name, ok, output, hint) {
  say(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
  if (ok) return;
  failed += 1;
  say(output);
  if (hint) say(hint);
}

try {
  await installWhatIsMissing();
} catch (error) {
  say(error.message);
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}

const graph = JSON.parse((await nx(['graph', '--print'], { quiet: true })).output.replace(/^[^{]*/, '')).graph;
const projects = Object.values(graph.nodes).map(({ data }) => data.root);
for (const project of projects) rmSync(join(root, project, 'test-output/results.json'), { force: true });

const sync = await nx(['sync:check'], { quiet: true });
step('project references are in step', sync.code === 0, sync.output, 'Run `npx nx sync` and commit what it writes.');
const owners = await run(process.execPath, ['tools/codeowners.mjs', '--check'], { quiet: true });
step('CODEOWNERS agrees with the projects', owners.code === 0, owners.output);
const format = await run(
  process.execPath,
  ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level=warn'],
  { quiet: true },
);
step('files are formatted', format.code === 0, format.output, 'Run `npx prettier --write .`.');

say(`Running ${TARGETS.join(', ')} over all projects …`);
const all = await nx(['run-many', '-t', ...TARGETS, '--output-style=static', '--nxBail=false'], { quiet: true });
step(
  TARGETS.join(', '),
  all.code === 0,
  all.output,
  'A lint error about a project boundary: ARCHITECTURE.md, section "Rooms", says who may import whom, and why.',
);

for (const project of projects) {
  const file = join(root, project, 'test-output/results.json');
  if (!existsSync(file)) {
    if (existsSync(join(root, project, 'jest.config.cjs')))
      step(`tests of ${project} were run`, false, 'no results were written');
    continue;
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
}
for (const [, line] of all.output.matchAll(/^\s*(not run: .*)$/gim)) say(line);
if (failed === 0 && all.code !== 0) failed = 1;
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exit(failed === 0 ? 0 : 1);
