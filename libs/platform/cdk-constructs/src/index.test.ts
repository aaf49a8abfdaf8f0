import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as typescript from 'typescript';
import * as face from '.';
import { BUNDLES_CONTEXT } from './bundle';
import { builtBundles, templateOf } from './testing';

it('exports these names; taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'PipelineStack',
    'PipelineFunction',
    'PipelineQueue',
    'DeadLetters',
    'PipelineRule',
    'PipelineTable',
    'AlarmTopic',
    'OperatorAlarm',
    'withoutAlarms',
    'keepLogicalId',
    'acknowledge',
    'synthesize',
    'endsWithItsError',
    'workspaceRoot',
    'BUNDLES_CONTEXT',
    'readConfigurationFiles',
    'configurationRefused',
  ]);
});

it('keeps the promise of the first example in the README', () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { outputText } = typescript.transpileModule(example, {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  });
  const exported: { stack?: face.PipelineStack } = {};
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ [BUNDLES_CONTEXT]: builtBundles('central/router') });
  try {
    new Function('require', 'exports', outputText)(require, exported);
  } finally {
    delete process.env['CDK_CONTEXT_JSON'];
  }
  const { Resources } = templateOf(exported.stack as face.PipelineStack);
  const promised = /The template:\n\n```\n([\s\S]*?)```/.exec(readme)?.[1]?.trim().split('\n') ?? [];
  expect(promised.length).toBeGreaterThan(5);
  for (const line of promised) {
    const [logicalId = '', type] = line.split(/\s+/);
    expect(`${logicalId} ${Resources[logicalId]?.Type}`).toBe(`${logicalId} ${type}`);
  }
});
