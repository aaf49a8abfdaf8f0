import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorGiven } from './run-demo';

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

describe('orchestrator redact --check', () => {
  it('names every place and its category, never the value, and exits 1', () => {
    const file = aFile('notes.md', TEXT);
    const { code, stdout, stderr } = redact('', '--check', file);
    const second = `held key ${KEY} and spoke to `.length + 1;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(`${file}:2:10 aws_access_key_id\n${file}:2:${second} ipv4\n`);
  });

  it('says nothing and exits 0 when nothing would be masked', () => {
    expect(redact('Queue depth fell at last.\n', '--check')).toEqual({ code: 0, stdout: '', stderr: '' });
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

  it('a text over the size limit, before anything of the files beside it is written', () => {
    const [small, large] = [aFile('small.md', TEXT), aFile('large.md', 'word '.repeat(2_000_000))];
    expect(redact('', small, large)).toEqual({
      code: 2,
      stdout: '',
      stderr: `${large}: Redaction refused: the input is over the size limit. Redact it in smaller pieces.\n`,
    });
  });

  it('a file that is not there, and a profile that does not exist, so that a gate cannot pass by a typing error', () => {
    expect(redact('', '--check', join(folder, 'nowhere.md'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/could not be read \(ENOENT\)/),
    });
    expect(redact(TEXT, '--check', '--profile', 'sumary')).toMatchObject({ code: 2, stdout: '' });
  });
});
