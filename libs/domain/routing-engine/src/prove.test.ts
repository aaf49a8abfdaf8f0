import type { InvestigationEvent, Severity, Status } from '@org/event-schema';
import * as fc from 'fast-check';
import {
  parseRoutingTable,
  prove,
  route,
  sampleEvent,
  timeClasses,
  type ClientSource,
  type EventChanges,
  type RoutingTable,
  type RoutingTableSource,
} from './index';

const now = new Date('2026-11-20T12:00:00Z');
const acme: ClientSource = {
  name: 'Acme',
  environment: 'production',
  membership: 'organization',
  regions: ['us-east-1'],
  tags: { tier: 'enterprise' },
};
const clients = { '111111111111': acme, '222222222222': { ...acme, name: 'Bravo', regions: ['eu-west-1'], tags: {} } };

function tableOf(source: RoutingTableSource): RoutingTable {
  const parsed = parseRoutingTable({ clients, ...source });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.table;
}
const proofOf = (source: RoutingTableSource) => prove(tableOf(source), { now });
const rule = (id: string, when: object, notify: string[], more: object = {}) => ({ id, when, notify, ...more });
const critical = { severity: ['CRITICAL' as const] };

describe('a proof', () => {
  it('holds for the rules of the specification, and for none at all', () => {
    const high = { severities: ['CRITICAL', 'HIGH'], actions: ['page_engineer', 'create_ticket'] } as const;
    expect(proofOf({ routing_rules: { high } })).toMatchObject({ ok: true, failures: [], dead: [] });
    expect(proofOf({})).toMatchObject({ ok: true, times: [{ name: 'any time' }] });
  });

  it('gives an event and a time for which a rule only opens a ticket', () => {
    const { ok, failures } = proofOf({ routes: [rule('quiet', { tags: { team: ['x'] } }, ['jira:OPS'])] });
    expect(ok).toBe(false);
    expect(failures).toHaveLength(8); // two severities, four outcomes
    expect(failures[0]).toMatchObject({
      what: 'no-human',
      id: 'quiet',
      pointer: '/routes/0',
      severity: 'CRITICAL',
      outcome: 'root cause found',
      clients: Object.keys(clients),
    });
    const { event, at } = failures[0]?.counterExample ?? { event: sampleEvent('1', acme), at: now };
    expect(event.tags['team']).toBe('x');
    expect(route(event, tableOf({ routes: [rule('quiet', { tags: { team: ['x'] } }, ['jira:OPS'])] }), at).ruleId).toBe(
      'quiet',
    );
  });

  it.each([
    ['says that a ticket is enough', { routes: [rule('quiet', {}, ['jira:OPS'], { ticket_is_enough: true })] }],
    ['tells the default destination', { routes: [rule('quiet', {}, ['jira:OPS'])], default_destination: 'jira:OPS' }],
    ['continues', { routes: [rule('quiet', {}, ['jira:OPS'], { continue: true })] }],
    ['is about lesser severities', { routes: [rule('quiet', { severity: ['LOW'] }, ['jira:OPS'])] }],
    [
      'is about another Region than any client has',
      { routes: [rule('quiet', { region: ['sa-east-1'] }, ['jira:OPS'])] },
    ],
    [
      'stands below a page for the same',
      {
        routes: [
          rule('page', critical, ['pagerduty:x']),
          rule('high', { severity: ['HIGH'] }, ['pagerduty:x']),
          rule('quiet', {}, ['jira:OPS']),
        ],
      },
    ],
  ])('holds when the rule without a page %s', (_, source) => {
    expect(proofOf(source).failures).toEqual([]);
  });

  it('finds the one client that falls through', () => {
    const routes = [rule('small', { client: { tier: [{ exists: false }] }, ...critical }, ['jira:OPS'])];
    expect(proofOf({ routes }).failures.map((failure) => failure.clients)).toEqual(new Array(4).fill(['222222222222']));
  });

  it('finds the hours in which nobody hears, at a time that shows it', () => {
    const times = { nights: { time_zone: 'UTC', from: '22:00', to: '06:00' } };
    const { failures } = proofOf({ times, routes: [rule('night', critical, ['jira:OPS'], { during: ['nights'] })] });
    expect(failures[0]?.counterExample?.at.toISOString()).toBe('2026-11-20T22:00:00.000Z');
  });

  it('knows what a client’s priorities can become', () => {
    const routes = [rule('quiet', { priority: ['LOW'] }, ['jira:OPS'])];
    const identity = { CRITICAL: 'CRITICAL', HIGH: 'HIGH', MEDIUM: 'MEDIUM', LOW: 'LOW', MINIMAL: 'MINIMAL' } as const;
    expect(prove(tableOf({ routes }), { now, severityMapping: () => identity }).ok).toBe(true);
    const { failures } = prove(tableOf({ routes }), { now, severityMapping: () => ({ ...identity, LOW: 'HIGH' }) });
    expect(failures.map(({ severity }) => severity)).toEqual(new Array(4).fill('HIGH'));
    expect(failures[0]?.counterExample?.event.priority).toBe('LOW');
  });

  it('says which overrides make something urgent less urgent, and follows those that make it more so', () => {
    const why = { owner: 'o', why: 'w' };
    const quiet = rule('quiet', { severity: ['HIGH'], tags: { team: ['x'] } }, ['jira:OPS']);
    const lower = { id: 'lower', ...why, when: { tags: { team: ['x'] } }, severity: 'LOW' as const };
    expect(proofOf({ routes: [quiet], severity_overrides: [lower] })).toMatchObject({
      ok: true,
      lowering: [{ id: 'lower', to: 'LOW' }],
    });
    const raise = {
      id: 'raise',
      ...why,
      when: { severity: ['LOW'], tags: { team: ['x'] } },
      severity: 'HIGH' as const,
    };
    const page = rule('page', { priority: ['HIGH'] }, ['pagerduty:x']);
    const { failures } = proofOf({ routes: [page, quiet], severity_overrides: [raise] });
    expect(failures.map(({ id, severity }) => `${id} ${severity}`)).toEqual(new Array(4).fill('quiet HIGH'));
    expect(failures[0]?.counterExample?.event).toMatchObject({ severity: 'LOW', tags: { team: 'x' } });
  });

  it.each([
    ['a whole number that no rule names', { outcome_version: [1, 2] }],
    ['a number between two bounds', { summary: { duration_minutes: [{ numeric: ['<=', 5] }, { numeric: ['>', 6] }] } }],
    ['a tag that is not there', { tags: { application: [{ exists: true }] } }],
    ['a text that no rule names', { tags: { application: ['zz-other', { exists: false }, { prefix: 'z' }] } }],
    ['a list of nothing', { summary: { resource_types: [{ exists: true }] } }],
    ['another time', { timestamp: [{ prefix: '2020' }] }],
    ['a category that no rule names', { summary: { root_cause_category: [{ 'anything-but': 'security_event' }] } }],
    ['an indicator', { summary: { indicators: [{ exists: false }] } }],
    ['a failure whose text was withheld', { summary: { withheld: [{ exists: false }] } }],
    [
      'another reason for which the text stayed',
      { summary: { withheld_reason: ['redaction_failed', { exists: false }] } },
    ],
  ])('finds %s', (_, paged) => {
    const { ok, failures } = proofOf({
      routes: [rule('page', paged, ['pagerduty:x']), rule('rest', {}, ['jira:OPS'])],
    });
    expect(ok).toBe(false);
    expect(failures.every(({ what, id }) => what === 'no-human' && id === 'rest')).toBe(true);
  });

  it('does not claim what it cannot decide', () => {
    // An application that ends in -batch and yet is not matched by the wildcard above does not exist; to know that takes thought.
    const routes = [
      rule('page', { tags: { application: [{ wildcard: '*batch' }] } }, ['pagerduty:x']),
      rule('quiet', { tags: { application: [{ suffix: '-batch' }] } }, ['jira:OPS']),
    ];
    expect(new Set(proofOf({ routes }).failures.map(({ what }) => what))).toEqual(new Set(['not-proven']));
  });
});

