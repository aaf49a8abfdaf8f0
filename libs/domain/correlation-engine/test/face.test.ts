import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as testing from '@org/event-schema/testing';
import * as ts from 'typescript';
import * as face from '../src/index';

it('exports these names, so that taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'plan',
    'memberOf',
    'readWindow',
    'decide',
    'openPatternOf',
    'MAX_MEMBERS_READ',
    'exposedClients',
    'exposurePlan',
    'keptUnder',
    'createCorrelator',
    'LEXICON',
    'noticePlan',
  ]);
});

it("runs the README's first example, which prints what the README says", () => {
  const [, code = '', said = ''] =
    /```ts\n(.*?)```\n\nprints\n\n```\n(.*?)```/s.exec(readFileSync(join(__dirname, '../README.md'), 'utf8')) ?? [];
  const printed: string[] = [];
  const modules: Record<string, unknown> = { '@org/correlation-engine': face, '@org/event-schema/testing': testing };
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  runInNewContext(outputText, {
    exports: {},
    require: (name: string) => modules[name],
    console: { log: (line: string) => printed.push(line) },
  });
  expect(`${printed.join('\n')}\n`).toBe(said);
});
