import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { aHeartbeat, aNativeEvent, anEvent } from '@org/event-schema/testing';
import {
  investigationStore,
  type Act,
  type DecisionRecord,
  type InvestigationStore,
  type PatternRecord,
} from '@org/investigation-store';
import { emptyTable } from '@org/investigation-store/testing';
import { endAll, orchestrator, root } from './run-demo';

jest.setTimeout(60_000);

const ACME = '123456789012'; // a client of config/
const SPACE = '8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab';
const WORDS = 'a\u001b[2J\u202eb\nWho was told\n  Everybody.'; // clears a screen, turns text round, and forges our lines
// eslint-disable-next-line no-control-regex
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

let server: Server;
let address: string;
let client: DynamoDBClient;
let store: InvestigationStore;
let folder: string;
/** The store's clock: what is told happened then. */
let clock = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'why-'));
  server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  address = `http://127.0.0.1:${port}`;
  client = await emptyTable(port, 'central');
  store = investigationStore({ tableName: 'central', client, retentionDays: 9999, now: () => new Date(clock) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: address,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '999999999999',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    COLUMNS: '90',
  });
  await aLedgerThatFailedTwice();
  await aWithheldReport();
  await aPattern();
});

afterAll(async () => {
  await endAll();
  client.destroy();
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
  rmSync(folder, { recursive: true });
});

/** Paged and ticketed at first; the second time a window mutes it. */
async function aLedgerThatFailedTwice() {
  const first = anEvent({
    investigation_id: 'ledger-1',
    severity: 'CRITICAL',
    redaction: { counts: { ipv4: 2 } },
    tags: { application: 'ledger' },
  });
  const second = { ...first, outcome_version: 2, timestamp: '2026-11-20T12:00:00Z' };
  clock = '2026-11-20T10:05:00Z';
  await native('ledger-1', 'Investigation Created', '2026-11-20T09:20:00Z');
  await native('ledger-1', 'Investigation Completed', '2026-11-20T10:04:37Z');
  await outcome(first, {
    destinations: ['jira:PAY', 'pagerduty:payments'],
    rule_id: 'payments-critical',
    rule_owner: 'payments',
    rule_why: 'Payments on-call asked to be woken.',
    reason: 'rule-matched',
    explanation: 'Rule ledger-critical matched, so two will hear of it.',
  });
  await receipt(first, 'jira:PAY', { vendor_id: 'PAY-7', url: 'https://acme.example/browse/PAY-7', action: 'created' });
  await receipt(first, 'pagerduty:payments', { vendor_id: 'dedup-1', action: 'accepted', in_doubt: true });
  clock = '2026-11-20T12:00:10Z';
  await outcome(second, {
    destinations: [],
    rule_id: 'gone-since',
    reason: 'rule-matched',
    explanation: 'Muted by silence upgrade, asked for by dba (major version), until 2026-11-20T14:00:00Z: jira:PAY.',
    muted: [
      {
        kind: 'silence',
        id: 'upgrade',
        owner: 'dba',
        why: 'major version',
        until: '2026-11-20T14:00:00.000Z',
        destinations: ['jira:PAY'],
      },
    ],
  });
  const counted = (timestamp: string, outcomes: number) =>
    store.saveHeartbeat(aHeartbeat({ agent_space_id: SPACE, timestamp, outcomes }).detail, 'Acme Corporation');
  await counted('2026-11-20T12:01:00Z', 9);
  clock = '2026-11-20T12:06:10Z';
  await counted('2026-11-20T12:06:00Z', 9);
  await store.quarantine({
    id: 'forged-1',
    reason: 'account-mismatch',
    explanation: `The event says another account.${WORDS}`,
    account: ACME,
    problems: [],
    bytes: 1000,
  });
}

