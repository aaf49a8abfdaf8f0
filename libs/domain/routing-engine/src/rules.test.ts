import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InvestigationEvent } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import {
  parseRoutingTable,
  route,
  type ClientSource,
  type Destination,
  type RoutingTable,
  type RoutingTableSource,
} from './index';

const rules = readFileSync(join(__dirname, '../RULES.md'), 'utf8');
const noon = new Date('2026-11-20T12:00:00Z');
const account = anEvent().client_account_id;

const acme: ClientSource = {
  name: 'Acme Corporation',
  environment: 'production',
  membership: 'organization',
  regions: ['us-east-1'],
  tags: { tier: 'enterprise' },
};
const bravo: ClientSource = { ...acme, name: 'Bravo', tags: {} };

/** The rows of the table under a heading, by the name in their first cell; the others are JSON. */
function rowsUnder(heading: string): { name: string; cells: readonly unknown[] }[] {
  const section = rules.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| [^|]* \| `\{/.test(line))
    .map((line) => {
      const [name = '', ...cells] = line
        .split(/ +\| */)
        .map((cell) => cell.replace(/^\| */, '').replace(/ *\|$/, '').trim());
      return {
        name: name.replace('…', 'and'),
        cells: cells.filter((cell) => cell !== '').map((cell) => JSON.parse(cell.slice(1, -1)) as unknown),
      };
    });
}

function tableOf(source: RoutingTableSource): RoutingTable {
  const parsed = parseRoutingTable(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.table;
}

/** The example event with a change in which null leaves a field out. */
function changed(change: unknown): InvestigationEvent {
  const withoutNulls = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? (value ?? undefined)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNulls(item)]));
  return anEvent(withoutNulls(change) as object);
}

it('has a row for every condition', () => {
  const headings = [
    'A condition',
    'A condition on the client',
    'A time',
    'Another severity',
    'What mutes',
    'Who is told',
  ];
  expect(headings.map((heading) => rowsUnder(heading).length)).toEqual([14, 7, 10, 2, 9, 17]);
});

describe('a condition', () => {
  it.each(rowsUnder('A condition'))('is right about $name', ({ cells: [when, yes, no] }) => {
    const table = tableOf({ routes: [{ id: 'row', when: when as object, notify: ['jira:OPS'] }] });
    expect(route(changed(yes), table, noon).ruleId).toBe('row');
    expect(route(changed(no), table, noon).ruleId).toBe('default');
  });
});

describe('a condition on the client', () => {
  it.each(rowsUnder('A condition on the client'))('is right about $name', ({ cells: [when, yes, no] }) => {
    const decided = (change: unknown) => {
      const clients: Record<string, ClientSource> =
        change === null ? {} : { [account]: { ...acme, ...(change as object) } };
      const routes = [{ id: 'row', when: when as object, notify: ['jira:OPS'] }];
      return route(anEvent({ tags: { tier: 'what the event says' } }), tableOf({ routes, clients }), noon).ruleId;
    };
    expect(decided(yes)).toBe('row');
    expect(decided(no)).toBe('default');
  });
});

describe('a time', () => {
  it.each(rowsUnder('A time'))('is right about $name', ({ cells: [time, yes, no] }) => {
    const holidays = { time_zone: 'Europe/Berlin', dates: ['2026-12-25', '2027-01-01'] };
    const rule = { id: 'row', when: {}, notify: ['jira:OPS'] };
    const times = { row: time as typeof holidays, holidays };
    const inside = tableOf({ times, routes: [{ ...rule, during: ['row'] }] });
    const outside = tableOf({ times, routes: [{ ...rule, outside: ['row'] }] });
    const decided = (table: RoutingTable, at: unknown) => route(anEvent(), table, new Date(String(at))).ruleId;
    expect(decided(inside, yes)).toBe('row');
    expect(decided(inside, no)).toBe('default');
    expect(decided(outside, yes)).toBe('default');
    expect(decided(outside, no)).toBe('row');
  });
});

describe('another severity', () => {
  it.each(rowsUnder('Another severity'))('is right about $name', ({ cells: [written, yes, no] }) => {
    const override = { id: 'row', owner: 'o', why: 'w', ...(written as { when: object; severity: 'LOW' }) };
    const table = tableOf({ severity_overrides: [override] });
    expect(route(changed(yes), table, noon)).toMatchObject({ severity: override.severity, override: { id: 'row' } });
    expect(route(changed(no), table, noon)).toMatchObject({ severity: changed(no).severity });
    expect(route(changed(no), table, noon).override).toBeUndefined();
  });
});

describe('who is told', () => {
  it.each(rowsUnder('Who is told'))('is right about $name', ({ cells: [written, change, told] }) => {
    const { routes = [], ...rest } = written as RoutingTableSource;
    const table = tableOf({ ...rest, routes: routes.map((rule, index) => ({ ...rule, id: `rule-${index}` })) });
    const { destinations } = route(changed(change), table, noon);
    expect(destinations.map(({ channel, target }) => `${channel}:${target}`)).toEqual(told);
  });
});

describe('what mutes', () => {
  interface Case {
    readonly at?: string;
    readonly event?: object;
    readonly openPattern?: { readonly id: string; readonly told: readonly Destination[] };
    readonly lastPaged?: string;
  }

  it.each(rowsUnder('What mutes'))('is right about $name', ({ cells: [written, yes, no] }) => {
    const { maintenance_windows, quiet_hours, group, ...table } = written as Record<string, never>;
    const client = {
      ...acme,
      ...(maintenance_windows ? { maintenance_windows } : {}),
      ...(quiet_hours ? { quiet_hours } : {}),
    };
    const parsed = tableOf({
      ...table,
      clients: { [account]: client, '222222222222': bravo },
      routes: [{ id: 'row', when: {}, notify: ['pagerduty:default'], ...(group ? { group } : {}) }],
    });
    const decided = (given: unknown) => {
      const { at = noon.toISOString(), event = {}, openPattern, lastPaged } = given as Case;
      return route(anEvent(event), parsed, new Date(at), {
        ...(openPattern ? { openPattern } : {}),
        ...(lastPaged ? { lastPaged: () => new Date(lastPaged) } : {}),
      });
    };
    expect(decided(yes).muted).toMatchObject([{ destinations: [{ channel: 'pagerduty', target: 'default' }] }]);
    expect(decided(yes).destinations.filter(({ channel }) => channel === 'pagerduty')).toEqual([]);
    expect(decided(no)).toMatchObject({ muted: [], destinations: [{ channel: 'pagerduty', target: 'default' }] });
  });
});
