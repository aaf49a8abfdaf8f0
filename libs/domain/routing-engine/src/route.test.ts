import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES, SEVERITIES, type EventType, type InvestigationEvent, type Severity } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import * as fc from 'fast-check';
import * as face from './index';
import { explain, parseRoutingTable, REASONS, route, type RoutingTable, type RoutingTableSource } from './index';

const root = join(__dirname, '..');
const noon = new Date('2026-11-20T12:00:00Z');

/** The rules of the specification's own example. */
const specified: RoutingTableSource = {
  routing_rules: {
    high_severity: { severities: ['CRITICAL', 'HIGH'], actions: ['page_engineer', 'create_ticket'] },
    medium_severity: { severities: ['MEDIUM'], actions: ['create_ticket'] },
    pattern_detection: { enabled: true, min_events: 3, time_window_minutes: 60 },
  },
};

function tableOf(source: RoutingTableSource): RoutingTable {
  const parsed = parseRoutingTable(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.table;
}

const STATUS = {
  investigation_failed: 'FAILED',
  investigation_timed_out: 'TIMED_OUT',
  investigation_cancelled: 'CANCELLED',
  investigation_linked: 'LINKED',
  investigation_skipped: 'SKIPPED',
} as const;

function outcome(event_type: EventType, severity: Severity = 'HIGH'): InvestigationEvent {
  return anEvent({
    event_type,
    severity,
    status: event_type in STATUS ? STATUS[event_type as keyof typeof STATUS] : 'ROOT_CAUSE_FOUND',
  });
}

const told = (event: InvestigationEvent, table: RoutingTable) =>
  route(event, table, noon).destinations.map(({ channel, target }) => `${channel}:${target}`);

it('exports these names, and no others', () => {
  expect(Object.keys(face)).toEqual([
    'parseRoutingTable',
    'route',
    'explain',
    'REASONS',
    'prove',
    'timeClasses',
    'OUTCOMES',
    'sampleEvent',
  ]);
});

it('has a README whose first example prints what it says', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, example = '', output = ''] = /```ts\n([^]*?)```\s+```json\n([^]*?)```/.exec(readme) ?? [];
  const printed: unknown[] = [];
  const body = example.replace(/^import .*$/gm, '');
  new Function('parseRoutingTable', 'route', 'explain', 'anEvent', 'console', body)(
    parseRoutingTable,
    route,
    explain,
    anEvent,
    { log: (value: unknown) => printed.push(value) },
  );
  expect(printed[0]).toEqual(JSON.parse(output));
  expect(readme).toContain(`\n${String(printed[1])}\n`);
});

describe('the simple form', () => {
  const table = tableOf(specified);

  it('pages and opens a ticket for what is CRITICAL or HIGH', () => {
    for (const severity of ['CRITICAL', 'HIGH'] as const) {
      expect(route(anEvent({ severity }), table, noon)).toMatchObject({
        ruleId: 'routing_rules.high_severity',
        reason: 'rule-matched',
      });
      expect(told(anEvent({ severity }), table)).toEqual(['pagerduty:default', 'jira:default']);
    }
  });

  it('opens a ticket only for what is MEDIUM', () => {
    expect(told(anEvent({ severity: 'MEDIUM' }), table)).toEqual(['jira:default']);
  });

  it.each(['investigation_linked', 'investigation_skipped', 'investigation_cancelled'] as const)(
    'tells nobody of %s',
    (event_type) => {
      expect(route(outcome(event_type, 'CRITICAL'), table, noon)).toMatchObject({
        destinations: [],
        ruleId: 'default',
        reason: 'outcome-needs-nobody',
      });
    },
  );

  it('lets a mitigation only add to a ticket', () => {
    expect(route(outcome('mitigation_failed', 'CRITICAL'), table, noon)).toMatchObject({
      destinations: [],
      reason: 'mitigation-adds-a-comment',
    });
  });

  it('treats a withheld event like any other', () => {
    const withheld = anEvent({ summary: { withheld: true, withheld_reason: 'too_large' } });
    expect(told(withheld, table)).toEqual(told(anEvent(), table));
  });
});