describe('a silence', () => {
  const silence = (when: object) => ({
    id: 's',
    owner: 'platform',
    why: 'work',
    from: '2026-11-25T00:00:00Z',
    until: '2026-11-26T00:00:00Z',
    limit: { clients: 2, hours: 24 },
    when,
  });

  it('must name the urgent severities that it mutes', () => {
    const { failures, mutes } = proofOf({ silences: [silence({ tags: { team: ['x'] } })] });
    expect(failures[0]).toMatchObject({ what: 'muted', id: 's', pointer: '/silences/0', severity: 'CRITICAL' });
    expect(failures[0]?.counterExample?.at.toISOString()).toBe('2026-11-25T00:00:00.000Z');
    expect(mutes).toMatchObject([{ id: 's', clients: 2, urgent: [], expired: false }]);
  });

  it('is reported when it does', () => {
    const { ok, mutes } = proofOf({
      silences: [silence({ severity: ['CRITICAL', 'HIGH'], client: { name: ['Acme'] } })],
    });
    expect(ok).toBe(true);
    expect(mutes).toMatchObject([{ owner: 'platform', clients: 1, urgent: ['CRITICAL', 'HIGH'] }]);
  });

  it('is reported when it is over', () => {
    const table = tableOf({ silences: [silence({})] });
    expect(prove(table, { now: new Date('2026-12-01T00:00:00Z') })).toMatchObject({
      ok: true,
      mutes: [{ expired: true }],
    });
  });
});