async function aWithheldReport() {
  clock = '2026-11-21T10:05:00Z';
  await store.saveOutcome(
    anEvent({
      investigation_id: 'withheld-1',
      timestamp: '2026-11-21T10:00:00Z',
      summary: { root_cause_brief: undefined as never, withheld: true, withheld_reason: 'redaction_failed' },
    }),
  );
  await store.saveOutcome(
    anEvent({
      investigation_id: 'hostile-1',
      timestamp: '2026-11-21T10:00:00Z',
      client_name: `Acme${WORDS}`,
      summary: { root_cause_brief: WORDS, affected_resources: [WORDS] },
    }),
  );
  const effect = {
    of: 'outcome' as const,
    outcome: anEvent({ investigation_id: 'hostile-1' }),
    destination: 'jira:OPS',
  };
  const claim = await store.claim(effect, { messageId: 'm', clientName: 'Acme', leaseMs: 1 });
  if (claim.taken) await store.failure(effect, claim.claim_id, { error: `Jira said ${WORDS}`, in_doubt: false });
}

async function aPattern() {
  clock = '2026-11-20T10:10:00Z';
  const member = (account: string, minute: number, because: string) => ({
    client_account_id: account,
    agent_space_id: SPACE,
    investigation_id: account === ACME ? 'ledger-1' : `inv-${minute}`,
    outcome_version: 1,
    timestamp: `2026-11-20T10:0${minute}:37Z`,
    region: 'us-east-1',
    category: 'dependency_failure',
    because,
  });
  const pattern = {
    pattern_id: 'pattern-fa6e',
    version: 1,
    shared: `cdc-relay 1.17.4${WORDS}`,
    category: 'dependency_failure',
    anchors: ['name:cdc-relay'],
    keys: ['name:cdc-relay'],
    members: [
      member(ACME, 1, 'shares-it'),
      member('210987654321', 3, 'shares-it'),
      member('310987654321', 6, 'same-kind'),
    ],
    clients: [ACME, '210987654321', '310987654321'],
    regions: ['us-east-1'],
    first_timestamp: '2026-11-20T10:01:37Z',
    last_timestamp: '2026-11-20T10:06:37Z',
    confidence: 0.97,
    uncertain: false,
    evidence: [
      { what: '3 clients name cdc-relay within 15 minutes, where less than 0.01 would be usual.', weight: 5.05 },
      { what: 'One more names another version.', weight: -0.4 },
    ],
    explanation: '3 clients share cdc-relay 1.17.4.',
    usual_per_hour: 1.2,
    lexicon_version: '2026-11-25',
    names: {
      'cdc-relay': { said: 'cdc-relay 1.17.4', clients: [ACME, '210987654321'] },
      'orders-1': { said: 'orders-1', clients: [ACME] },
    },
  };
  await store.savePattern(pattern, 0);
  await store.saveAnalysis('pattern-fa6e', {
    at: '2026-11-20T10:07:00Z',
    model: 'some.model',
    prompt_version: '2',
    cost_usd: 0.0123,
    answer: {
      cause: `Pin the relay. ${WORDS}`,
      confidence: 0.8,
      check_first: [`Its pool. ${WORDS}`],
      recommendations: [{ client_account_id: ACME, check_first: [`Its reader. ${WORDS}`] }],
      evidence: [],
    },
  });
  await store.saveExposed('pattern-fa6e', [
    {
      client_account_id: '555555555555',
      because: 'names-it',
      what: `named cdc-relay ${WORDS}`,
      last_seen: '2026-11-19T10:00:00Z',
    },
  ]);
  const seniors = 'pagerduty:senior-engineers';
  const page = { vendor_id: 'corr-pattern-fa6e', action: 'accepted' };
  await toldOfPattern('2026-11-20T10:10:00Z', seniors, page);
  await toldOfPattern('2026-11-20T10:20:00Z', seniors, { ...page, act: 'update-1', clients: '6 clients' });
  await toldOfPattern('2026-11-20T10:30:00Z', seniors, { ...page, act: 'update-explained' });
  await toldOfPattern('2026-11-21T10:30:00Z', seniors, { ...page, act: 'update-ended' });
  await toldOfPattern('2026-11-20T10:12:00Z', 'jira:default', {
    vendor_id: 'ACME-1',
    action: 'created',
    act: `update-member-${ACME}`,
  });
  await toldOfPattern('2026-11-22T10:00:00Z', 'jira:default', {
    vendor_id: 'ACME-1',
    action: 'resolve',
    act: `resolve-member-${ACME}`,
  });
}

