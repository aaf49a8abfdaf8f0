import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as ts from 'typescript';
import * as face from '../src/index';
import { ROOT, folder } from './files';

it('exports these names, so that taking one away is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'loadConfiguration',
    'clientRegistry',
    'agentSpaces',
    'clientRegions',
    'busSenders',
    'resolveDestination',
    'placeOf',
    'secretNames',
    'routingTableSource',
    'routingProblem',
    'analysisOf',
    'ANALYSIS_DEFAULTS',
    'centralDocument',
    'configurationVersion',
    'parseCentralDocument',
    'clientDocument',
    'parseClientDocument',
    'severityMapping',
    'clientStackParameters',
    'MAX_CLIENT_DOCUMENT_BYTES',
    'readYaml',
    'METRIC_NAMESPACE',
    'METRICS',
    'jsonSchema',
    'FILE_KINDS',
  ]);
});

it("runs the README's first example, which prints what the README says", () => {
  const [, code = '', said = ''] =
    /```ts\n(.*?)```\n\nprints\n\n```\n(.*?)```/s.exec(readFileSync(join(__dirname, '../README.md'), 'utf8')) ?? [];
  const printed: string[] = [];
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  runInNewContext(outputText, {
    exports: {},
    require: (name: string) => (name === '@org/configuration' ? face : undefined),
    console: { log: (line: string) => printed.push(line) },
  });
  expect(`${printed.join('\n')}\n`).toBe(said);
});

it.each(Object.keys(face.FILE_KINDS) as face.FileKind[])(
  'keeps the JSON Schema of the %s file up to date: `npx nx run @org/configuration:schemas` writes it',
  (kind) => {
    const written = readFileSync(join(ROOT, 'config/schema', face.FILE_KINDS[kind].schemaFile), 'utf8');
    expect(JSON.parse(written)).toEqual(face.jsonSchema(kind));
  },
);

it('requires of people only what has no default', () => {
  expect(face.jsonSchema('client')['required']).toEqual([
    'client_name',
    'client_account_id',
    'environment',
    'devops_agent',
  ]);
  expect(face.jsonSchema('central')['required']).toEqual(['central_account_id', 'organization_id']);
});

it.each(['config', 'apps/local/demo/config'])('points editors at the schema from every file in %s', (path) => {
  for (const { path: file, text } of folder(path)) {
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? '';
    const kind = file.includes('clients/') ? 'client' : 'central';
    expect(join(ROOT, file, '..', schema)).toBe(join(ROOT, 'config/schema', face.FILE_KINDS[kind].schemaFile));
  }
});
