import type { InvestigationEvent } from '@org/event-schema';
import { createCorrelator, openPatternOf, type CorrelationDecision } from '../src/index';
import { CONFIG, LEAK, report } from './events';

/** What becomes of events, one after the other. */
function decisions(events: readonly InvestigationEvent[], config = CONFIG): CorrelationDecision[] {
  const correlator = createCorrelator(config);
  return events.map((event) => correlator.process(event).decision);
}
const kinds = (events: readonly InvestigationEvent[], config = CONFIG) =>
  decisions(events, config).map(({ kind }) => kind);
const last = (events: readonly InvestigationEvent[]) => decisions(events).at(-1);

/** A provider incident, told without a name. */
const outage = (client: number, minutes: number, region = 'us-east-1') =>
  report(
    client,
    minutes,
    'The hosted service answers with errors.',
    { indicators: ['throttling'], root_cause_category: 'provider_incident' },
    { region },
  );

/** Something else, long enough ago that the stream is settled. */
const elsewhere = report(99, -3 * 24 * 60, 'A scraper asked for every page.', {
  root_cause_category: 'traffic_surge',
  resource_types: ['RDS'],
});

describe('one cause behind several clients', () => {
  it('is a vendor that is down, whatever services it takes with it', () => {
    const down = (client: number, minutes: number, brief: string, service: string) =>
      report(client, minutes, brief, { root_cause_category: 'dependency_failure', resource_types: [service] });
    const decision = last([
      elsewhere,
      down(1, 0, 'Calls to NorthPay return 503, the retry queue is full.', 'Lambda'),
      down(2, 4, 'Checkout fails because NorthPay does not answer.', 'ECS'),
      down(3, 6, 'All card payments through NorthPay are refused.', 'ApiGateway'),
    ]);
    expect(decision).toMatchObject({ kind: 'alert', pattern: { shared: 'NorthPay' } });
  });

  it('is told when the third client names the same thing, and explains itself', () => {
    const decision = last([report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)]);
    expect(decision).toMatchObject({
      kind: 'alert',
      reason: 'clients-name-the-same-thing',
      explanation:
        '3 clients share cdc-relay 1.17.4 in 3 investigations within 30 minutes (resource exhaustion; us-east-1). ' +
        '3 clients name cdc-relay within 30 minutes, where less than 0.01 would be usual.',
      evidence: [{ weight: 4.45 }],
      pattern: {
        version: 1,
        shared: 'cdc-relay 1.17.4',
        category: 'resource_exhaustion',
        clients: ['100000000001', '100000000002', '100000000003'],
        regions: ['us-east-1'],
        confidence: 0.99,
        uncertain: false,
      },
    });
  });

  it('says of how many clients, by which configuration, and what was not used', () => {
    const [, , alert] = decisions([report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)], {
      ...CONFIG,
      clients: 120,
      version: 'c0ffee',
    });
    expect(alert?.pattern).toMatchObject({
      of_clients: 120,
      configuration_version: 'c0ffee',
      not_used: expect.any(Array),
    });
    expect(alert?.explanation).toMatch(/^3 of 120 clients share/);
  });

  it('can be asked for by an event that belongs to it, before that is compared', () => {
    const pattern = last([report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)])?.pattern;
    const groups = pattern ? [pattern] : [];
    expect(openPatternOf(report(2, 12, LEAK), groups)?.pattern_id).toBe(pattern?.pattern_id);
    expect(openPatternOf(report(7, 40, LEAK), groups)?.pattern_id).toBe(pattern?.pattern_id);
    expect(openPatternOf(report(7, 40, LEAK.replace('cdc-relay', 'other-relay')), groups)).toBeUndefined();
    expect(openPatternOf(report(7, 40 + 24 * 60, LEAK), groups)).toBeUndefined();
  });

  it('is told once; what comes later lets it grow, under the same id', () => {
    const [, , alert, grow, again] = decisions(
      [0, 12, 30, 50, 100].map((minutes, client) => report(client, minutes, LEAK)),
    );
    expect(grow).toMatchObject({ kind: 'grow', pattern: { version: 2, pattern_id: alert?.pattern?.pattern_id } });
    expect(again).toMatchObject({ kind: 'grow', pattern: { version: 3, pattern_id: alert?.pattern?.pattern_id } });
    expect(again?.pattern?.members).toHaveLength(5);
  });

  it('is told again on another day, under another id', () => {
    const day = (minutes: number) => [0, 5, 9].map((more, client) => report(client, minutes + more, LEAK));
    const alerts = decisions([...day(0), ...day(26 * 60)]).filter(({ kind }) => kind === 'alert');
    expect(new Set(alerts.map(({ pattern }) => pattern?.pattern_id)).size).toBe(2);
  });

  it('is recognised whatever category a report puts it in', () => {
    const third = report(3, 30, LEAK, { root_cause_category: 'unknown', resource_types: [] });
    expect(
      last([report(1, 0, LEAK), report(2, 12, LEAK, { root_cause_category: 'code_defect' }), third]),
    ).toMatchObject({ kind: 'alert' });
  });

  it.each([
    [
      'a vendor by its host',
      [
        'api.shopfabric.example is down',
        'Calls to https://cdn.shopfabric.example/v2 fail',
        'shopfabric.example answers 503',
      ],
    ],
    [
      'a zone by its id',
      ['hosts in apse2-az1 went offline', 'apse2-az1 lost power', 'targets in apse2-az1 are unreachable'],
    ],
    [
      'a name that an object of JavaScript has too',
      ['constructor 1.17.4 leaks', 'constructor 1.17.4 floods', 'the constructor 1.17.4 release never closes'],
    ],
    [
      'a version told shorter',
      ['cdc-relay@1.17.4 leaks', 'version 1.17 of cdc-relay leaks', 'cdc-relay never closes connections'],
    ],
  ])('is recognised by %s', (_, briefs) => {
    expect(kinds(briefs.map((brief, client) => report(client, client * 10, brief)))).toEqual(['none', 'none', 'alert']);
  });

  it('draws in reports of the same kind and time that name nothing, and says so', () => {
    const unnamed = report(4, 20, 'The pool of connections ran dry.');
    const decision = last([report(1, 0, LEAK), unnamed, report(2, 12, LEAK), report(3, 30, LEAK)]);
    expect(decision?.pattern?.members.map(({ because }) => because)).toEqual([
      'shares-it',
      'shares-it',
      'same-kind',
      'shares-it',
    ]);
    expect(decision?.explanation).toContain(
      '1 of the investigations does not say so itself: it fits in kind and time.',
    );
  });

  it('is told without a name when the kind of trouble comes from surprisingly many clients', () => {
    const many = Array.from({ length: 8 }, (_, client) => outage(client, client * 3));
    const decided = decisions([elsewhere, ...many]);
    expect(decided.filter(({ kind }) => kind === 'alert')).toHaveLength(1);
    expect(decided.at(-1)?.pattern).toMatchObject({ shared: 'provider incident in rds', anchors: [] });
  });

  it('takes in who names it when those that stood out name nothing, and says the name', () => {
    const many = [1, 2, 3, 4, 5, 6, 7].map((client) => outage(client, client * 3));
    const named = (client: number, thing: string) =>
      report(client, client * 3, `The hosted service ${thing} answers with errors.`, {
        indicators: ['throttling'],
        root_cause_category: 'provider_incident',
      });
    const correlator = createCorrelator(CONFIG);
    for (const event of [elsewhere, ...many, named(8, 'LedgerHub'), named(9, 'LedgerHub'), named(10, 'LedgerHub')])
      correlator.process(event);
    expect(correlator.patterns()).toMatchObject([{ shared: 'LedgerHub', clients: { length: 10 } }]);
    correlator.process(named(11, 'OtherHub'));
    expect(correlator.patterns()).toMatchObject([{ clients: { length: 10 } }]);
  });

  it('is confined to a Region when its Region is what stands out', () => {
    // The same trouble elsewhere, every hour of the last two days.
    const usual = Array.from({ length: 48 }, (_, hour) => outage(100 + hour, (hour - 50) * 60, 'eu-west-1'));
    const many = Array.from({ length: 8 }, (_, client) => outage(client, client * 3, 'us-west-2'));
    const decided = decisions([...usual, ...many]);
    expect(decided.filter(({ kind }) => kind === 'alert')).toHaveLength(1);
    expect(decided.at(-1)?.pattern).toMatchObject({ shared: 'trouble with rds in us-west-2', region: 'us-west-2' });
  });

  it('is told when two name it and more have the same trouble', () => {
    const usual = Array.from({ length: 4 }, (_, day) => report(50 + day, -(day + 1) * 24 * 60, 'The pool ran dry.'));
    const unnamed = [3, 4, 5].map((client) => report(client, client * 3, 'The pool of connections ran dry.'));
    const decision = last([...usual, report(1, 0, LEAK), ...unnamed, report(2, 16, LEAK)]);
    expect(decision).toMatchObject({ kind: 'alert', pattern: { shared: 'cdc-relay 1.17.4' } });
    expect(decision?.evidence).toHaveLength(2);
  });

  it('keeps two troubles of one vendor apart', () => {
    const slow = (client: number) =>
      report(client, client * 4, 'Calls to api.payrail.example hang until the deadline.');
    const signIn = (client: number) =>
      report(client, client * 4, 'Signature checks of api.payrail.example tokens fail: keys rotated.', {
        root_cause_category: 'authentication_failure',
        resource_types: ['Cognito'],
      });
    const decided = decisions([slow(1), signIn(11), slow(2), signIn(12), slow(3), signIn(13)]);
    expect(decided.map(({ kind }) => kind)).toEqual(['none', 'none', 'none', 'none', 'alert', 'alert']);
  });
});