describe('when no rule matches', () => {
  const table = tableOf({});

  it('answers with the default, and says so', () => {
    expect(route(anEvent({ severity: 'LOW' }), table, noon)).toMatchObject({
      destinations: [],
      ruleId: 'default',
      reason: 'no-rule-matched',
    });
  });

  it.each(['investigation_failed', 'investigation_timed_out'] as const)(
    'sends %s to a human, whatever its severity',
    (event_type) => {
      expect(route(outcome(event_type, 'MINIMAL'), table, noon)).toMatchObject({
        destinations: [{ channel: 'pagerduty', target: 'default' }],
        reason: 'default-destination',
      });
    },
  );

  it('uses the default destination of the table', () => {
    expect(told(anEvent({ severity: 'CRITICAL' }), tableOf({ default_destination: 'jira:OPS' }))).toEqual(['jira:OPS']);
  });
});

describe('routes', () => {
  const payments = {
    id: 'payments',
    when: { tags: { application: ['web-api'] } },
    notify: ['pagerduty:payments', 'jira:PAY'],
  };

  it('come before the simple form, and the first match wins', () => {
    const decision = route(anEvent(), tableOf({ ...specified, routes: [payments] }), noon);
    expect(decision).toMatchObject({ ruleId: 'payments', matched: ['payments'] });
    expect(decision.destinations).toHaveLength(2);
  });

  it('that continue, with nothing to end the search, do not keep the default from a human', () => {
    const table = tableOf({ routes: [{ ...payments, notify: ['jira:PAY'], continue: true }] });
    const event = anEvent({ severity: 'CRITICAL' });
    expect(told(event, table)).toEqual(['jira:PAY', 'pagerduty:default']);
    const decision = route(event, table, noon);
    expect(decision).toMatchObject({ ruleId: 'payments', matched: ['payments', 'default'], reason: 'rule-matched' });
    expect(explain(decision, event)).toContain('and continued, and a human must see it');
    expect(told(anEvent({ severity: 'LOW' }), table)).toEqual(['jira:PAY']);
  });

  it('with an empty condition are for every event', () => {
    const table = tableOf({ routes: [{ id: 'all', when: {}, notify: ['jira:ALL'] }] });
    expect(told(outcome('mitigation_failed', 'MINIMAL'), table)).toEqual(['jira:ALL']);
  });

  it('that continue add those of the next match, each destination once, in the order of the rules', () => {
    const table = tableOf({
      ...specified,
      routes: [{ ...payments, notify: ['jira:default', 'jira:PAY'], continue: true }],
    });
    expect(route(anEvent(), table, noon)).toMatchObject({
      ruleId: 'payments',
      matched: ['payments', 'routing_rules.high_severity'],
    });
    expect(told(anEvent(), table)).toEqual(['jira:default', 'jira:PAY', 'pagerduty:default']);
  });

  it('can ask for a mitigation or a linked investigation by name', () => {
    const table = tableOf({
      routes: [{ id: 'plans', when: { event_type: ['mitigation_completed'] }, notify: ['jira:PLANS'] }],
    });
    expect(told(outcome('mitigation_completed'), table)).toEqual(['jira:PLANS']);
  });
});

describe('destinations of a client', () => {
  const table = tableOf({ ...specified, client_destinations: { '123456789012': { jira: 'ACME', pagerduty: 'acme' } } });

  it('stand in for the defaults, also for the default destination', () => {
    expect(told(anEvent(), table)).toEqual(['pagerduty:acme', 'jira:ACME']);
    expect(told(outcome('investigation_failed', 'LOW'), table)).toEqual(['pagerduty:acme']);
  });

  it('are no other client’s', () => {
    expect(told(anEvent({ client_account_id: '210987654321' }), table)).toEqual(['pagerduty:default', 'jira:default']);
  });
});

describe('a decision', () => {
  it('tells of an investigation that ended again', () => {
    const decision = route(anEvent({ outcome_version: 3 }), tableOf(specified), noon);
    expect(decision.repeat).toBe(true);
    expect(explain(decision, anEvent({ outcome_version: 3 }))).toBe(
      'Rule routing_rules.high_severity matched investigation_completed of severity HIGH, so pagerduty:default and jira:default will hear of it again, as outcome 3.',
    );
  });

  it.each(Object.keys(EVENT_TYPES) as EventType[])('explains itself in one sentence for %s', (event_type) => {
    const decision = route(outcome(event_type, 'LOW'), tableOf({}), noon);
    const { reason } = decision;
    expect(explain(decision, outcome(event_type, 'LOW'))).toMatch(/^[A-Z][^.]*\.$/);
    expect(Object.keys(REASONS)).toContain(reason);
  });
});