async function toldOfPattern(
  at: string,
  destination: string,
  { act, clients = '3 clients', ...receipt }: { vendor_id: string; action: string; act?: Act; clients?: string },
) {
  clock = at;
  const effect = { of: 'pattern' as const, pattern_id: 'pattern-fa6e', destination, ...(act && { act }) };
  const claim = await store.claim(effect, { messageId: 'm', clientName: clients, leaseMs: 1000 });
  if (claim.taken) await store.receipt(effect, claim.claim_id, receipt);
}

async function native(task_id: string, detailType: string, at: string) {
  const data = { updated_at: at, created_at: at };
  await store.saveNative(
    aNativeEvent({ 'detail-type': detailType, detail: { metadata: { task_id, agent_space_id: SPACE }, data } }),
    'Acme Corporation',
  );
}

async function outcome(
  event: InvestigationEvent,
  decision: Pick<
    DecisionRecord,
    'destinations' | 'rule_id' | 'rule_owner' | 'rule_why' | 'reason' | 'explanation' | 'muted'
  >,
) {
  await store.saveOutcome(event);
  await store.saveDecision(
    {
      key: outcomeKey(event),
      client_account_id: event.client_account_id,
      client_name: event.client_name,
      event_type: event.event_type,
      severity: event.severity,
      configuration_version: 'c0ffee123456',
      decided_at: clock,
      ...decision,
    },
    event,
  );
}

async function receipt(
  event: InvestigationEvent,
  destination: string,
  told: Parameters<InvestigationStore['receipt']>[2],
) {
  const effect = { of: 'outcome' as const, outcome: event, destination };
  const claim = await store.claim(effect, { messageId: 'm', clientName: 'Acme', leaseMs: 1000 });
  if (claim.taken) await store.receipt(effect, claim.claim_id, told);
}

async function why(...args: string[]): Promise<{ code: number; stdout: string; words: string; stderr: string }> {
  const run = orchestrator('why', ...args);
  const code = await run.ended;
  return { code, stdout: run.stdout(), words: run.stdout().replace(/\s+/g, ' '), stderr: run.stderr() };
}
const inTable = (what: string, ...args: string[]) => why(what, '--table', 'central', ...args);