describe('rules that never decide', () => {
  it('are told apart: what no client can match, and what others above take', () => {
    const routes = [
      rule('nobody', { client: { tier: ['platinum'] } }, ['pagerduty:x']),
      rule('all-of-acme', { client: { name: ['Acme'] } }, ['pagerduty:x']),
      rule('acme-critical', { ...critical, client_account_id: ['111111111111'] }, ['pagerduty:x']),
      rule('bravo', critical, ['pagerduty:x']),
    ];
    expect(proofOf({ routes }).dead).toEqual([
      { id: 'nobody', pointer: '/routes/0', shadowedBy: [] },
      { id: 'acme-critical', pointer: '/routes/2', shadowedBy: ['all-of-acme'] },
    ]);
  });
});

describe('a proof against brute force', () => {
  const apps = [undefined, 'a', 'ab', 'b', 'zz'];
  const categories = ['dns_failure', 'unknown', 'code_defect'] as const;
  const types = [[], ['RDS'], ['EC2'], ['S3'], ['RDS', 'EC2'], ['RDS', 'S3']];
  const condition = fc.record(
    {
      severity: fc.subarray(['CRITICAL', 'HIGH', 'LOW'], { minLength: 1 }),
      event_type: fc.subarray(['investigation_completed', 'investigation_failed'], { minLength: 1 }),
      status: fc.subarray(['INCONCLUSIVE', 'FAILED'], { minLength: 1 }),
      region: fc.constantFrom(['us-east-1'], ['eu-west-1'], [{ 'anything-but': 'us-east-1' }]),
      client_account_id: fc.constantFrom(['111111111111'], ['222222222222']),
      tags: fc.record({
        application: fc.subarray<unknown>(
          ['a', 'b', { prefix: 'a' }, { exists: false }, { 'anything-but': ['a', 'b'] }, { exists: true }],
          { minLength: 1, maxLength: 2 },
        ),
      }),
      summary: fc
        .record(
          {
            root_cause_category: fc.constantFrom(
              ['dns_failure'],
              [{ 'anything-but': 'dns_failure' }],
              ['unknown', 'dns_failure'],
            ),
            resource_types: fc.constantFrom(['RDS'], ['EC2'], [{ 'anything-but': 'RDS' }], [{ exists: false }]),
            duration_minutes: fc.constantFrom(
              [{ numeric: ['>', 30] }],
              [{ numeric: ['<=', 30] }],
              [{ numeric: ['>', 10, '<', 30] }],
            ),
          },
          { requiredKeys: [] },
        )
        .filter((summary) => Object.keys(summary).length > 0),
    },
    { requiredKeys: [] },
  );
  const when = fc.oneof(
    condition,
    fc
      .tuple(condition, condition)
      .filter(([a, b]) => Object.keys(a).length * Object.keys(b).length > 0)
      .map(([a, b]) => ({ $or: [a, b] })),
  );
  const span = fc.constantFrom({}, { during: ['nights'] }, { outside: ['nights'] });
  const source = fc
    .record({
      routes: fc.array(
        fc.tuple(when, span, fc.constantFrom('pagerduty:x', 'pagerduty:x', 'jira:T', 'jira:E'), fc.boolean()),
        { maxLength: 7 },
      ),
      overrides: fc.array(fc.tuple(when, fc.constantFrom<Severity>('CRITICAL', 'HIGH', 'LOW')), { maxLength: 2 }),
      silence: fc.option(when),
    })
    .map(
      ({ routes, overrides, silence }): RoutingTableSource => ({
        clients,
        times: { nights: { time_zone: 'UTC', from: '22:00', to: '06:00' } },
        routes: routes.map(([condition, times, to, continues], index) =>
          rule(`r${index}`, condition, [to], {
            ...times,
            continue: continues,
            ...(to === 'jira:E' && { ticket_is_enough: true }),
          }),
        ),
        severity_overrides: overrides.map(([condition, severity], index) => ({
          id: `o${index}`,
          owner: 'o',
          why: 'w',
          when: condition,
          severity,
        })),
        silences: silence
          ? [
              {
                id: 's',
                owner: 'o',
                why: 'w',
                from: '2026-11-25T00:00:00Z',
                until: '2026-11-26T00:00:00Z',
                limit: { clients: 2, hours: 24 },
                when: silence,
              },
            ]
          : [],
      }),
    );

  const outcomes: readonly EventChanges[] = [
    { event_type: 'investigation_completed' },
    { event_type: 'investigation_completed', status: 'INCONCLUSIVE' },
    { event_type: 'investigation_failed' },
    { event_type: 'investigation_timed_out' },
    ...(['ROOT_CAUSE_FOUND', 'INCONCLUSIVE', 'FAILED'] satisfies Status[]).map((status) => ({
      event_type: 'mitigation_failed' as const,
      status,
    })),
  ];

  /** Every event that can make a difference to such a table. */
  const everything: InvestigationEvent[] = [];
  for (const [account, client] of Object.entries(clients)) {
    for (const outcome of outcomes) {
      for (const severity of ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const) {
        for (const application of apps) {
          const tags = application === undefined ? {} : { tags: { application } };
          for (const root_cause_category of categories) {
            for (const resource_types of types) {
              for (const duration_minutes of [5, 20, 31]) {
                const summary = { root_cause_category, resource_types, duration_minutes };
                everything.push(sampleEvent(account, client, { ...outcome, severity, summary, ...tags }));
              }
            }
          }
        }
      }
    }
  }

  function bruteForce(table: RoutingTable): { ok: boolean; alive: Set<string> } {
    const alive = new Set<string>();
    let ok = true;
    const isHuman = new Map(
      table.rules.map(({ id, notify, ticketIsEnough }) => [
        id,
        ticketIsEnough || notify.some(({ channel }) => channel === 'pagerduty'),
      ]),
    );
    for (const { at } of timeClasses(table, now, 10))
      for (const event of everything) {
        const { matched, severity, muted } = route(event, table, at);
        for (const id of matched) alive.add(id);
        const needed = ['investigation_completed', 'investigation_failed', 'investigation_timed_out'].includes(
          event.event_type,
        );
        if (!needed || (severity !== 'CRITICAL' && severity !== 'HIGH')) continue;
        const heard = matched.length === 0 || matched.includes('default') || matched.some((id) => isHuman.get(id));
        const meant = muted.every(({ id }) => table.windows.find((window) => window.id === id)?.names.has(severity));
        ok &&= heard && meant;
      }
    return { ok, alive };
  }

  it('agrees, about what reaches a human and about what never decides', () => {
    const verdicts = { held: 0, failed: 0, dead: 0 };
    fc.assert(
      fc.property(source, (written) => {
        const parsed = parseRoutingTable(written);
        fc.pre(parsed.ok);
        if (!parsed.ok) return;
        const { table } = parsed;
        const proof = prove(table, { now, days: 10 });
        const { ok, alive } = bruteForce(table);
        expect(proof.failures.filter(({ what }) => what === 'not-proven')).toEqual([]);
        expect(proof.ok).toBe(ok);
        expect(proof.dead.map(({ id }) => id)).toEqual(table.rules.map(({ id }) => id).filter((id) => !alive.has(id)));
        for (const { counterExample } of proof.failures) expect(counterExample).toBeDefined();
        verdicts[ok ? 'held' : 'failed']++;
        verdicts.dead += proof.dead.length;
      }),
      { numRuns: Number(process.env['PROOF_RUNS'] ?? 40) },
    );
    expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(0);
  }, 120_000);
});