describe('what stands around the rules', () => {
  const times = { nights: { time_zone: 'UTC', from: '22:00', to: '07:00' } };
  const night = new Date('2026-11-20T23:00:00Z');
  const asked = { owner: 'platform', why: 'Nobody looks at staging at night' };
  const staging = { tags: { environment: ['staging'] } };

  it('an override gives another severity before any rule is asked, and the decision says who wanted it', () => {
    const override = { id: 'staging-low', ...asked, when: staging, during: ['nights'], severity: 'LOW' as const };
    const table = tableOf({ ...specified, times, severity_overrides: [override] });
    const event = anEvent({ severity: 'CRITICAL', tags: { environment: 'staging' } });
    expect(route(event, table, noon)).toMatchObject({ severity: 'CRITICAL', ruleId: 'routing_rules.high_severity' });
    const decision = route(event, table, night);
    expect(decision).toMatchObject({ severity: 'LOW', destinations: [], override: { id: 'staging-low', ...asked } });
    expect(explain(decision, event)).toBe(
      'No rule matched investigation_completed of severity LOW, and nothing about it asks for a human, so it is recorded only. Override staging-low of platform made it LOW instead of CRITICAL (Nobody looks at staging at night).',
    );
  });

  it('a silence says what it muted, who asked for it, why, and until when', () => {
    const span = { from: '2026-11-20T00:00:00Z', until: '2026-11-21T00:00:00Z', limit: { clients: 1, hours: 24 } };
    const table = tableOf({
      ...specified,
      silences: [{ id: 'staging', ...asked, ...span, when: staging }],
      version: 'v7',
    });
    const event = anEvent({ tags: { environment: 'staging' } });
    const decision = route(event, table, night);
    expect(decision).toMatchObject({
      destinations: [],
      ruleId: 'routing_rules.high_severity',
      configurationVersion: 'v7',
      muted: [{ kind: 'silence', id: 'staging', ...asked, until: '2026-11-21T00:00:00.000Z' }],
    });
    expect(explain(decision, event)).toContain(
      'so nobody will hear of it. Not told: pagerduty:default and jira:default. Muted by silence staging, asked for by platform (Nobody looks at staging at night), until 2026-11-21T00:00:00.000Z.',
    );
  });

  it('an open pattern takes the pages of its members, and leaves their tickets', () => {
    const openPattern = { id: 'p-1', told: [{ channel: 'pagerduty' as const, target: 'seniors' }] };
    const decision = route(anEvent(), tableOf(specified), noon, { openPattern });
    expect(decision.destinations).toEqual([{ channel: 'jira', target: 'default' }]);
    expect(decision.muted).toMatchObject([{ kind: 'open-pattern', id: 'p-1' }]);
  });

  it('groups and escalations are data, with the client’s own destinations, and none without a page', () => {
    const rule = {
      id: 'db',
      when: {},
      notify: ['pagerduty:default'],
      group: { by: ['client_account_id', 'summary.root_cause_category'], repeat_after_minutes: 60 },
      escalate: [{ after_minutes: 15, notify: ['pagerduty:default', 'pagerduty:seniors'] }],
    };
    const table = tableOf({ routes: [rule], client_destinations: { '123456789012': { pagerduty: 'acme' } } });
    expect(route(anEvent(), table, noon)).toMatchObject({
      group: { key: '["123456789012","resource_exhaustion"]', repeatAfterMinutes: 60 },
      escalation: [{ afterMinutes: 15, destinations: [{ target: 'acme' }, { target: 'seniors' }] }],
    });
    expect(route(anEvent(), table, noon, { lastPaged: () => noon })).toMatchObject({
      destinations: [],
      escalation: [],
    });
  });

  it.each([
    ['inconclusive', anEvent({ status: 'INCONCLUSIVE' }), 'found no root cause'],
    [
      'withheld',
      anEvent({ summary: { withheld: true, withheld_reason: 'too_large' } }),
      'stayed with the client (too_large)',
    ],
    [
      'linked',
      { ...outcome('investigation_linked'), primary_investigation_id: 'first' },
      'Investigation first carries on',
    ],
  ])('the explanation says what is special about one that is %s', (_, event, words) => {
    expect(explain(route(event, tableOf(specified), noon), event)).toContain(words);
  });

  it('time may run backwards and forwards', () => {
    const table = tableOf({ times, routes: [{ id: 'night', when: {}, during: ['nights'], notify: ['jira:N'] }] });
    const at = [noon, night, noon, new Date('2026-01-01T06:59:59Z'), night].map(
      (now) => route(anEvent(), table, now).ruleId,
    );
    expect(at).toEqual(['default', 'night', 'default', 'night', 'night']);
  });
});