describe('orchestrator why <investigation>', () => {
  it('tells what happened, what was decided and why, who was told, and what is missing', async () => {
    const { code, words, stdout } = await inTable(`${ACME}/${SPACE}/ledger-1`);
    expect(code).toBe(0);
    for (const told of [
      'Investigation ledger-1 of Acme Corporation',
      '2026-11-20 09:20:00 The agent was asked to investigate, with priority HIGH.',
      'Outcome 1, investigation completed after 45 minutes: The report names a root cause. Kind of cause: resource exhaustion. Priority HIGH, severity CRITICAL.',
      '| RDS connection pool exhausted',
      'It is part of pattern pattern-fa6e: 3 clients share',
      '2026-11-20 10:05:00 About outcome 1: Rule ledger-critical matched, so two will hear of it.',
      'Rule payments-critical, of payments: Payments on-call asked to be woken. Decided by configuration c0ffee123456. config does not have it any more.',
      'Muted by silence upgrade, asked for by dba (major version)',
      'Silence upgrade is over since 2026-11-20 14:00:00.',
      'jira:PAY has a new ticket for outcome 1. PAY-7 https://acme.example/browse/PAY-7',
      'pagerduty:payments took the page for outcome 1. dedup-1 An attempt left no receipt, so people may have been told twice.',
      'Taken out of outcome 1 before it left: 2 ipv4.',
      'An arrival from this account was quarantined (account mismatch), and may have been about it',
      'GAP: the watcher counted 7 outcomes of this agent space that are not here.',
    ]) {
      expect(words).toContain(told);
    }
    const wide = stdout.split('\n').filter((line) => line.length > 90);
    for (const line of wide) expect(line.trim()).not.toContain(' ');
  });

  it('tells whose the rule is and what for, as the configuration said then', async () => {
    const event = anEvent({ investigation_id: 'owned-1', severity: 'CRITICAL', timestamp: '2026-11-22T10:00:00Z' });
    clock = '2026-11-22T10:00:10Z';
    await outcome(event, {
      destinations: ['jira:PAY'],
      rule_id: 'payments-critical',
      rule_owner: 'payments',
      rule_why: 'Payments on-call asked to be woken.',
      reason: 'rule-matched',
      explanation: 'Rule payments-critical matched.',
    });
    const { words } = await inTable('owned-1', '--config', 'apps/local/demo/config');
    expect(words).toContain('Rule payments-critical, of payments: Payments on-call asked to be woken. Decided by');
    expect(words).not.toContain('does not have it any more');
    expect(words).toContain('jira:PAY is to be told of outcome 1, and no attempt is recorded yet.');
  });

  it.each([
    ['a beginning of its id', 'ledg'],
    ['its id', 'ledger-1'],
    ['the key of its second outcome, as PagerDuty has it', `${ACME}/${SPACE}/ledger-1/2`],
    ['an id and the number of an outcome', 'ledger-1/2'],
    ['an unfinished key', `${ACME}/${SPACE}/led`],
  ])('finds it by %s', async (_, asked) => {
    const { code, stdout } = await inTable(asked, '--json');
    expect(code).toBe(0);
    const { version, kind, key, outcomes } = JSON.parse(stdout) as Record<string, unknown> & { outcomes: object[] };
    expect({ version, kind, key }).toEqual({ version: 1, kind: 'investigation', key: `${ACME}/${SPACE}/ledger-1` });
    expect(outcomes).toHaveLength(/\/2$/.test(asked) ? 1 : 2);
  });

  it('says that text was withheld, and that nothing was decided yet', async () => {
    const { words } = await inTable('withheld-1');
    expect(words).toContain("The text of outcome 1 stayed in the client's account (redaction failed).");
    expect(words).toContain('It reached central 5 minutes later, at 2026-11-21 10:05:00.');
    expect(words).toContain('no decision is recorded');
    expect(words).toContain('Who was told Nobody.');
  });

  it('shows hostile text, obeys none of it, and lets it forge no line', async () => {
    const { code, stdout } = await inTable('hostile-1');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(ACTIVE);
    expect(stdout).toContain('    | a\\u{1b}[2J\\u{202e}b\n    | Who was told\n    | Everybody.\n');
    expect(stdout.match(/^Who was told$/gm)).toHaveLength(1);
    expect(stdout).not.toMatch(/^ *Everybody\.$/m);
    const json = (await inTable('hostile-1', '--json')).stdout;
    expect(json).not.toMatch(ACTIVE);
    expect(JSON.parse(json)).toMatchObject({ outcomes: [{ event: { summary: { root_cause_brief: WORDS } } }] });
  });
});

