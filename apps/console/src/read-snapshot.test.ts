import { loadConfiguration } from '@org/configuration';
import { investigationKey, outcomeKey } from '@org/event-schema';
import { aHeartbeat, anEvent } from '@org/event-schema/testing';
import type {
  DecisionRecord,
  Delivery,
  InvestigationHistory,
  InvestigationReader,
  PatternAnalysis,
  PatternVerdict,
} from '@org/investigation-store';
import { snapshotReader } from './read-snapshot';

const ACME = '418305726194';
const NOON = new Date('2026-11-20T12:00:00Z');

const loaded = loadConfiguration([
  {
    path: 'central_account.yaml',
    text: "central_account_id: '999999999999'\norganization_id: 'o-a1b2c3d4e5'\nintegrations: { pagerduty: { routing_key_secret: a, api_key_secret: b, service_id: P1 } }\n",
  },
  {
    path: 'clients/acme.yaml',
    text: `client_name: Acme\nclient_account_id: '${ACME}'\nenvironment: production\ndevops_agent: { agent_space_id: space-1, region: us-east-1 }\n`,
  },
]);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { configuration } = loaded;

const event = anEvent({
  client_account_id: ACME,
  client_name: 'Acme',
  agent_space_id: 'space-1',
  redaction: { counts: { ipv4: 2, email: 1 } },
});
const key = outcomeKey(event);

const decision: DecisionRecord = {
  key,
  client_account_id: ACME,
  client_name: 'Acme',
  event_type: event.event_type,
  severity: 'HIGH',
  destinations: ['pagerduty:default'],
  rule_id: 'routing_rules.high_severity',
  reason: 'rule-matched',
  explanation: 'Because it is HIGH.',
  configuration_version: '1',
  decided_at: '2026-11-20T10:05:00Z',
};
const page: Delivery = {
  key,
  destination: 'pagerduty:default',
  client_name: 'Acme',
  state: 'done',
  attempts: 1,
  at: '2026-11-20T10:05:01Z',
  vendor_id: 'Q1',
  action: 'accepted',
};

/** A pattern of one client, as the correlation engine made it. */
const pattern = {
  pattern_id: 'p1',
  shared: 'fluent-relay 3.9.2',
  clients: [ACME],
  of_clients: 120,
  confidence: 0.9,
  uncertain: false,
  evidence: [{ what: 'Two at once.', weight: 3.1 }],
  members: [
    { ...event, region: 'eu-west-1', because: 'shares-it' },
    { ...event, region: '', investigation_id: 'other', because: 'same-kind' },
  ],
  first_timestamp: event.timestamp,
  explanation: 'Shared.',
};

/** A store that holds one investigation, decided and paged, and counts how often its history is read. */
function aStore(changes: Partial<InvestigationReader> = {}, deliveries: readonly Delivery[] = [page]) {
  const reads = { histories: 0 };
  const history: InvestigationHistory = {
    outcomes: [{ event, received_at: '2026-11-20T10:04:40Z' }],
    native: [],
    decisions: [decision],
    deliveries,
    acts: [],
    followUps: [],
  };
  const state = { key: key.slice(0, key.lastIndexOf('/')), stage: 'reported', updated_at: event.timestamp };
  const store = {
    investigation: async () => {
      reads.histories += 1;
      return history;
    },
    recentInvestigations: async () => [state],
    clientHealth: async () => [
      {
        client_account_id: ACME,
        client_name: 'Acme',
        agent_space_id: 'space-1',
        heartbeat: aHeartbeat().detail,
        received_at: '2026-11-20T11:58:00Z',
        missing: 0,
      },
    ],
    recentDecisions: async () => [decision],
    recentDeliveries: async () => [...deliveries],
    patterns: async () => [],
    quarantined: async () => [],
    spent: async () => 0,
    ...changes,
  } as unknown as InvestigationReader;
  return { store, reads };
}

const read = (store: InvestigationReader, options: { now?: Date } = {}) =>
  snapshotReader(store, { configuration, now: () => options.now ?? NOON })();

