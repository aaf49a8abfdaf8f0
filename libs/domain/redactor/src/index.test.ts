import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as face from './index';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

it('exports what a newcomer needs, and nothing else', () => {
  expect(Object.keys(face).sort()).toEqual([
    'CATEGORIES',
    'MAX_JSON_DEPTH',
    'MAX_JSON_NODES',
    'MAX_TEXT_LENGTH',
    'POLICY_VERSION',
    'PSEUDONYM_CATEGORIES',
    'RedactionRefused',
    'compileRules',
    'redact',
    'redactJson',
    'redactStream',
  ]);
});

it("runs README's first example", () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const code = example.replace(/^import .*$/gm, '').replace(/^(.*?);? \/\/ (.*)$/gm, 'results.push([$1, $2]);');
  const results: [unknown, unknown][] = [];
  new Function('redact', 'redactJson', 'results', code)(face.redact, face.redactJson, results);
  expect(results.length).toBeGreaterThan(1);
  for (const [actual, documented] of results) expect(actual).toEqual(documented);
});

it('shows every category in README with an example that is masked as that category', () => {
  const rows = [...readme.matchAll(/^\| `([a-z0-9_]+)`\s+\| (.*?)\s+\|$/gm)].map(([, category, cell]) => ({
    category: category!,
    example: cell!
      .replace(/^`+ ?| ?`+$/g, '')
      .replaceAll('⏎', '\n')
      .replaceAll('→', '\t'),
  }));
  const shown = rows.filter(({ category }) => Object.hasOwn(face.CATEGORIES, category));
  expect(shown.map(({ category }) => category)).toEqual(Object.keys(face.CATEGORIES));
  for (const { category, example } of shown)
    expect(face.redact(example, { profile: 'summary' }).counts).toHaveProperty(category);
});
