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
  expect(Object.keys(face)).toEqual(['parseRoutingTable', 'route', 'explain', 'REASONS']);
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

describe('RULES.md', () => {
  const rows = readFileSync(join(root, 'RULES.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| .* \| `\{/.test(line))
    .map((line) => {
      const cells = line.split(' | ').map((cell) => cell.replace(/^\|/, '').replace(/\|$/, '').trim());
      return { name: cells[0], when: json(cells[1]), yes: json(cells[2]), no: json(cells[3]) };
    });

  function json(cell = ''): object {
    return JSON.parse(cell.slice(1, -1)) as object;
  }

  /** The example event with a change in which null leaves a field out. */
  function changed(change: object): InvestigationEvent {
    const withoutNulls = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? (value ?? undefined)
        : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNulls(item)]));
    return anEvent(withoutNulls(change) as object);
  }

  it('has a row for every condition', () => {
    expect(rows).toHaveLength(14);
  });

  it.each(rows)('is right about $name', ({ when, yes, no }) => {
    const table = tableOf({ routes: [{ id: 'row', when, notify: ['jira:OPS'] }] });
    expect(route(changed(yes), table, noon).ruleId).toBe('row');
    expect(route(changed(no), table, noon).ruleId).toBe('default');
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
