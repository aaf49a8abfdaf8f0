import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as typescript from 'typescript';
import { aFunction, aRule, aStack } from '../test/a-cloud';
import * as face from '.';

it('exports these names; taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'startDemo',
    'readConfigurationFolder',
    'startLocalCloud',
    'LocalCloudError',
    'callerOf',
  ]);
});

it('keeps the promise of the first example in the README', async () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const { outputText } = typescript.transpileModule(/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '', {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  });
  const exported: { runsCausedBy?: (templateFile: string, dataDir: string) => Promise<number> } = {};
  new Function('require', 'exports', outputText)(() => face, exported);
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const { templateFile } = aStack(folder, '111111111111', {
    Resources: {
      Watcher: aFunction(''),
      Rule: aRule({ 'detail-type': ['Investigation Completed'] }, { Arn: { 'Fn::GetAtt': ['Watcher', 'Arn'] } }),
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { Ref: 'Watcher' },
          Principal: 'events.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
        },
      },
    },
  });
  expect(await exported.runsCausedBy?.(templateFile, join(folder, 'data'))).toBe(1);
  rmSync(folder, { recursive: true, force: true });
});
