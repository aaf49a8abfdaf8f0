import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvestigationEvent } from '@org/event-schema';
import { aHeartbeat, aNativeEvent, anEnvelope, anEvent, type DeepPartial } from '@org/event-schema/testing';
import { orchestratorGiven, root } from './run-demo';

const [ACME, GLOBEX, INITECH, HOOLI] = ['123456789012', '210987654321', '345678901234', '456789012345'];
const LEAK = 'Connections opened by cdc-relay 1.17.4 are never closed.';

let folder: string;
let old: string;
let next: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'correlate-'));
  [old, next] = [join(folder, 'old'), join(folder, 'new')];
  for (const configuration of [old, next]) {
    cpSync(join(root, 'config'), configuration, { recursive: true });
    const acme = readFileSync(join(root, 'config/clients/acme.yaml'), 'utf8');
    const hooli = acme
      .replace('Acme Corporation', 'Hooli')
      .replace(ACME as string, HOOLI as string)
      .replace('8f1c2d3e', '9f1c2d3e');
    writeFileSync(join(configuration, 'clients/hooli.yaml'), hooli);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (path: string, from: string | RegExp, to: string) => {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};
const setting = (name: string, value: unknown, configuration = next) =>
  change(
    join(configuration, 'central_account.yaml'),
    new RegExp(`(pattern_detection:[^]*?\\n    ${name}: )[^ \\n]+`),
    `$1${value}`,
  );

/** A report of one client at so many minutes past ten, of the shared cause unless told. */
const report = (
  client: string | undefined,
  minutes: number,
  brief = LEAK,
  changes: DeepPartial<InvestigationEvent> = {},
) =>
  anEvent({
    client_account_id: client ?? '',
    investigation_id: `inv-${client}-${minutes}`,
    timestamp: new Date(Date.UTC(2026, 10, 20, 10, minutes)).toISOString(),
    ...changes,
    summary: { root_cause_brief: brief, indicators: [], resource_types: ['RDS'], ...changes.summary },
  });
const said = (event: InvestigationEvent, brief: string): InvestigationEvent => ({
  ...event,
  investigation_id: `${event.investigation_id}-again`,
  summary: { ...event.summary, root_cause_brief: brief },
});
const leak = () => [report(ACME, 0), report(GLOBEX, 12), report(INITECH, 30)];

const jsonl = (events: readonly unknown[]) => events.map((one) => `${JSON.stringify(one)}\n`).join('');
const correlate = (events: readonly unknown[], ...args: string[]) =>
  orchestratorGiven(jsonl(events), 'correlate', '--events', '-', '--new', next, ...args);
const compare = (events: readonly unknown[], ...args: string[]) => correlate(events, '--old', old, ...args);
const json = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, never>;
const difference = (events: readonly unknown[]) => json(compare(events, '--json'))['difference'];

describe('orchestrator correlate', () => {
  it('shows what would have alerted: when, for whom, why, and how it grew', () => {
    const { code, stdout } = correlate([...leak(), report(HOOLI, 50)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^4 events from 2026-11-20 10:00:00 to 2026-11-20 10:50:00. Times are UTC.\n {2}Rules: /);
    expect(stdout.slice(stdout.indexOf('\npattern-') + 1).split('\n')).toEqual([
      expect.stringMatching(/^pattern-[0-9a-f]{16}$/),
      '  2026-11-20 10:30:00  told of 3 clients: Acme Corporation, Globex and Initech',
      '  Kind of cause: resource exhaustion. Confidence 99 %.',
      '    | 3 clients share cdc-relay 1.17.4 in 3 investigations within 30 minutes (resource exhaustion;',
      '    | us-east-1). 3 clients name cdc-relay within 30 minutes, where less than 0.01 would be usual.',
      '  2026-11-20 10:50:00  at the end: 4 clients and 4 investigations, with Hooli',
      '    | cdc-relay 1.17.4',
      '',
    ]);
  });

  it('says so when nothing would have alerted, or pattern detection is switched off', () => {
    expect(correlate(leak().slice(1)).stdout).toContain('Nothing would have alerted.');
    setting('enabled', false);
    expect(correlate(leak()).stdout.replace(/\s+/g, ' ')).toContain('pattern detection is switched off): 0 alerts');
  });

  it('gives the same bytes every time, whatever the order of the lines', () => {
    const events = [...leak(), report(HOOLI, 50), report(ACME, 20, 'A scraper asked for every page.')];
    for (const args of [[], ['--json']]) {
      const first = compare(events, ...args);
      expect(compare(events, ...args)).toEqual(first);
      expect(compare([...events].reverse(), ...args)).toEqual(first);
    }
  });

  it('reads a file as it reads standard input, and leaves nothing behind', () => {
    const file = join(folder, 'archive.jsonl');
    writeFileSync(file, jsonl(leak()));
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = temporary;
    try {
      expect(orchestratorGiven('', 'correlate', '--events', file, '--new', next)).toEqual(correlate(leak()));
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('takes each outcome once, and counts what does not fit the schema or is none of ours', () => {
    const [one, ...others] = leak();
    const strange = [aHeartbeat(), aNativeEvent(), { ...anEnvelope(one), 'replay-name': 'r' }];
    const unfit = [{ ...anEnvelope(report(HOOLI, 50)), account: ACME }, 'no event', { ...one, severity: 'HUGE' }];
    expect(json(correlate([anEnvelope(one), one, ...others, ...strange, ...unfit], '--json'))).toMatchObject({
      events: 3,
      left_out: { repeated: 1, other: 3, refused: 3 },
      new: { compared: 3, alerts: [{ clients: { length: 3 } }] },
    });
  });

  it('compares what the pattern detector would get: completed ones, of clients in the registry', () => {
    const events = [
      ...leak().slice(0, 2),
      report('999999999998', 20),
      report(INITECH, 30, LEAK, { event_type: 'investigation_failed', status: 'FAILED' }),
    ];
    expect(json(correlate(events, '--json'))).toMatchObject({
      events: 4,
      new: { compared: 2, of_unknown_clients: 1, alerts: [] },
    });
  });
});

describe('orchestrator correlate with an old configuration', () => {
  it('finds no difference between equals, by the same pattern_id', () => {
    const found = compare(leak());
    expect(found.code).toBe(0);
    expect(found.stdout).toContain('No alert is lost or added');
    expect(found.stdout).toContain(
      'By the old configuration: told at the same time, with 3 clients; at the end 3 clients.',
    );
    expect(difference(leak())).toEqual({
      same: [expect.stringMatching(/^pattern-/)],
      other_id: [],
      lost: [],
      added: [],
    });
  });

  it('ends with 1 when an alert is lost, and shows it', () => {
    setting('min_events', 4);
    const { code, stdout } = compare(leak());
    expect(code).toBe(1);
    expect(stdout).toContain('1 alert lost, 0 added');
    expect(stdout).toMatch(/^Lost: pattern-[0-9a-f]{16}\n.*told of 3 clients: Acme Corporation, Globex and Initech$/m);
  });

  it('ends with 0 when one is added', () => {
    setting('min_events', 4, old);
    expect(compare(leak())).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Added: pattern-/m) });
    expect(difference(leak())).toMatchObject({ same: [], other_id: [], lost: [], added: { length: 1 } });
  });

  it('says how much sooner or later an alert is told that both tell', () => {
    setting('min_events', 4);
    const { code, stdout } = compare([...leak(), report(HOOLI, 50)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Both: pattern-/m);
    expect(stdout).toContain(
      'By the old configuration: told 20 minutes earlier, with 3 clients; at the end 4 clients.',
    );
  });

  it('takes an alert for no lost one when another window only gives it another id', () => {
    setting('time_window_minutes', 45);
    expect(compare(leak()).code).toBe(0);
    expect(difference(leak())).toEqual({
      same: [],
      other_id: [{ old: expect.stringMatching(/^pattern-/), new: expect.stringMatching(/^pattern-/) }],
      lost: [],
      added: [],
    });
  });

  it('loses an alert to a client that leaves the registry', () => {
    rmSync(join(next, 'clients/initech.yaml'));
    expect(compare(leak())).toMatchObject({ code: 1, stdout: expect.stringContaining('1 alert lost') });
  });
});

describe('what a terminal would obey', () => {
  it('is written out, whoever says it', () => {
    change(join(next, 'clients/acme.yaml'), /^client_name:.*$/m, 'client_name: "Ac\\u202eme"');
    const hostile = 'The \u202eLedgerHub\u001b[31m 1.17.4 fails.\u0007';
    for (const args of [[], ['--json']]) {
      const { code, stdout } = correlate([...leak(), ...leak().map((event) => said(event, hostile))], ...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Ac\\u\{?202e\}?me/);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});

describe('what cannot be used', () => {
  it('ends with 2 when every event is of clients that a configuration does not know, instead of calm', () => {
    const strangers = [report('999999999998', 0), report('999999999997', 1)];
    const { code, stdout, stderr } = correlate(strangers);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Of 2 events none is of a client in the registry of ${next}, so nothing was compared.`);
    expect(stderr).toContain('--new <folder>');
    expect(correlate([...strangers, report(ACME, 2)]).code).toBe(0);
    for (const client of ['acme', 'globex', 'initech', 'hooli']) rmSync(join(old, `clients/${client}.yaml`));
    cpSync(join(root, 'apps/local/demo/config/clients'), join(old, 'clients'), { recursive: true });
    expect(compare(leak())).toMatchObject({ code: 2, stderr: expect.stringContaining('--old <folder>') });
  });

  it('ends with 2: no file, no event, a folder that is refused', () => {
    expect(orchestratorGiven('', 'correlate', '--events', join(folder, 'none'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /--events .*none: this could not be read \(ENOENT\)\. Give a file with a line of JSON/,
      ),
    });
    expect(correlate([aHeartbeat()])).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no event') });
    change(join(next, 'central_account.yaml'), 'routes:\n', 'roots:\n');
    expect(correlate(leak())).toMatchObject({ code: 2, stderr: expect.stringContaining('orchestrator validate') });
  });
});
