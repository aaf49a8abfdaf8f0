import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { orchestrator, root } from './run-demo';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  cpSync(join(root, 'config'), folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

const change = (file: string, from: string | RegExp, to: string) => {
  const before = readFileSync(join(folder, file), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(join(folder, file), after);
};

const validate = async (...args: string[]) => {
  const run = orchestrator('validate', folder, ...args);
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
};

describe('orchestrator validate', () => {
  it('accepts the example configuration', async () => {
    expect(await validate()).toMatchObject({ code: 0, stdout: expect.stringContaining('is valid: 3 clients') });
  });

  it('refuses broken YAML with file, line and column', async () => {
    change('clients/acme.yaml', /^client_name:.*$/m, "client_name: 'Acme");
    const { code, stdout } = await validate();
    expect(code).toBe(1);
    expect(stdout).toMatch(/clients\/acme\.yaml:\d+:\d+ /);
  });

  it('refuses a severity that does not exist, says where it stands, and how to mend it', async () => {
    change('central_account.yaml', /\[?['"]?MEDIUM['"]?\]/, '["MEDUIM"]');
    const { code, stdout } = await validate();
    expect(code).toBe(1);
    expect(stdout).toMatch(/central_account\.yaml:\d+:\d+ .*\n {4}mend: .+/);
  });

  it.each(['clients/globex.yml', 'client/globex.yaml', 'clients/sub/globex.yaml'])(
    'refuses a client file that would be left out: %s',
    async (path) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      renameSync(join(folder, 'clients/globex.yaml'), join(folder, path));
      const { code, stdout } = await validate();
      expect(code).toBe(1);
      expect(stdout).toContain(`${path}:1:1 this is no file of the configuration`);
    },
  );

  it('gives problems as JSON to programs', async () => {
    change('clients/acme.yaml', /^client_account_id:.*$/m, "client_account_id: '123'");
    const { code, stdout } = await validate('--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems: [{ file: 'clients/acme.yaml' }] });
  });

  it('says what it expected when there is no such folder', async () => {
    const run = orchestrator('validate', join(folder, 'nowhere'));
    expect(await run.ended).toBe(1);
    expect(run.stderr()).toMatch(/central_account\.yaml is not there\. Name a folder that holds/);
  });
});
