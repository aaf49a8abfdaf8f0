import * as fc from 'fast-check';
import type { InvestigationEvent, RootCauseCategory } from '@org/event-schema';
import { createCorrelator, decide, memberOf, plan, type Member, type Pattern } from '../src/index';
import { CONFIG, report } from './events';

const TEXTS = [
  'cdc-relay 1.17.4 leaks',
  'cdc-relay never closes',
  'The pool ran dry.',
  'PayRail answers slowly',
  'api.payrail.example is down',
];

/** An incident within one window: some clients name the cause, some do not. */
const incident = fc
  .uniqueArray(fc.record({ client: fc.nat(30), minutes: fc.nat(55), named: fc.boolean() }), {
    selector: ({ client, minutes }) => `${client}/${minutes}`,
    minLength: 1,
    maxLength: 14,
  })
  .map((parts) =>
    parts.map(({ client, minutes, named }) =>
      report(client, minutes, named ? 'cdc-relay 1.17.4 leaks' : 'The pool ran dry.'),
    ),
  );

/** Any events at all, over half a day. */
const anything = fc
  .uniqueArray(
    fc.record({
      client: fc.nat(9),
      minutes: fc.nat(700),
      text: fc.constantFrom(...TEXTS),
      category: fc.constantFrom<RootCauseCategory>('dns_failure', 'unknown', 'code_defect'),
    }),
    { selector: ({ client, minutes }) => `${client}/${minutes}`, maxLength: 25 },
  )
  .map((parts) =>
    parts.map(({ client, minutes, text, category }) =>
      report(client, minutes, text, { root_cause_category: category, indicators: ['throttling'] }),
    ),
  );

function run(events: readonly InvestigationEvent[]): { patterns: readonly Pattern[]; alerts: string[] } {
  const correlator = createCorrelator(CONFIG);
  const alerts = events.flatMap((event) => {
    const { decision } = correlator.process(event);
    return decision.kind === 'alert' ? [decision.pattern?.pattern_id ?? ''] : [];
  });
  return { patterns: correlator.patterns(), alerts };
}
const membership = (patterns: readonly Pattern[]) =>
  patterns.map(({ members }) => members.map(({ investigation_id }) => investigation_id));
const shuffled = (events: readonly InvestigationEvent[]) =>
  fc.shuffledSubarray([...events], { minLength: events.length });

it('finds everybody who names the cause, whatever the order of arrival, once it is told', () => {
  const three = [31, 32, 33].map((client) => report(client, (client - 31) * 7, 'cdc-relay 1.17.4 leaks'));
  fc.assert(
    fc.property(
      incident.chain((events) => shuffled([...events, ...three])),
      (events) => {
        const named = events.filter(({ summary }) => summary.root_cause_brief?.startsWith('cdc-relay'));
        const [members = []] = membership(run(events).patterns);
        expect(members).toEqual(expect.arrayContaining(named.map(({ investigation_id }) => investigation_id)));
      },
    ),
    { numRuns: 150 },
  );
});

it('tells an incident of three clients that name it, in whatever order, exactly once', () => {
  const three = [1, 2, 3].map((client) => report(client, client * 18, 'cdc-relay 1.17.4 leaks'));
  fc.assert(
    fc.property(
      incident.chain((events) => shuffled([...events, ...three])),
      (events) => {
        expect(run(events).alerts).toHaveLength(1);
      },
    ),
  );
});

it('is not moved by events that come twice', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const twice = events.flatMap((event) => [event, event]);
      expect(run(twice)).toEqual(run(events));
    }),
  );
});

it('never tells the same pattern twice, and a pattern never loses a client', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const correlator = createCorrelator(CONFIG);
      const told = new Set<string>();
      const clients = new Map<string, readonly string[]>();
      for (const event of events) {
        const { decision, writes } = correlator.process(event);
        const id = decision.pattern?.pattern_id ?? '';
        if (decision.kind === 'alert') expect(told.has(id)).toBe(false);
        if (decision.kind === 'alert') told.add(id);
        for (const { pattern } of writes) {
          expect(pattern.clients).toEqual(expect.arrayContaining([...(clients.get(pattern.pattern_id) ?? [])]));
          clients.set(pattern.pattern_id, pattern.clients);
        }
      }
    }),
  );
});

it('counts clients, not events: what is told has at least three of them', () => {
  fc.assert(
    fc.property(anything, (events) => {
      for (const { clients } of run(events).patterns) expect(clients.length).toBeGreaterThanOrEqual(3);
    }),
  );
});

it('decides the same from the same, byte for byte, from fresh copies too', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const [event] = events;
      if (!event) return;
      const sorted = [...events].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1)).map((other) => memberOf(other));
      const keyStats = (members: readonly Member[]) =>
        plan(event).map((key) => ({ key, members: members.filter(({ keys }) => keys.includes(key)) }));
      const common = { event, groups: [], config: CONFIG, now: event.timestamp };
      const once = decide({ ...common, keyStats: keyStats(sorted) });
      const copies = structuredClone(sorted);
      expect(JSON.stringify(decide({ ...common, keyStats: keyStats(copies) }))).toBe(JSON.stringify(once));
    }),
  );
});

it('writes only what the store can do at once: one item, under the version that was read', () => {
  fc.assert(
    fc.property(anything, (events) => {
      const correlator = createCorrelator(CONFIG);
      for (const event of events) {
        const { writes } = correlator.process(event);
        expect(writes.length).toBeLessThanOrEqual(1);
        for (const { pattern, expected_version } of writes) expect(pattern.version).toBe(expected_version + 1);
      }
    }),
  );
});

it('keeps every list capped, however large the cause', () => {
  const correlator = createCorrelator(CONFIG);
  for (let client = 0; client < 700; client++)
    correlator.process(report(client, client % 55, `cdc-relay 1.17.4 leaks pqz${client} xkw${client}`));
  const [pattern] = correlator.patterns();
  expect(pattern?.members.length).toBeLessThanOrEqual(500);
  expect(pattern?.keys.length).toBeLessThanOrEqual(14);
  expect(JSON.stringify(pattern).length).toBeLessThan(400 * 1024);
});

it('never throws and reads at most ten keys, whatever the brief says', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (brief) => {
      const event = report(1, 0, brief);
      expect(plan(event).length).toBeLessThanOrEqual(10);
      expect(createCorrelator(CONFIG).process(event).decision.kind).toBe('none');
    }),
  );
});
