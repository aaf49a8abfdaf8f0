import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as typescript from 'typescript';

it('keeps the promise of the first example in the README', () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { outputText } = typescript.transpileModule(example, {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  });
  const exported: { title?: string } = {};
  new Function('require', 'exports', outputText)(require, exported);
  expect(exported.title).toBe('# Investigation Summary');
});
