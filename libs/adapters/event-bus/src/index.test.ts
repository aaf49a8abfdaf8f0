import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as typescript from 'typescript';
import * as face from '.';

it('exports these names; taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual(['eventBusPublisher', 'publishEvents', 'regionOf', 'PublishError']);
});

it('keeps the promise of the first example in the README', async () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { outputText } = typescript.transpileModule(example, {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  });
  const exported: { announce?: (client: unknown) => Promise<string> } = {};
  new Function('require', 'exports', outputText)(require, exported);
  const refuses = { send: async () => ({ Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] }) };
  const takes = { send: async () => ({ Entries: [{ EventId: '1' }] }) };
  expect(await exported.announce?.(takes)).toBe('published');
  expect(await exported.announce?.(refuses)).toBe('entry 0 refused: NotAuthorizedForSourceException');
});
