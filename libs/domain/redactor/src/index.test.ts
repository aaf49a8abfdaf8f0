import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as face from './index';
import { compileRules } from './compile-rules';
import { keyedPseudonyms } from './pseudonyms';
import { redactStream } from './stream';

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
    'redact',
    'redactJson',
  ]);
});

const EXAMPLES = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

it.each(EXAMPLES)("README's example %# does what it says", async (example) => {
  const names = [...example.matchAll(/^import \{ (.*) \} from/gm)].flatMap(([, list]) => list!.split(', '));
  const code = example
    .replace(/^import .*$/gm, '')
    .replace(/^(?!.*for await)(.*?);? \/\/ (.*)$/gm, 'results.push([$1, $2]);');
  const all: Readonly<Record<string, unknown>> = { ...face, compileRules, keyedPseudonyms, redactStream };
  const results: [unknown, unknown][] = [];
  const run = new Function(...names, 'results', `return (async () => {${code}})();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(...names.map((name) => all[name]), results);
  expect(results.length).toBeGreaterThan(0);
  for (const [actual, documented] of results) expect(actual).toEqual(documented);
});

it('accepts the rules that RULES.md shows', () => {
  const rules = readFileSync(join(__dirname, '../RULES.md'), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(rules)![1]!;
  expect(compileRules(parse(example))).toMatchObject({ ok: true });
});

it('shows every category in README with an example that is masked as that category', () => {
  const rows = [...readme.matchAll(/^\| `([a-z0-9_]+)`\s+\| (.*?)\s+\|$/gm)].map(([, category, cell]) => ({
    category: category!,
    example: cell!
      .replace(/^`+ ?| ?`+$/g, '')
      .replaceAll('⏎', '\n')
      .replaceAll('→', '\t'),
  }));
  const shown = rows.filter(({ category }) => (face.CATEGORIES as readonly string[]).includes(category));
  expect(shown.map(({ category }) => category)).toEqual(face.CATEGORIES);
  for (const { category, example } of shown)
    expect(face.redact(example, { profile: 'summary' }).counts).toHaveProperty(category);
});