describe('a proof over conditions of every kind', () => {
  const letters = ['a', 'b', '-', 'A'];
  const words = letters.flatMap((one) => [
    one,
    ...letters.flatMap((two) => [one + two, ...letters.map((three) => one + two + three)]),
  ]);
  const piece = fc.constantFrom('a', 'b', 'ab', '-a', 'A', 'aa');
  const entry = fc.oneof(
    piece,
    piece.map((prefix) => ({ prefix })),
    piece.map((suffix) => ({ suffix })),
    piece.map((text) => ({ 'equals-ignore-case': text })),
    fc.constantFrom('a*', '*b', 'a*b', '*-*').map((wildcard) => ({ wildcard })),
    piece.map((text) => ({ 'anything-but': text })),
    piece.map((suffix) => ({ 'anything-but': { suffix } })),
    piece.map((prefix) => ({ 'anything-but': { prefix } })),
    fc.boolean().map((exists) => ({ exists })),
  );
  const condition = fc.array(entry, { minLength: 1, maxLength: 2 }).map((application) => ({ tags: { application } }));

  it('never holds where brute force finds a way past it, and says so when it cannot tell', () => {
    const verdicts = { held: 0, failed: 0, unsure: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(condition, fc.constantFrom('pagerduty:x', 'jira:T')), { minLength: 1, maxLength: 5 }),
        (rules) => {
          const routes = rules.map(([when, to], index) => rule(`r${index}`, when, [to]));
          const parsed = parseRoutingTable({ clients: { '111111111111': acme }, routes });
          fc.pre(parsed.ok);
          if (!parsed.ok) return;
          const { table } = parsed;
          const unheard = [undefined, ...words].some((application) => {
            const tags = application === undefined ? {} : { tags: { application } };
            const { destinations } = route(
              sampleEvent('111111111111', acme, { severity: 'HIGH', ...tags }),
              table,
              now,
            );
            return !destinations.some(({ channel }) => channel === 'pagerduty');
          });
          const { ok, failures } = prove(table, { now });
          if (ok) expect(unheard).toBe(false);
          verdicts[ok ? 'held' : failures.some(({ what }) => what === 'no-human') ? 'failed' : 'unsure']++;
        },
      ),
      { numRuns: Number(process.env['PROOF_RUNS'] ?? 200) },
    );
    expect(Math.min(verdicts.held, verdicts.failed)).toBeGreaterThan(0);
    expect(verdicts.unsure).toBeLessThan(verdicts.failed / 4);
  });
});