describe('orchestrator why <pattern>', () => {
  it('tells what is shared by how many of how many, expected against seen, evidence, members, alert and analysis', async () => {
    const { code, words, stdout } = await inTable('pattern-fa6e');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(ACTIVE);
    expect(stdout.match(/^Who was told$/gm)).toHaveLength(1);
    for (const told of [
      '| cdc-relay 1.17.4a\\u{1b}[2J',
      '3 of 4 clients share it, in 3 investigations within 5 minutes: Acme Corporation, Globex and 310987654321.',
      'Of its kind 0.1 would be usual in 5 minutes, over all clients (1.2 an hour). 3 were seen.',
      'where less than 0.01 would be usual. Speaks for it, 5.05 powers of ten.',
      'One more names another version. Speaks against it, 0.4 powers of ten.',
      'Confidence 97 %. Judged with lexicon 2026-11-25.',
      `2026-11-20 10:01:37 Acme Corporation: ${ACME}/${SPACE}/ledger-1/1 names it itself.`,
      '/inv-6/1 does not name it; it fits in kind and time.',
      'Named by one client only: “orders-1”.',
      'pagerduty:senior-engineers took the page for the pattern. corr-pattern-fa6e',
      '555555555555: named cdc-relay',
      'some.model was asked, for $0.0123. Not to be trusted: a model wrote this from the evidence. | Pin the relay.',
      'It is 80 % sure of it; the evidence alone gives 97 %. It would check first: | Its pool.',
      'At Acme Corporation: | Its reader.',
    ]) {
      expect(words).toContain(told);
    }
  });

  it('tells what each was told, in the order of time, and what was closed', async () => {
    const { stdout } = await why('pattern-fa6e', '--table', 'central');
    const [, told = ''] = /\nWho was told\n([^]*?)\n\n/.exec(stdout) ?? [];
    expect(told.replace(/\n {5,}/g, ' ').split('\n')).toEqual([
      '  2026-11-20 10:10:00  pagerduty:senior-engineers took the page for the pattern. corr-pattern-fa6e',
      "  2026-11-20 10:12:00  jira:default has a new ticket for the pattern in Acme Corporation's own project. ACME-1",
      '  2026-11-20 10:20:00  pagerduty:senior-engineers was told of its growth to 6 clients. corr-pattern-fa6e',
      '  2026-11-20 10:30:00  pagerduty:senior-engineers was told of the words of a language model about it. corr-pattern-fa6e',
      '  2026-11-21 10:30:00  pagerduty:senior-engineers was told of its end, which closes the page. corr-pattern-fa6e',
      "  2026-11-22 10:00:00  jira:default: the ticket in Acme Corporation's own project was closed.",
    ]);
  });

  it('says why no model was asked', async () => {
    const pattern = await store.pattern<PatternRecord & { uncertain: boolean }>('pattern-fa6e');
    if (!pattern) throw new Error('no pattern');
    const asked = async (id: string) => {
      const { stdout } = await inTable(id);
      return stdout.slice(stdout.indexOf('What a language model')).replace(/\s+/g, ' ').trim();
    };
    const heading = 'What a language model made of it';
    const NO_DOUBT = `${heading} It leaves no doubt, so no model was asked. Confirm it (\`orchestrator pattern confirm\`) to have one asked.`;
    const NOT_YET = `${heading} Not asked yet: no model is configured, its budget is spent, or the next sweep asks.`;
    await store.savePattern({ ...pattern.pattern, pattern_id: 'certain-1', version: 1 }, 0);
    const doubtful = { ...pattern.pattern, pattern_id: 'doubtful-1', uncertain: true, version: 1 };
    await store.savePattern(doubtful, 0);
    expect(await asked('certain-1')).toBe(NO_DOUBT);
    expect(await asked('doubtful-1')).toBe(NOT_YET);
    const said = { by: 'ana', why: 'w', at: '2026-11-20T11:00:00Z' };
    await store.saveVerdict('certain-1', { ...said, verdict: 'confirmed' });
    expect(await asked('certain-1')).toBe(NOT_YET);
    await store.saveVerdict('doubtful-1', { ...said, verdict: 'rejected' });
    expect(await asked('doubtful-1')).toBe(
      `${heading} People said that it is no pattern of its own, so no model was asked.`,
    );
  });

  it.each(['pattern-fa6e', 'pattern-f', 'corr-pattern-fa6e'])('finds it by %s, in the demo too', async (asked) => {
    const { code, stdout } = await why(asked, '--demo', address, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      kind: 'pattern',
      pattern_id: 'pattern-fa6e',
      clients_watched: 15, // twelve of the demo, and these three
      seen: { investigations: 3, ms: 300_000 },
      not_used: ['Named by one client only: “orders-1”.'],
      deliveries: [
        { destination: 'pagerduty:senior-engineers', state: 'done' },
        { act: `update-member-${ACME}` },
        { act: 'update-1', client_name: '6 clients' },
        { act: 'update-explained' },
        { act: 'update-ended' },
      ],
      acts: [{ act: `resolve-member-${ACME}`, state: 'done' }],
    });
  });
});

