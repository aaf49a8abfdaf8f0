import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationRefused, readConfigurationFiles } from '.';

it('reads every YAML file, so that a stray one is refused and no client is left out in silence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  mkdirSync(join(folder, 'clients'));
  mkdirSync(join(folder, 'client'));
  for (const name of [
    'central_account.yaml',
    'notes.md',
    'clients/b.yaml',
    'clients/a.yaml',
    'clients/a.yaml.bak',
    'client/c.yaml',
    'clients/d.yml',
  ]) {
    writeFileSync(join(folder, name), name);
  }
  expect(readConfigurationFiles(folder)).toEqual(
    ['central_account.yaml', 'client/c.yaml', 'clients/a.yaml', 'clients/b.yaml', 'clients/d.yml'].map((name) => ({
      path: join(folder, name),
      text: name,
    })),
  );
});

it('says which variable to set when the folder is not there', () => {
  expect(() => readConfigurationFiles('no-such-folder')).toThrow(/no-such-folder.*CONFIGURATION_DIR/);
});

it('tells every problem with its place and its mend', () => {
  const problem = {
    file: 'config/clients/a.yaml',
    line: 3,
    column: 7,
    what: 'the Region is unknown',
    mend: 'write us-east-1.',
  };
  expect(configurationRefused([problem, { ...problem, line: 9 }]).message).toBe(
    'The configuration is refused:\n' +
      'config/clients/a.yaml:3:7: the Region is unknown. Mend: write us-east-1.\n' +
      'config/clients/a.yaml:9:7: the Region is unknown. Mend: write us-east-1.',
  );
});