describe('what the page shows', () => {
  it('tells of an investigation who was told, by which rule, why, and what was taken out', async () => {
    const { outcomes, totals } = await read(aStore().store);
    expect(outcomes).toMatchObject([
      {
        key,
        clientName: 'Acme',
        severity: 'HIGH',
        brief: event.summary.root_cause_brief,
        tags: event.tags,
        redacted: { ipv4: 2, email: 1 },
        decision: { ruleId: 'routing_rules.high_severity', explanation: 'Because it is HIGH.' },
        deliveries: [{ told: 'page', destination: 'pagerduty:default', state: 'delivered', id: 'Q1' }],
      },
    ]);
    expect(totals).toEqual({
      investigations: 1,
      outcomes: 1,
      withheld: 0,
      redactions: 3,
      pages: 1,
      tickets: 0,
      patterns: 0,
      quarantined: 0,
      aiTodayUsd: 0,
    });
  });

  it.each<[string, Date, Partial<InvestigationReader>]>([
    ['well', NOON, {}],
    ['silent', new Date('2026-11-20T12:30:00Z'), {}],
    ['waiting', NOON, { clientHealth: async () => [] }],
  ])('says that a client is %s by its heartbeats', async (health, now, changes) => {
    expect((await read(aStore(changes).store, { now })).clients).toMatchObject([
      { name: 'Acme', health, investigations: 1, worst: 'HIGH' },
    ]);
  });

  it('counts two outcomes of one investigation as one investigation', async () => {
    const again = { event: { ...event, outcome_version: 2 }, received_at: '2026-11-20T10:20:00Z' };
    const history = { outcomes: [{ event, received_at: event.timestamp }, again], native: [], decisions: [] };
    const { store } = aStore({ investigation: async () => ({ ...history, deliveries: [] }) as never });
    const { totals, outcomes, clients } = await read(store);
    expect(outcomes).toHaveLength(2);
    expect(totals).toMatchObject({ investigations: 1, outcomes: 2 });
    expect(clients).toMatchObject([{ investigations: 1 }]);
  });

  it('calls a comment on an issue a comment, and counts it as no further ticket', async () => {
    const url = 'https://acme.atlassian.net/browse/OPS-1';
    const comment: Delivery = { ...page, destination: 'jira:default', action: 'commented', vendor_id: 'OPS-1', url };
    const { totals, deliveries } = await read(aStore({}, [page, comment]).store);
    expect(totals).toMatchObject({ pages: 1, tickets: 0 });
    expect(deliveries).toMatchObject([
      { told: 'page', about: 'Acme', pattern: false, severity: 'HIGH' },
      { told: 'comment', about: 'Acme', id: 'OPS-1', url },
    ]);
  });

  it.each(['slack:ops', 'teams:ops', 'webhook:ops'])(
    'calls what %s got a message, and no ticket',
    async (destination) => {
      const { totals, deliveries } = await read(aStore({}, [{ ...page, destination }]).store);
      expect(totals).toMatchObject({ pages: 0, tickets: 0 });
      expect(deliveries).toMatchObject([{ told: 'message', destination }]);
    },
  );

  it('shows what people did, an escalation, and what was told together', async () => {
    const human = { state: 'acknowledged', by: 'Kim', at: NOON.toISOString() } as const;
    const escalation: Delivery = { ...page, act: 'escalation-1', group: 'group-1' };
    const { outcomes } = await read(
      aStore({}, [{ ...page, human: { ...human, seen_at: NOON.toISOString() } }, escalation]).store,
    );
    expect(outcomes[0]?.deliveries).toMatchObject([{ human }, { act: 'escalation-1', group: 'group-1' }]);
  });

  it('counts outcomes told together as one page, and an update as none', async () => {
    const grouped = [1, 2, 3].map((number): Delivery => ({ ...page, key: `${key}${number}`, group: 'group-1' }));
    const { totals } = await read(aStore({}, [...grouped, { ...page, key: 'corr-p1', act: 'update-2' }]).store);
    expect(totals.pages).toBe(1);
  });

  it('counts a ticket that was filed at a client for a pattern, and no comment on one', async () => {
    const filed: Delivery = { ...page, key: 'corr-p1', destination: 'jira:default', action: 'created' };
    const { totals } = await read(
      aStore({}, [
        filed,
        { ...filed, act: `update-member-${ACME}` },
        { ...filed, act: 'update-member-other', action: 'commented' },
        { ...filed, act: 'update-1', action: 'commented' },
      ]).store,
    );
    expect(totals.tickets).toBe(2);
  });

  it('tells what language models cost today, by the clock of UTC', async () => {
    const spent = async (budget: string, date: string) => (`${budget} ${date}` === 'analysis 2026-11-21' ? 0.0123 : 0);
    const { totals } = await read(aStore({ spent }).store, { now: new Date('2026-11-20T23:30:00-02:00') });
    expect(totals.aiTodayUsd).toBe(0.0123);
  });

  it('counts of a pattern only what is left after a split, and keeps who was split off', async () => {
    const other = { ...event, client_account_id: 'other', region: 'us-east-1', because: 'shares-it' };
    const members = [...pattern.members, other];
    const told: Delivery = { ...page, key: 'corr-p1', destination: 'jira:default', action: 'commented' };
    const known = {
      pattern,
      deliveries: [ACME, 'other'].map((account): Delivery => ({ ...told, act: `update-member-${account}` })),
      verdicts: [
        { verdict: 'split', by: 'ana', why: 'Its own.', at: NOON.toISOString(), members: [investigationKey(other)] },
      ],
    };
    const { store } = aStore({
      patterns: (async () => [{ ...pattern, clients: [ACME, 'other'], members }]) as never,
      pattern: (async () => known) as never,
    });
    expect((await read(store)).patterns).toMatchObject([
      { clients: ['Acme', 'other'], events: 2, regions: ['eu-west-1'], clientsTold: 1 },
    ]);
  });

  it('shows who muted it, why and until when, and what was decided after', async () => {
    const mute = { kind: 'silence', id: 's1', owner: 'kim', why: 'Migration.', destinations: ['pagerduty:default'] };
    const muted = { ...decision, destinations: [], muted: [{ ...mute, until: NOON.toISOString() }] };
    const again: DecisionRecord = { ...decision, again: true, explanation: 'The silence is over.' };
    const { outcomes } = await read(
      aStore({
        investigation: async () =>
          ({ outcomes: [{ event, received_at: event.timestamp }], decisions: [muted, again], deliveries: [] }) as never,
      }).store,
    );
    expect(outcomes[0]?.decision).toMatchObject({
      destinations: [],
      muted: [{ ...mute, until: NOON.toISOString() }],
      again: { explanation: 'The silence is over.', destinations: ['pagerduty:default'] },
    });
  });

  it('lists a delivery whose outcome is too old to be shown', async () => {
    const { deliveries } = await read(aStore({ recentInvestigations: async () => [] }).store);
    expect(deliveries).toMatchObject([{ told: 'page', about: 'Acme' }]);
  });

  it('shows a pattern with the names of its clients, who was told of it, and the analysis when there is one', async () => {
    const alert: Delivery = { ...page, key: 'corr-p1', client_name: '1 clients' };
    const analysis: PatternAnalysis = {
      at: event.timestamp,
      model: 'm',
      prompt_version: '1',
      cost_usd: 0.02,
      usage: { input_tokens: 900, output_tokens: 120 },
      asked_for: 'p0',
      answer: {
        cause: 'A reading.',
        confidence: 0.7,
        shared_dependency: 'A relay.',
        check_first: ['Its version.'],
        recommendations: [{ client_account_id: ACME, check_first: ['Its queue.'] }],
        evidence: [],
      },
    };
    const { store } = aStore(
      {
        patterns: (async () => [pattern]) as never,
        pattern: (async () => ({
          pattern,
          deliveries: [alert],
          verdicts: [],
          analysis,
          exposed: [{ client_account_id: ACME, because: 'names-it', what: 'named it', last_seen: event.timestamp }],
        })) as never,
      },
      [page, alert],
    );
    const { patterns, deliveries } = await read(store);
    expect(deliveries).toMatchObject([
      { told: 'page', about: 'Acme', pattern: false },
      { told: 'page', about: 'fluent-relay 3.9.2', pattern: true },
    ]);
    expect(patterns).toEqual([
      {
        id: 'p1',
        cause: 'fluent-relay 3.9.2',
        since: event.timestamp,
        clients: ['Acme'],
        ofClients: 120,
        events: 2,
        regions: ['eu-west-1'],
        confidence: 0.9,
        uncertain: false,
        evidence: [{ what: 'Two at once.', weight: 3.1 }],
        members: [
          {
            at: event.timestamp,
            client: 'Acme',
            investigation: investigationKey(event),
            splitOff: false,
            sharesIt: true,
          },
          {
            at: event.timestamp,
            client: 'Acme',
            investigation: investigationKey({ ...event, investigation_id: 'other' }),
            splitOff: false,
            sharesIt: false,
          },
        ],
        explanation: 'Shared.',
        analysis: {
          model: 'm',
          costUsd: 0.02,
          tokens: { input: 900, output: 120 },
          askedFor: 'p0',
          answer: {
            cause: 'A reading.',
            confidence: 0.7,
            sharedDependency: 'A relay.',
            checkFirst: ['Its version.'],
            recommendations: [{ client: 'Acme', checkFirst: ['Its queue.'] }],
          },
        },
        exposed: [{ client: 'Acme', why: 'named it', lastSeen: event.timestamp }],
        told: [{ at: page.at }],
        verdicts: [],
        clientsTold: 0,
        deliveries: [{ told: 'page', destination: 'pagerduty:default', state: 'delivered', id: 'Q1' }],
      },
    ]);
  });

  it('shows what people said of a pattern, what follows from it, how it grew, and that it is over', async () => {
    const said = { by: 'ana', why: 'Because.' };
    const left = investigationKey(event);
    const verdicts: PatternVerdict[] = [
      { ...said, verdict: 'split', members: [left], at: '2026-11-20T10:30:00Z' },
      { ...said, verdict: 'confirmed', at: '2026-11-20T10:40:00Z' },
      { ...said, verdict: 'merged', into: 'p2', at: '2026-11-20T10:50:00Z' },
    ];
    const alert: Delivery = { ...page, key: 'corr-p1' };
    const deliveries: Delivery[] = [
      { ...alert, act: 'update-ended', at: '2026-11-21T10:00:00Z' },
      { ...alert, act: 'update-1', at: '2026-11-20T10:20:00Z' },
      { ...alert, destination: 'jira:default', act: 'update-1', at: '2026-11-20T10:20:01Z' },
      { ...alert, destination: 'jira:default', act: 'update-2', state: 'failed' },
      { ...alert, destination: 'jira:default', act: `update-member-${ACME}` },
      alert,
    ];
    const { store } = aStore({
      patterns: (async () => [pattern, { ...pattern, pattern_id: 'p2', shared: 'cdc-relay' }]) as never,
      pattern: (async (id: string) =>
        id === 'p1' ? { pattern, deliveries, verdicts } : { pattern, deliveries: [], verdicts: [] }) as never,
    });
    const [card] = (await read(store)).patterns;
    const row = { ...said, verdict: 'merged', into: { id: 'p2', cause: 'cdc-relay' }, at: '2026-11-20T10:50:00Z' };
    expect(card).toMatchObject({
      told: [
        { at: page.at },
        { act: 'update-1', at: '2026-11-20T10:20:00Z' },
        { act: 'update-ended', at: '2026-11-21T10:00:00Z' },
      ],
      over: '2026-11-21T10:00:00Z',
      verdicts: [{ verdict: 'split', members: 1 }, { verdict: 'confirmed' }, row],
      standing: row,
      clientsTold: 1,
      events: 1,
      members: [{ splitOff: true }, { splitOff: false }],
    });
  });

  it('shows where and what was wrong with a refused event, and nothing of what it said', async () => {
    const refused = {
      id: '1',
      at: '2026-11-20T11:00:00Z',
      reason: 'invalid-event',
      explanation: 'The event does not fit the schema.',
      account: ACME,
      bytes: 10,
      problems: [{ pointer: '/severity', expected: 'a value', found: 'nothing', mend: '' }],
    };
    const { store } = aStore({ quarantined: async () => [refused] });
    expect((await read(store)).quarantined).toEqual([
      {
        at: refused.at,
        sender: 'Acme',
        reason: 'invalid-event',
        explanation: 'The event does not fit the schema.',
        problems: ['/severity: expected a value, found nothing'],
      },
    ]);
  });
});

describe('how it is read', () => {
  it('reads a history again only when something about it changed', async () => {
    const deliveries: Delivery[] = [{ ...page, state: 'claimed' }];
    const { store, reads } = aStore({}, deliveries);
    const readNow = snapshotReader(store, { configuration, now: () => NOON });
    await readNow();
    await readNow();
    expect(reads.histories).toBe(1);
    deliveries[0] = page;
    await readNow();
    expect(reads.histories).toBe(2);
    deliveries[0] = { ...page, human: { state: 'resolved', seen_at: NOON.toISOString() } };
    await readNow();
    expect(reads.histories).toBe(3);
  });
});
