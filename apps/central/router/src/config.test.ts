import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { centralDocument, type Configuration } from '@org/configuration';
import { aConfiguration } from '../test/central';
import { readRouterConfig } from './config';

function deployed(document: object): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'router-'));
  writeFileSync(join(folder, 'configuration.json'), JSON.stringify(document));
  return { TABLE: 'investigations', LAMBDA_TASK_ROOT: folder };
}

const document = JSON.parse(centralDocument(aConfiguration())) as Configuration;

it('reads what the stack puts beside the bundle', () => {
  const config = readRouterConfig(deployed(document));
  expect(config).toMatchObject({ tableName: 'investigations', configuration: aConfiguration() });
  expect(config.configurationVersion).toMatch(/^[0-9a-f]{12}$/);
});

it('gives another configuration another version', () => {
  const other = { ...document, clients: document.clients.slice(1) };
  expect(readRouterConfig(deployed(other)).configurationVersion).not.toBe(
    readRouterConfig(deployed(document)).configurationVersion,
  );
});

it('says what is missing from the environment', () => {
  expect(() => readRouterConfig({})).toThrow('TABLE (the DynamoDB table of investigations)');
});

it('does not start with rules that could fail later', () => {
  const routes = [{ id: 'r', owner: 'o', why: 'w', when: { severity: ['SEVERE'] }, notify: ['jira:default'] }];
  const broken = { ...document, central: { ...document.central, routes } };
  expect(() => readRouterConfig(deployed(broken))).toThrow('/routes/0/when/severity');
});
