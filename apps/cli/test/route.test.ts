import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { orchestratorGiven } from './run-demo';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'route-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const route = (input: string, ...args: string[]) => orchestratorGiven(input, 'route', ...args);
const event = (value: object, ...args: string[]) => route(JSON.stringify(value), '--event', '-', ...args);
const cases = (text: string, ...args: string[]) => {
  const file = join(folder, 'cases.yaml');
  writeFileSync(file, text);
  return route('', '--cases', file, ...args);
};
const ACME = "client_account_id: '123456789012'";

describe('orchestrator route --event', () => {
  it('says who would hear, why, and by which configuration', () => {
    const { code, stdout } = event(anEvent(), '--at', '2026-11-20T10:00:00Z');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Acme Corporation at 2026-11-20T10:00:00.000Z: pagerduty:default, jira:default\n/);
    expect(stdout).toContain('Rule routing_rules.high_severity matched investigation_completed of severity HIGH');
    expect(stdout).toMatch(/Configuration [0-9a-f]{12}, rule routing_rules.high_severity\./);
  });

  it('takes the envelope of EventBridge, and the registry for what the event only says', () => {
    const { stdout } = event(anEnvelope(anEvent({ severity: 'CRITICAL', priority: 'LOW' })), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ severity: 'LOW', destinations: [] });
  });

  it('ends with 1 when others hear than expected, and with 0 when they do', () => {
    expect(event(anEvent(), '--expect', 'jira:default,pagerduty:default').code).toBe(0);
    const { code, stdout } = event(anEvent(), '--expect', 'nobody');
    expect(code).toBe(1);
    expect(stdout).toContain('expected nobody to hear, and jira:default, pagerduty:default would');
  });

  it.each([
    ['an event that does not fit', anEvent({ status: 'DONE' as never }), '/status: expected one of'],
    ['an event of a stranger', anEvent({ client_account_id: '999999999998' }), 'is in no client file'],
  ])('ends with 2 for %s', (_, value, words) => {
    const { code, stderr } = event(value);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('ends with 2 for a time without an offset or a configuration that is refused', () => {
    expect(event(anEvent(), '--at', 'tonight').code).toBe(2);
    expect(event(anEvent(), '--config', folder).code).toBe(2);
  });
});

describe('orchestrator route --cases', () => {
  it('runs what matters of an event at its time, with an open pattern, and ends with 0 when all is as expected', () => {
    const { code, stdout } = cases(`
- name: the ledger wakes payments
  event: { ${ACME}, severity: CRITICAL, tags: { application: ledger } }
  expect: { destinations: [jira:PAY, pagerduty:payments], rule: ledger-critical }
- name: a page in business hours
  event: { ${ACME}, severity: MEDIUM }
  at: 2026-11-20T10:30:00+01:00
  expect: { destinations: [pagerduty:default, jira:default] }
- name: a ticket on a holiday
  event: { ${ACME}, severity: MEDIUM }
  at: 2026-12-25T10:30:00+01:00
  expect: { destinations: [jira:default], muted_by: null }
- name: members of an open pattern keep their ticket
  event: { ${ACME}, severity: CRITICAL }
  open_pattern: { id: p-1, told: [pagerduty:payments] }
  expect: { destinations: [jira:default], muted_by: p-1 }
- name: an override for enterprise clients
  event: { ${ACME}, severity: MEDIUM, status: TIMED_OUT }
  expect: { severity: HIGH }
`);
    expect(stdout).toBe(
      'ok   the ledger wakes payments\nok   a page in business hours\nok   a ticket on a holiday\nok   members of an open pattern keep their ticket\nok   an override for enterprise clients\n5 cases, all as expected.\n',
    );
    expect(code).toBe(0);
  });

  it('ends with 1 when one is not as expected, and explains that one', () => {
    const { code, stdout } = cases(
      `[{ name: wrong, event: { ${ACME}, severity: LOW }, expect: { destinations: [pagerduty:default], rule: x, severity: HIGH, muted_by: s } }]`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL wrong\n    expected pagerduty:default to hear, and nobody would\n');
    expect(stdout).toContain('expected the rule x, and it is default');
    expect(stdout).toContain('expected it to be muted by s, and it is by nothing');
    expect(stdout).toContain('No rule matched investigation_completed of severity LOW');
    expect(stdout).toContain('1 cases, 1 not as expected.');
  });

  it.each([
    ['no list', 'name: x', 'holds no list of cases'],
    ['broken YAML', "- name: 'x", 'cases.yaml:'],
    ['a case that expects nothing', `[{ name: x, event: { ${ACME} }, expect: {} }]`, 'it expects nothing'],
    ['a key that does not exist', `[{ name: x, evnt: {}, expect: { rule: a } }]`, 'there is no key "evnt"'],
    [
      'an expectation that does not exist',
      `[{ name: x, event: { ${ACME} }, expect: { page: a } }]`,
      'nothing named "page"',
    ],
    [
      'a client that does not exist',
      `[{ name: x, event: {}, expect: { rule: a } }]`,
      'is no client of the configuration',
    ],
    [
      'a value that does not fit',
      `[{ name: x, event: { ${ACME}, region: moon }, expect: { rule: a } }]`,
      'event/region must be',
    ],
  ])('ends with 2 for %s', (_, text, words) => {
    const { code, stderr } = cases(text);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