describe('what is no shared cause', () => {
  it.each([
    ['a storm of one client', [1, 1, 1, 1, 1], LEAK, 'too-few-clients'],
    ['two clients, however often', [1, 2, 1, 2, 1], LEAK, 'too-few-clients'],
    ['a kind of trouble on the first day', [1, 2, 3], 'The pool of connections ran dry.', 'too-few-clients'],
  ])('is not told: %s', (_, clients, brief, reason) => {
    expect(last(clients.map((client, index) => report(client, index * 5, brief)))).toMatchObject({
      kind: 'none',
      reason,
    });
  });

  it('says how far it got', () => {
    const decision = last([report(1, 0, LEAK), report(2, 12, LEAK)]);
    expect(decision?.explanation).toBe(
      '2 clients name cdc-relay within 15 minutes, where less than 0.01 would be usual. 3 clients are needed.',
    );
  });

  it('is not told when the events are too far apart', () => {
    expect(last([report(1, 0, LEAK), report(2, 70, LEAK), report(3, 140, LEAK)])).toMatchObject({ kind: 'none' });
  });

  it('is not told when the versions differ: two versions are two causes', () => {
    const versions = ['cdc-relay 1.17.4 leaks', 'cdc-relay 2.0.1 leaks', 'cdc-relay 3.4.0 leaks'];
    expect(last(versions.map((brief, client) => report(client, client, brief)))).toMatchObject({ kind: 'none' });
  });

  it('is not told when everybody says it every hour', () => {
    const usual = Array.from({ length: 40 }, (_, index) => report(index, -24 * 60 + index * 30, LEAK));
    expect(kinds(usual).filter((kind) => kind === 'alert').length).toBeLessThanOrEqual(1);
    expect(
      kinds(
        usual.map((event, index) =>
          report(index, -24 * 60 + index * 31, LEAK, {}, { investigation_id: event.investigation_id }),
        ),
      ).at(-1),
    ).not.toBe('alert');
  });

  it('is not told for a name that only means something to one client', () => {
    const own = (client: number) =>
      report(
        client,
        client,
        'A deadlock in order-sync stopped the queue.',
        {},
        { tags: { application: 'order-sync' } },
      );
    expect(last([own(1), own(2), own(3)])).toMatchObject({ kind: 'none' });
  });

  it.each([
    [
      'an unknown cause without a name or a service',
      report(1, 0, 'It is not known.', { root_cause_category: 'unknown', resource_types: [] }),
    ],
    ['a failed investigation', report(1, 0, LEAK, {}, { event_type: 'investigation_failed', status: 'FAILED' })],
    ['a mitigation', report(1, 0, LEAK, {}, { event_type: 'mitigation_completed' })],
  ])('is not compared: %s', (_, event) => {
    expect(last([event])).toMatchObject({ kind: 'none', reason: 'not-comparable' });
  });

  it('is not told for what only one client has, however it is named', () => {
    const own = [1, 2, 3].map((client) =>
      report(client, client, `initech-sync 2.1.${client} leaks`, {}, { client_name: 'Initech GmbH' }),
    );
    const decision = last(own);
    expect(decision).toMatchObject({ kind: 'none' });
    expect(decision?.not_used).toContain('initech-sync 2.1.3: only this client has it');
  });

  it('wakes nobody when it was over long before it arrived', () => {
    const correlator = createCorrelator(CONFIG);
    const kinds = [1, 2, 3].map(
      (client) => correlator.process(report(client, client, LEAK), report(0, 12 * 60, '').timestamp).decision.reason,
    );
    expect(kinds.at(-1)).toBe('too-late');
  });

  it('takes more to be told when fewer false alerts are accepted', () => {
    const events = [report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)];
    const kind = (false_alerts_per_day: number) => kinds(events, { ...CONFIG, false_alerts_per_day }).at(-1);
    expect([kind(10), kind(1), kind(0.00001)]).toEqual(['alert', 'alert', 'none']);
  });

  it('is not looked for when it is switched off', () => {
    const off = { ...CONFIG, enabled: false };
    expect(kinds([report(1, 0, LEAK), report(2, 1, LEAK), report(3, 2, LEAK)], off)).toEqual(['none', 'none', 'none']);
  });

  it('takes as many clients as the configuration says', () => {
    const four = [1, 2, 3, 4].map((client) => report(client, client, LEAK));
    expect(kinds(four, { ...CONFIG, min_events: 4 })).toEqual(['none', 'none', 'none', 'alert']);
  });
});

describe('at least once, in any order', () => {
  const events = [report(1, 0, LEAK), report(2, 12, LEAK), report(3, 30, LEAK)];

  it('changes nothing when an event comes again', () => {
    const correlator = createCorrelator(CONFIG);
    events.forEach((event) => correlator.process(event));
    for (const event of events) {
      expect(correlator.process(event)).toMatchObject({ decision: { kind: 'known' }, writes: [] });
    }
  });

  it('takes in an event that comes hours late', () => {
    const correlator = createCorrelator(CONFIG);
    events.forEach((event) => correlator.process(event));
    expect(correlator.process(report(9, -20, LEAK)).decision).toMatchObject({
      kind: 'grow',
      pattern: { first_timestamp: report(9, -20, LEAK).timestamp },
    });
  });

  it('keeps the newest outcome of an investigation that ended twice', () => {
    const correlator = createCorrelator(CONFIG);
    const again = { ...events[0], outcome_version: 2 } as InvestigationEvent;
    [again, ...events].forEach((event) => correlator.process(event));
    const versions = correlator.patterns()[0]?.members.map(({ outcome_version }) => outcome_version);
    expect(versions).toEqual([2, 1, 1]);
  });
});
