import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORCHESTRATOR, orchestratorGiven, root } from './run-demo';

jest.setTimeout(60_000);

// Of the right form, made here, and never issued.
const KEY = `AKIA${'Q3XH7JZ5N2VW4BKM'}`;
const TEXT = `The task\nheld key ${KEY} and spoke to 10.66.44.219.\n`;
const redact = (input: string | Uint8Array, ...args: string[]) => orchestratorGiven(input, 'redact', ...args);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redact-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function aFile(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('orchestrator redact', () => {
  it('writes standard input back with what is secret masked', () => {
    expect(redact(TEXT)).toEqual({
      code: 0,
      stdout: 'The task\nheld key [aws_access_key_id] and spoke to [ipv4].\n',
      stderr: '',
    });
  });

  it('writes files one after the other, harmless ones byte for byte', () => {
    const harmless = '\uFEFFQueue depth fell — at last.\r\n\r\nNo line end here';
    const { code, stdout } = redact('', aFile('a.md', TEXT), aFile('b.md', harmless));
    expect(code).toBe(0);
    expect(stdout).toBe(`The task\nheld key [aws_access_key_id] and spoke to [ipv4].\n${harmless}`);
  });

  it('removes log lines whole in the profile summary, and keeps them in the profile text', () => {
    const log = '2026-07-12T14:27:40.618Z ERROR [http-1] c.b.Orders - Failed to persist order\n';
    expect(redact(log).stdout).toBe(log);
    expect(redact(log, '--profile', 'summary').stdout).toBe('[log_line]\n');
  });

  it('gives text, findings and counts as one JSON line for each input', () => {
    const [line = '', ...rest] = redact(TEXT, '--json').stdout.trimEnd().split('\n');
    expect(rest).toEqual([]);
    const { file, text, findings, counts } = JSON.parse(line) as {
      file: string;
      text: string;
      findings: { start: number; end: number; category: string }[];
      counts: object;
    };
    expect({ file, counts }).toEqual({ file: '-', counts: { aws_access_key_id: 1, ipv4: 1 } });
    expect(findings.map(({ start, end }) => TEXT.slice(start, end))).toEqual([KEY, '10.66.44.219']);
    expect(text).not.toContain(KEY);
  });
});

describe('a text larger than a piece', () => {
  const line = 'the checkout answered in 91 ms\n';
  const large = `${line.repeat(20_000)}peer 10.66.44.219\n${line.repeat(20_000)}mail elena.haddad@novalume.co.uk`;

  it('comes back whole', () => {
    expect(redact(large).stdout).toBe(large.replace('10.66.44.219', '[ipv4]').replace(/\S+$/, '[email]'));
  });

  it('has its places counted over the whole', () => {
    expect(redact(large, '--check').stdout).toBe('-:20001:6 ipv4\n-:40002:6 email\n');
  });

  it('gives a JSON line for each piece, whose texts join and whose offsets are of the whole', () => {
    type Piece = { text: string; findings: { start: number; end: number }[]; counts: object };
    const pieces = redact(large, '--json')
      .stdout.trimEnd()
      .split('\n')
      .map((json) => JSON.parse(json) as Piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.map(({ text }) => text).join('')).toBe(redact(large).stdout);
    expect(pieces.flatMap(({ findings }) => findings.map(({ start, end }) => large.slice(start, end)))).toEqual([
      '10.66.44.219',
      'elena.haddad@novalume.co.uk',
    ]);
  });

  it('passes through in bounded memory', () => {
    const file = aFile('large.log', line.repeat(2_000_000));
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--max-old-space-size=48', ORCHESTRATOR, 'redact', '--check', file],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

describe('orchestrator redact --check', () => {
  it('names every place and its category, never the value, and exits 1', () => {
    const file = aFile('notes.md', TEXT);
    const { code, stdout, stderr } = redact('', '--check', file);
    const second = `held key ${KEY} and spoke to `.length + 1;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(`${file}:2:10 aws_access_key_id\n${file}:2:${second} ipv4\n`);
  });

  it('looks at every file, also behind one that it cannot read, and then exits 2', () => {
    const [missing, file] = [join(folder, 'nowhere.md'), aFile('notes.md', TEXT)];
    const { code, stdout, stderr } = redact('', '--check', missing, file);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${missing}: Redaction refused: this could not be read (ENOENT).\n`,
    });
    expect(stdout).toContain(`${file}:2:10 aws_access_key_id\n`);
  });

  it('says nothing and exits 0 when nothing would be masked', () => {
    expect(redact('Queue depth fell at last.\n', '--check')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('orchestrator redact --rules', () => {
  const example = join(root, 'apps/cli/examples/redaction-rules.yaml');

  it("asks the organization's own rules before all others", () => {
    expect(redact('KD-2024-00017 by badge 104277 from 10.66.44.219\n', '--rules', example).stdout).toBe(
      '[customer_number] by badge [person_name] from [ipv4]\n',
    );
    expect(redact('KD-2024-00017\n', '--check', '--rules', example)).toMatchObject({
      code: 1,
      stdout: '-:1:1 customer_number\n',
    });
  });

  it('refuses rules whose proofs do not hold, with their lines, before anything is read', () => {
    const rules = readFileSync(example, 'utf8').replace('badge 12', 'badge 12345').replace('shape: ', 'form: ');
    expect(redact(TEXT, '--rules', aFile('unknown.yaml', rules))).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /unknown.yaml:8:11 \/rules\/0\/form: an unknown field\n {4}mend: .*\n.*:5:5 \/rules\/0\/shape/,
      ),
    });
    const wrong = readFileSync(example, 'utf8').replace('badge 12', 'badge 12345');
    expect(redact(TEXT, '--rules', aFile('proof.yaml', wrong)).stderr).toMatch(
      /proof.yaml:26:9 \/rules\/1\/leaves\/1: something is masked here, by the rule staff-badge\n {4}mend: /,
    );
  });

  it('refuses a file that is no YAML, or not there', () => {
    expect(redact(TEXT, '--rules', aFile('broken.yaml', 'rules: [')).stderr).toMatch(
      /broken.yaml:1:\d+ this is no YAML/,
    );
    expect(redact(TEXT, '--rules', join(folder, 'nowhere.yaml'))).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what is refused', () => {
  it.each([
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from(KEY), Buffer.from([0xff, 0xfe])])],
    ['a text in UTF-16', Buffer.from(TEXT, 'utf16le')],
  ])('%s: exit 2 and a fixed message, and nothing of the input', (_, bytes) => {
    expect(redact(bytes)).toEqual({
      code: 2,
      stdout: '',
      stderr: '-: Redaction refused: this is not a text in UTF-8.\n',
    });
  });

  it('a line over the size limit: what was written before is redacted, and nothing comes behind', () => {
    const [small, large] = [
      aFile('small.md', TEXT),
      aFile('large.md', `${'word\n'.repeat(100_000)}${KEY} `.padEnd(1e7, 'word ')),
    ];
    const { code, stdout, stderr } = redact('', small, large, small);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${large}: Redaction refused: the input is over the size limit. Redact it in smaller pieces.\n`,
    });
    expect(stdout).toMatch(/^The task\nheld key \[aws_access_key_id\] and spoke to \[ipv4\]\.\n(?:word\n)+$/);
  });

  it('a file that is not there, and a profile that does not exist, so that a gate cannot pass by a typing error', () => {
    expect(redact('', '--check', join(folder, 'nowhere.md'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/could not be read \(ENOENT\)/),
    });
    expect(redact(TEXT, '--check', '--profile', 'sumary')).toMatchObject({ code: 2, stdout: '' });
  });
});