describe('laws', () => {
  const severity = fc.constantFrom(...(Object.keys(SEVERITIES) as Severity[]));
  const eventType = fc.constantFrom(...(Object.keys(EVENT_TYPES) as EventType[]));
  const application = fc.constantFrom('web-api', 'ledger', 'checkout');
  const event = fc
    .tuple(eventType, severity, application, fc.integer({ min: 1, max: 3 }))
    .map(([event_type, level, app, outcome_version]) => ({
      ...outcome(event_type, level),
      tags: { application: app },
      outcome_version,
    }));
  const routes = fc
    .array(
      fc.record({
        when: fc.oneof(
          severity.map((one) => ({ severity: [one] })),
          eventType.map((one) => ({ event_type: [one] })),
          fc.tuple(severity, application).map(([one, app]) => ({ severity: [one], tags: { application: [app] } })),
          application.map((app) => ({ tags: { application: [{ 'anything-but': app }] } })),
        ),
        notify: fc.uniqueArray(fc.constantFrom('pagerduty:default', 'pagerduty:a', 'jira:default', 'jira:B'), {
          minLength: 1,
        }),
        continue: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .map((rules) => rules.map((rule, index) => ({ id: `rule-${index}`, ...rule })));
  const source = fc
    .record({ routes, simple: fc.boolean() })
    .map(({ simple, ...table }): RoutingTableSource => ({ ...table, ...(simple ? specified : {}) }))
    .filter((table) => parseRoutingTable(table).ok);

  it('rules below a match that does not continue never matter', () => {
    fc.assert(
      fc.property(source, routes, event, (table, more, happened) => {
        const decision = route(happened, tableOf(table), noon);
        const last = table.routes?.find(({ id }) => id === decision.matched.at(-1));
        fc.pre(last !== undefined && last.continue !== true);
        const upTo = (table.routes ?? []).slice(0, (table.routes ?? []).indexOf(last as never) + 1);
        const others = more.map((rule, index) => ({ ...rule, id: `other-${index}` }));
        const replaced = parseRoutingTable({ ...table, routes: [...upTo, ...others] });
        fc.pre(replaced.ok);
        if (replaced.ok) expect(route(happened, replaced.table, noon)).toEqual(decision);
      }),
    );
  });

  it('a CRITICAL or HIGH outcome, and every failure, tells somebody, whatever the table', () => {
    fc.assert(
      fc.property(source, event, (table, happened) => {
        const { event_type } = happened;
        const failed = event_type === 'investigation_failed' || event_type === 'investigation_timed_out';
        const urgent =
          event_type === 'investigation_completed' &&
          (happened.severity === 'CRITICAL' || happened.severity === 'HIGH');
        fc.pre(failed || urgent);
        expect(route(happened, tableOf(table), noon).destinations.length).toBeGreaterThan(0);
      }),
    );
  });

  it('the same event, table and time give the same decision, and no destination twice', () => {
    fc.assert(
      fc.property(source, event, (table, happened) => {
        const decision = route(happened, tableOf(table), noon);
        expect(route(structuredClone(happened), tableOf(structuredClone(table)), noon)).toEqual(decision);
        expect(new Set(told(happened, tableOf(table))).size).toBe(decision.destinations.length);
      }),
    );
  });
});
