// Writes .github/CODEOWNERS from the `team:*` tags of the projects, or with --check says whether it is up to date.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { nx, root } from './workspace.mjs';

const file = join(root, '.github/CODEOWNERS');
const { output } = await nx(['graph', '--print'], { quiet: true });
const { graph } = JSON.parse(output.replace(/^[^{]*/, ''));

const lines = Object.values(graph.nodes)
  .map(({ name, data }) => {
    const team = data.tags?.find((tag) => tag.startsWith('team:'))?.slice('team:'.length);
    if (!team) throw new Error(`${name} has no owner: add a tag "team:<name>" to ${data.root}/package.json.`);
    return `/${data.root}/ @org/${team}`;
  })
  .sort();
const wanted = `# Generated from the projects' team tags by tools/codeowners.mjs.\n* @org/platform\n${lines.join('\n')}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, wanted);
else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  process.stderr.write('.github/CODEOWNERS is out of date: run `node tools/codeowners.mjs` and commit it.\n');
  process.exit(1);
}