it('looks through 200 clients and 500 rules in less than five seconds', () => {
  const account = (index: number) => String(100000000000 + index);
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      account(index),
      { ...acme, name: `Client ${index}`, tags: { tier: ['gold', 'silver'][index % 2] as string } },
    ]),
  );
  const routes = Array.from(
    { length: 500 },
    (_, index) =>
      [
        rule(
          `r${index}`,
          {
            client_account_id: [account(index % 200)],
            severity: ['CRITICAL'],
            tags: { application: [`app-${index}`] },
          },
          ['pagerduty:x', 'jira:A'],
        ),
        rule(`r${index}`, { severity: ['MEDIUM', 'LOW'], tags: { application: [{ prefix: `team-${index}-` }] } }, [
          'jira:B',
        ]),
        rule(
          `r${index}`,
          {
            client: { tier: ['gold'] },
            summary: { root_cause_category: ['dns_failure'] },
            tags: { team: [`t${index}`] },
          },
          ['pagerduty:y'],
          { during: ['days'] },
        ),
        rule(`r${index}`, { tags: { environment: [`test-${index}`] } }, ['jira:C'], { ticket_is_enough: true }),
        rule(
          `r${index}`,
          { severity: ['CRITICAL', 'HIGH'], tags: { application: [`app-${index}`], team: [`t${index}`] } },
          [index === 499 ? 'jira:D' : 'pagerduty:z'],
        ),
      ][index % 5] as ReturnType<typeof rule>,
  );
  const times = {
    days: {
      time_zone: 'Europe/Berlin',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const,
      from: '09:00',
      to: '17:00',
    },
  };
  const parsed = parseRoutingTable({ clients: many, routes, times });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const before = process.cpuUsage();
  const proof = prove(parsed.table, { now });
  const { user, system } = process.cpuUsage(before);
  expect(proof.failures.map(({ id }) => id)).toEqual(new Array(8).fill('r499'));
  expect(proof.failures[0]?.clients).toHaveLength(200);
  expect(proof.worlds).toBe(200 * 5 * 11 * 2);
  expect((user + system) / 1e6).toBeLessThan(5);
});