describe('orchestrator why <a part of what is shared>', () => {
  it('finds the pattern, whatever the case, and lists several with what they share', async () => {
    const pattern = await store.pattern('pattern-fa6e');
    if (!pattern) throw new Error('no pattern');
    const share = (pattern_id: string, shared: string) =>
      store.savePattern({ ...pattern.pattern, pattern_id, shared, version: 1 } as PatternRecord, 0);
    await share('pattern-1a', 'fluent-relay 2.3 in eu-west-1');
    await share('pattern-2b', 'Fluent-Bit/9');
    for (const asked of ['fluent-relay', 'RELAY 2.3 in', 'bit/9']) {
      const { code, stdout } = await inTable(asked, '--json');
      expect({ code, id: JSON.parse(stdout).pattern_id }).toEqual({
        code: 0,
        id: asked === 'bit/9' ? 'pattern-2b' : 'pattern-1a',
      });
    }
    const { code, stderr } = await inTable('fluent');
    expect(code).toBe(2);
    expect(stderr).toContain('2 match "fluent". Say which:\n');
    expect(stderr).toContain('  pattern-1a  shares “fluent-relay 2.3 in eu-west-1”\n');
    expect(JSON.parse((await inTable('fluent', '--json')).stdout)).toMatchObject({
      kind: 'ambiguous',
      near: expect.arrayContaining(['pattern-1a', 'pattern-2b']),
    });
  });
});

it('gives programs the fields that the README names', async () => {
  const readme = readFileSync(join(root, 'apps/cli/README.md'), 'utf8');
  for (const asked of ['ledger-1', 'pattern-fa6e', 'nothing-such']) {
    const { kind, ...others } = JSON.parse((await inTable(asked, '--json')).stdout) as { kind: string };
    const fields = Object.keys(others).filter((name) => name !== 'version');
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${kind}\``)) ?? '';
    expect(Array.from(row.matchAll(/`([a-z_]+)`(?= |,|$)/g), ([, name]) => name).slice(1)).toEqual(fields);
  }
});

describe('orchestrator why, when there is no story', () => {
  it('ends with 1, says where it looked, and what is close', async () => {
    const { code, stdout, stderr } = await inTable('legder-1');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /Nothing is called "legder-1"\. Looked in table central, the newest \d investigations and the newest \d+ patterns?\./,
    );
    expect(stderr).toContain(`${ACME}/${SPACE}/ledger-1`);
    const { stdout: json } = await inTable('legder-1', '--json');
    expect(JSON.parse(json)).toMatchObject({ version: 1, kind: 'not-found', near: [`${ACME}/${SPACE}/ledger-1`] });
  });

  it('ends with 1 for an outcome that is not there, and names those that are', async () => {
    const { code, stderr } = await inTable('ledger-1/3');
    expect(code).toBe(1);
    expect(stderr).toContain(`${ACME}/${SPACE}/ledger-1/2`);
  });

  it('ends with 2 for a beginning of several, and names them', async () => {
    await store.saveOutcome(anEvent({ investigation_id: 'ledger-2' }));
    const { code, stderr } = await inTable('ledger-');
    expect(code).toBe(2);
    expect(stderr).toContain('2 match "ledger-". Say which:');
  });

  it.each([
    [
      'no Region',
      { AWS_REGION: '' },
      'No AWS Region is given, or none that can be one. Set AWS_REGION, or name a profile',
    ],
    ['no credentials', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'Name a profile that has them: --profile'],
  ])('ends with 2 for %s, and says what to give', async (_, without, words) => {
    const before = { ...process.env };
    Object.assign(process.env, without, { AWS_EC2_METADATA_DISABLED: 'true' });
    try {
      const { code, stdout, stderr } = await inTable('ledger-1');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(words);
    } finally {
      Object.assign(process.env, before);
    }
  });

  it('says nothing of the Node.js version, which nobody asked about', async () => {
    delete process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'];
    expect((await inTable('ledger-1')).stderr).toBe('');
  });

  it.each([
    ['no question', [], "missing required argument 'what'"],
    ['no table', ['ledger-1'], "Say which table is central's"],
    ['what can be no id', ['\u001b[2J', '--table', 'central'], '"\\u{1b}[2J" is no id.'],
    ['a table that is not there', ['ledger-1', '--table', 'other'], 'A table was not found'],
    [
      'a demo that does not run',
      ['ledger-1', '--demo', 'http://127.0.0.1:1/'],
      'No demo answers at http://127.0.0.1:1/',
    ],
    ['a demo without an address', ['ledger-1', '--demo', 'here'], 'give the address that `npm start` printed'],
    [
      'a configuration that was asked for and is none',
      ['ledger-1', '--table', 'central', '--config', 'docs'],
      'docs/central_account.yaml is not there',
    ],
  ])('ends with 2 for %s', async (_, args, words) => {
    const { code, stdout, stderr } = await why(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
