import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvestigationEvent } from '@org/event-schema';
import { aHeartbeat, aNativeEvent, anEnvelope, anEvent, type DeepPartial } from '@org/event-schema/testing';
import { orchestratorGiven, root } from './run-demo';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  cpSync(join(root, 'config'), join(folder, 'new'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (file: string, from: string | RegExp, to: string) => {
  const path = join(folder, 'new', file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};
const addRoute = (route: string) => change('central_account.yaml', 'routes:\n', `routes:\n  - ${route}\n`);

let number = 0;
const event = (changes: DeepPartial<InvestigationEvent> = {}) =>
  anEvent({ investigation_id: `i-${number++}`, priority: changes.severity ?? 'HIGH', ...changes });
const jsonl = (events: readonly unknown[]) => events.map((one) => `${JSON.stringify(one)}\n`).join('');
const replay = (events: readonly unknown[], ...args: string[]) =>
  orchestratorGiven(jsonl(events), 'replay', '--events', '-', '--old', 'config', '--new', join(folder, 'new'), ...args);
const report = (events: readonly unknown[]) => JSON.parse(replay(events, '--json').stdout) as Record<string, never>;

describe('orchestrator replay', () => {
  it('says that nothing changes when nothing does, in the same bytes every time', () => {
    const events = [event(), event({ severity: 'CRITICAL' }), event({ severity: 'LOW' })];
    const first = replay(events);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Nobody would have heard more, less or elsewhere.');
    expect(first.stdout).toContain('| pages | 2 | 2 | 0 | 0 | 0 |');
    expect(replay(events)).toEqual(first);
  });

  it('ends with 1 when a CRITICAL loses its page, and names it, its rules and what mutes it', () => {
    addRoute(
      '{ id: web-tickets, owner: o, why: w, when: { tags: { application: [web-api] } }, notify: [jira:default] }',
    );
    const { code, stdout } = replay([event({ severity: 'CRITICAL' }), event()]);
    expect(code).toBe(1);
    expect(stdout).toContain('**1 CRITICAL would have lost its page.**');
    expect(stdout).toMatch(
      /\| Acme Corporation \| 2026-11-20T10:04:37Z \| 123456789012\/.* \| routing_rules.high_severity \| web-tickets \| {2}\|/,
    );
  });

  it('lets lesser ones lose theirs, and counts by client, severity and destination', () => {
    change('central_account.yaml', "severities: ['CRITICAL', 'HIGH']", "severities: ['CRITICAL']");
    addRoute('{ id: high, owner: o, why: w, when: { severity: [HIGH] }, notify: [jira:default] }');
    const found = replay([event(), event(), event({ severity: 'CRITICAL' })], '--json');
    expect(found.code).toBe(0);
    expect(JSON.parse(found.stdout)).toMatchObject({
      events: 3,
      pages: {
        all: { old: 3, new: 1, added: 0, lost: 2, moved: 0 },
        by_client: { 'Acme Corporation': { lost: 2 } },
        by_severity: { CRITICAL: { lost: 0 }, HIGH: { lost: 2 } },
        by_destination: { 'pagerduty:default (PXXXXXX)': { old: 3, lost: 2 } },
      },
      tickets: { all: { old: 3, new: 3, added: 0, lost: 0, moved: 0 } },
    });
  });

  it('tells pages that move from pages that come and go, by what names come to', () => {
    addRoute(
      '{ id: web, owner: o, why: w, when: { tags: { application: [web-api] } }, notify: [pagerduty:payments, jira:OPS] }',
    );
    expect(report([event(), event({ tags: { application: 'other' } })])).toMatchObject({
      pages: { all: { old: 2, new: 2, added: 0, lost: 0, moved: 1 } },
      tickets: { all: { moved: 0, lost: 0, added: 0 } },
      moves: [{ from: 'pagerduty:default (PXXXXXX)', to: 'pagerduty:payments (PPAYMNT)', count: 1 }],
    });
  });

  it('sees what silences mute, at the time of each outcome', () => {
    change(
      'central_account.yaml',
      'routes:\n',
      'silences:\n  - { id: move, owner: o, why: w, from: 2026-11-20T10:00:00Z, until: 2026-11-20T11:00:00Z, when: { severity: [CRITICAL] }, limit: { clients: 3, hours: 1 } }\nroutes:\n',
    );
    const inside = event({ severity: 'CRITICAL' });
    const after = event({ severity: 'CRITICAL', timestamp: '2026-11-20T11:00:00Z' });
    expect(report([inside, after])).toMatchObject({
      critical_lost: { count: 1, first: [{ at: '2026-11-20T10:04:37Z', muted_by: ['move'] }] },
    });
  });

  it('takes a client that leaves the registry for one of whom nobody hears', () => {
    rmSync(join(folder, 'new/clients/acme.yaml'));
    expect(report([event({ severity: 'CRITICAL' })])).toMatchObject({ critical_lost: { count: 1 } });
  });

  it('takes each outcome once, and leaves out what central would not decide about', () => {
    const one = event();
    const events = [anEnvelope(one), one, aHeartbeat(), aNativeEvent(), { ...anEnvelope(event()), 'replay-name': 'r' }];
    expect(report([...events, { ...anEnvelope(event()), account: '999999999998' }, 'no event'])).toMatchObject({
      events: 1,
      left_out: { repeated: 1, other: 3, refused: 2 },
    });
  });

  it('writes names as text into its Markdown, whatever they hold', () => {
    change('clients/acme.yaml', /^client_name:.*$/m, "client_name: '[x](http://e.example) @all |*b*'");
    change('central_account.yaml', "severities: ['CRITICAL', 'HIGH']", "severities: ['CRITICAL']");
    addRoute('{ id: high, owner: o, why: w, when: { severity: [HIGH] }, notify: [jira:default] }');
    const { stdout } = replay([event()]);
    expect(stdout).toContain('| &#91;x&#93;(http&#58;//e.example) &#64;all &#124;&#42;b&#42; |');
  });

  it('ends with 2 when there is nothing to read or a folder is refused', () => {
    const missing = orchestratorGiven(
      '',
      'replay',
      '--events',
      join(folder, 'none'),
      '--old',
      'config',
      '--new',
      'config',
    );
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/none: this could not be read (ENOENT)'),
    });
    expect(replay([aHeartbeat()])).toMatchObject({ code: 2, stderr: expect.stringContaining('no event that could') });
    const stranger = replay([event({ client_account_id: '999999999998' })]);
    expect(stranger).toMatchObject({ code: 2, stdout: '' });
    expect(stranger.stderr).toContain(
      `Of 1 event none is of a client in the registry of config or ${join(folder, 'new')}`,
    );
    change('central_account.yaml', 'routes:\n', 'roots:\n');
    const broken = replay([event()]);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toMatch(
      /new has 1 problem:\n.*new\/central_account.yaml:\d+:\d+ .*\n {4}mend: .*\nRun: orchestrator validate /,
    );
  });
});
