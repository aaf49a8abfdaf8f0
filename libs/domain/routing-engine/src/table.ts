import { patternBranches } from '@org/event-pattern';
import { CHANNELS, SEVERITIES, type Channel, type EventType, type Severity } from '@org/event-schema';
import { readTimes, type Time, type TimeSource } from './calendar';
import { attributesOf, readAllQuietHours, readClientSources, type Client, type ClientSource } from './clients';
import { Clock } from './clock';
import { readWhen, WHEN_KEYS, type When } from './condition';
import { DEFAULT_TARGET, isPage, isTicket, parseDestination, TARGET_FORM, type Destination } from './destination';
import { factsOf } from './event-fields';
import { fieldNames, PatternSet } from './pattern-set';
import {
  escaped,
  isRecord,
  notebook,
  onlyKeys,
  readChoices,
  readNumber,
  readText,
  type Note,
  type TableProblem,
} from './reading';
import { Coverage, plainConditions } from './shadow';
import { readWindows, type QuietHours, type SilenceSource, type Window } from './windows';

/** What people write, under these keys of the central configuration. */
export interface RoutingTableSource {
  /** The simple form: who hears about which severity. `pattern_detection` is no route, and is not looked at. */
  readonly routing_rules?: Readonly<Record<string, SimpleRuleSource | Readonly<Record<string, unknown>>>>;
  /** The full form, tried before the simple one, top to bottom. */
  readonly routes?: readonly RouteSource[];
  /** Who hears about what no rule matches and a human must see; `pagerduty:default` if not said. */
  readonly default_destination?: string;
  /** What `pagerduty:default` and `jira:default` mean for a client, by its account id. */
  readonly client_destinations?: Readonly<Record<string, { readonly pagerduty?: string; readonly jira?: string }>>;
  /** What the registry knows of the clients, by account id: what patterns ask for under `client`. */
  readonly clients?: Readonly<Record<string, ClientSource>>;
  /** Stretches of the week and days, by the names that `during` and `outside` use. */
  readonly times?: Readonly<Record<string, TimeSource>>;
  /** Other severities for what they match: the first that matches counts, before any rule is asked. */
  readonly severity_overrides?: readonly OverrideSource[];
  readonly silences?: readonly SilenceSource[];
  /** Names the configuration; every decision repeats it. */
  readonly version?: string;
}

export interface SimpleRuleSource {
  readonly severities: readonly Severity[];
  readonly actions: readonly ('page_engineer' | 'create_ticket')[];
}

export interface RouteSource {
  readonly id: string;
  readonly owner?: string;
  readonly why?: string;
  /** An EventBridge pattern over the event, and under `client` over what the registry knows; `{}` is every event. */
  readonly when: object;
  /** Only inside any of these times. */
  readonly during?: readonly string[];
  /** Only outside all of these times. */
  readonly outside?: readonly string[];
  /** Destinations, such as `pagerduty:payments` or `jira:OPS`. */
  readonly notify: readonly string[];
  /** Go on to the next rule after a match. */
  readonly continue?: boolean;
  /** Nobody is paged by this rule, and for CRITICAL and HIGH that is meant: proofs take it for an answer. */
  readonly ticket_is_enough?: boolean;
  /** Events that are alike in these fields are one page, told again after so many minutes at the earliest. */
  readonly group?: { readonly by: readonly string[]; readonly repeat_after_minutes: number };
  /** Whom to tell when nobody has acknowledged after so many minutes. */
  readonly escalate?: readonly { readonly after_minutes: number; readonly notify: readonly string[] }[];
}

export interface OverrideSource {
  readonly id: string;
  readonly owner: string;
  readonly why: string;
  readonly when: object;
  readonly during?: readonly string[];
  readonly outside?: readonly string[];
  readonly severity: Severity;
}

/** A rule that cannot fail any more. */
export interface Rule extends When {
  readonly id: string;
  readonly owner: string | undefined;
  readonly why: string | undefined;
  readonly notify: readonly Destination[];
  readonly continues: boolean;
  readonly ticketIsEnough: boolean;
  readonly group: Grouping | undefined;
  readonly escalation: readonly Escalation[];
  /** Where it stands in the source, and its condition as it stands there. */
  readonly pointer: string;
  readonly when: object;
}

export interface Grouping {
  readonly by: readonly (readonly string[])[];
  readonly repeatAfterMinutes: number;
}

/** Whom to tell when nobody has acknowledged. */
export interface Escalation {
  readonly afterMinutes: number;
  readonly destinations: readonly Destination[];
}

export interface Override extends When {
  readonly id: string;
  readonly owner: string;
  readonly why: string;
  readonly severity: Severity;
}

/** A table that was accepted whole. Only {@link parseRoutingTable} makes one. */
export interface RoutingTable {
  readonly version: string | undefined;
  readonly rules: readonly Rule[];
  readonly overrides: readonly Override[];
  readonly windows: readonly Window[];
  readonly quietHours: ReadonlyMap<string, QuietHours>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly defaultDestination: Destination;
  readonly clientDestinations: ReadonlyMap<string, Readonly<Partial<Record<Channel, string>>>>;
  readonly times: ReadonlyMap<string, Time>;
  readonly clock: Clock;
  /** The conditions of rules, overrides and windows, each in their order. */
  readonly conditions: { readonly rules: PatternSet; readonly overrides: PatternSet; readonly windows: PatternSet };
}

export type ParsedRoutingTable =
  | { readonly ok: true; readonly table: RoutingTable }
  | { readonly ok: false; readonly problems: readonly TableProblem[] };

/** The outcomes that the simple form is about. A linked, skipped or cancelled investigation needs nobody by its severity. */
const SIMPLE_OUTCOMES: readonly EventType[] = [
  'investigation_completed',
  'investigation_failed',
  'investigation_timed_out',
];

const ACTIONS: Readonly<Record<string, Destination>> = {
  page_engineer: { channel: 'pagerduty', target: DEFAULT_TARGET },
  create_ticket: { channel: 'jira', target: DEFAULT_TARGET },
};

const ID_FORM = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const DESTINATION_MEND = `Write CHANNEL:NAME with one of ${Object.keys(CHANNELS).join(', ')}, such as pagerduty:default or jira:OPS`;
const SIMPLE_RULES = 'routing_rules';

/** More ways to match than this in one table are a mistake, and would take memory without end. */
const MAX_WAYS = 20_000;

/**
 * Reads a routing table, or lists every problem with it: a table is accepted whole or refused whole, so an accepted
 * rule cannot fail later. Refused is also what could be read but never do anything: a condition on a field that no event
 * has or on a value outside its closed list, and a rule that an earlier one keeps every event from.
 *
 * @param source of the shape {@link RoutingTableSource}; what has another shape is a problem, not an exception
 */
export function parseRoutingTable(source: unknown): ParsedRoutingTable {
  const problems: TableProblem[] = [];
  const note = notebook(problems);
  if (!isRecord(source)) {
    note('', 'the routing table is not an object', `Give an object with ${SIMPLE_RULES}, routes, or neither`);
    return { ok: false, problems };
  }
  onlyKeys(source, TABLE_KEYS, '', note);
  const times = readTimes(source['times'], note);
  const clients = readClientSources(source['clients'], note);
  const reading = { times, knowsClients: clients !== undefined, note };
  const rules = [...readRoutes(source['routes'], reading), ...readSimpleRules(source['routing_rules'], note)];
  const overrides = readOverrides(source['severity_overrides'], reading);
  const windows = readWindows(source['silences'], { times, clients, note });
  const quietHours = readAllQuietHours(clients, times, note);
  noteRepeatedIds(rules, note);
  noteUnreachable(rules, note);
  const ways = [...rules, ...overrides, ...windows].reduce((sum, { branches }) => sum + branches.length, 0);
  if (ways > MAX_WAYS) note('', `the conditions have ${ways} ways to match`, `Use $or less: ${MAX_WAYS} ways at most`);
  const defaultDestination = readDefault(source['default_destination'], note);
  const clientDestinations = readDestinations(source['client_destinations'], note);
  const { version } = source;
  if (version !== undefined && typeof version !== 'string') note('/version', 'the version is no text', 'Give a name');
  if (problems.length > 0) return { ok: false, problems };
  const setOf = (list: readonly When[]) => new PatternSet(list.map(({ branches }) => branches));
  const conditions = { rules: setOf(rules), overrides: setOf(overrides), windows: setOf(windows) };
  const used = new Set([...rules, ...overrides, ...windows].flatMap(({ during, outside }) => [...during, ...outside]));
  for (const { during } of quietHours.values()) for (const name of during) used.add(name);
  const clock = new Clock(
    [...times.values()].filter(({ name }) => used.has(name)),
    { timed: rules, set: conditions.rules },
    { timed: overrides, set: conditions.overrides },
    { timed: windows, set: conditions.windows },
  );
  const table: RoutingTable = {
    version: version as string | undefined,
    rules,
    overrides,
    windows,
    quietHours,
    clients: new Map([...(clients ?? [])].map(([account, client]) => [account, attributesOf(account, client)])),
    defaultDestination,
    clientDestinations,
    times,
    clock,
    conditions,
  };
  return { ok: true, table };
}

const TABLE_KEYS = [
  'routing_rules',
  'routes',
  'default_destination',
  'client_destinations',
  'clients',
  'times',
  'severity_overrides',
  'silences',
  'version',
];

interface Reading {
  readonly times: ReadonlyMap<string, Time>;
  readonly knowsClients: boolean;
  readonly note: Note;
}

function readRoutes(routes: unknown, { times, knowsClients, note }: Reading): Rule[] {
  if (routes === undefined) return [];
  if (!Array.isArray(routes)) {
    note('/routes', 'routes is not a list', 'Give a list of rules');
    return [];
  }
  return routes.flatMap((route: unknown, index) => {
    const pointer = `/routes/${index}`;
    if (!isRecord(route)) {
      note(pointer, 'a rule is not an object', 'Give an object with id, when and notify');
      return [];
    }
    onlyKeys(route, ROUTE_KEYS, pointer, note);
    const id = readId(route['id'], pointer, note);
    for (const key of ['owner', 'why']) {
      if (route[key] !== undefined && typeof route[key] !== 'string')
        note(`${pointer}/${key}`, `${key} is not text`, 'Write a sentence');
    }
    const flag = (key: 'continue' | 'ticket_is_enough'): boolean => {
      const value = route[key] ?? false;
      if (typeof value !== 'boolean')
        note(`${pointer}/${key}`, `${key} is neither true nor false`, 'Write true, or leave it out');
      return value === true;
    };
    const continues = flag('continue');
    const ticketIsEnough = flag('ticket_is_enough');
    const when = readWhen(route, pointer, times, knowsClients, note);
    const notify = readNotify(route['notify'], `${pointer}/notify`, note);
    if (ticketIsEnough && notify?.some(isPage)) {
      note(`${pointer}/ticket_is_enough`, 'the rule pages, so a ticket is not all there is', 'Remove it, or the page');
    } else if (ticketIsEnough && notify && !notify.some(isTicket)) {
      note(`${pointer}/ticket_is_enough`, 'the rule files no ticket', 'Add a ticket to notify, such as jira:default');
    }
    const group = route['group'] === undefined ? undefined : readGroup(route['group'], `${pointer}/group`, note);
    const escalation = readEscalation(route['escalate'], `${pointer}/escalate`, note);
    if (escalation.length > 0 && notify && !notify.some(isPage)) {
      note(`${pointer}/escalate`, 'nobody is paged, so nobody can acknowledge', 'Add a page to notify, or remove it');
    }
    if (id === undefined || when === undefined || notify === undefined) return [];
    const { owner, why } = route as unknown as RouteSource;
    const { branches, during, outside } = when;
    return [
      {
        branches,
        during,
        outside,
        id,
        owner,
        why,
        notify,
        continues,
        ticketIsEnough,
        group,
        escalation,
        pointer,
        when: route['when'] as object,
      },
    ];
  });
}

const ROUTE_KEYS = ['id', 'owner', 'why', ...WHEN_KEYS, 'notify', 'continue', 'ticket_is_enough', 'group', 'escalate'];

function readGroup(group: unknown, pointer: string, note: Note): Grouping | undefined {
  if (!isRecord(group)) {
    note(pointer, 'the group is not an object', 'Give by and repeat_after_minutes');
    return undefined;
  }
  onlyKeys(group, ['by', 'repeat_after_minutes'], pointer, note);
  const repeatAfterMinutes = readNumber(
    group['repeat_after_minutes'],
    `${pointer}/repeat_after_minutes`,
    note,
    'Give minutes',
  );
  const by = Array.isArray(group['by']) ? (group['by'] as unknown[]) : [];
  if (by.length === 0) note(`${pointer}/by`, 'the list is missing or empty', 'Name fields, such as client_account_id');
  by.forEach((path, index) => {
    const facts = typeof path === 'string' ? factsOf(path) : undefined;
    if (!facts?.ok || String(path).startsWith('client.'))
      note(`${pointer}/by/${index}`, 'no event has this field', 'Name a field, such as summary.root_cause_category');
  });
  return repeatAfterMinutes === undefined
    ? undefined
    : { by: by.map((path) => fieldNames(String(path))), repeatAfterMinutes };
}

function readEscalation(steps: unknown, pointer: string, note: Note): readonly Escalation[] {
  if (steps === undefined) return [];
  if (!Array.isArray(steps) || steps.length === 0) {
    note(pointer, 'escalate is not a list', 'Give steps with after_minutes and notify');
    return [];
  }
  let before = 0;
  return steps.flatMap((step: unknown, index) => {
    const here = `${pointer}/${index}`;
    if (!isRecord(step)) {
      note(here, 'the step is not an object', 'Give after_minutes and notify');
      return [];
    }
    onlyKeys(step, ['after_minutes', 'notify'], here, note);
    const afterMinutes = readNumber(step['after_minutes'], `${here}/after_minutes`, note, 'Give minutes');
    const destinations = readNotify(step['notify'], `${here}/notify`, note);
    if (afterMinutes === undefined || destinations === undefined) return [];
    if (afterMinutes <= before)
      note(`${here}/after_minutes`, 'the step is not after the one before', 'Count from the first page');
    before = afterMinutes;
    return [{ afterMinutes, destinations }];
  });
}

function readOverrides(list: unknown, { times, knowsClients, note }: Reading): Override[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    note('/severity_overrides', 'severity_overrides is not a list', 'Give a list');
    return [];
  }
  const ids = new Set<string>();
  return list.flatMap((written: unknown, index) => {
    const pointer = `/severity_overrides/${index}`;
    if (!isRecord(written)) {
      note(pointer, 'it is not an object', 'Give id, owner, why, when and severity');
      return [];
    }
    onlyKeys(written, ['id', 'owner', 'why', ...WHEN_KEYS, 'severity'], pointer, note);
    const id = readId(written['id'], pointer, note);
    if (id !== undefined && ids.has(id)) note(`${pointer}/id`, `the id "${id}" is taken`, 'Give each an id of its own');
    if (id !== undefined) ids.add(id);
    const owner = readText(written['owner'], `${pointer}/owner`, note, 'Say whom to ask about it');
    const why = readText(written['why'], `${pointer}/why`, note, 'Say why the severity is another');
    const when = readWhen(written, pointer, times, knowsClients, note);
    const [severity] = readChoices([written['severity']], Object.keys(SEVERITIES) as Severity[], pointer, note) ?? [];
    return id && owner && why && when && severity ? [{ ...when, id, owner, why, severity }] : [];
  });
}

function readId(id: unknown, pointer: string, note: Note): string | undefined {
  if (typeof id !== 'string' || !ID_FORM.test(id)) {
    note(
      `${pointer}/id`,
      'the id is missing or has another form',
      'Give letters, digits, dots, dashes and underscores, 128 at most',
    );
    return undefined;
  }
  if (id === 'default' || id.startsWith(`${SIMPLE_RULES}.`)) {
    note(`${pointer}/id`, `the id "${id}" is taken by the engine`, 'Choose another id');
    return undefined;
  }
  return id;
}

function readNotify(notify: unknown, pointer: string, note: Note): readonly Destination[] | undefined {
  if (!Array.isArray(notify) || notify.length === 0) {
    note(pointer, 'the rule tells nobody', `Give a list of destinations. ${DESTINATION_MEND}`);
    return undefined;
  }
  const destinations = notify.map((text: unknown, index) => {
    const destination = parseDestination(text);
    if (destination === undefined) note(`${pointer}/${index}`, 'this is no destination', DESTINATION_MEND);
    return destination;
  });
  return destinations.every((destination) => destination !== undefined) ? destinations : undefined;
}

function readSimpleRules(rules: unknown, note: Note): Rule[] {
  if (rules === undefined) return [];
  if (!isRecord(rules)) {
    note(`/${SIMPLE_RULES}`, `${SIMPLE_RULES} is not an object`, 'Give each rule a name, with severities and actions');
    return [];
  }
  return Object.entries(rules).flatMap(([name, rule]) => {
    if (name === 'pattern_detection') return [];
    const pointer = `/${SIMPLE_RULES}/${escaped(name)}`;
    if (!ID_FORM.test(name))
      note(pointer, 'the name has another form than an id', 'Give letters, digits, dots, dashes and underscores');
    if (!isRecord(rule)) {
      note(pointer, 'the rule is not an object', 'Give severities and actions');
      return [];
    }
    onlyKeys(rule, ['severities', 'actions'], pointer, note);
    const severities = readChoices(rule['severities'], Object.keys(SEVERITIES), `${pointer}/severities`, note);
    const actions = readChoices(rule['actions'], Object.keys(ACTIONS), `${pointer}/actions`, note);
    if (severities === undefined || actions === undefined) return [];
    const when = { severity: severities, event_type: SIMPLE_OUTCOMES };
    const notify = actions.map((action) => ACTIONS[action] as Destination);
    return [{ ...SIMPLE, id: `${SIMPLE_RULES}.${name}`, branches: patternBranches(when), notify, pointer, when }];
  });
}

const SIMPLE = {
  owner: undefined,
  why: undefined,
  during: [],
  outside: [],
  continues: false,
  ticketIsEnough: false,
  group: undefined,
  escalation: [],
} as const;

function readDefault(destination: unknown, note: Note): Destination {
  const fallback: Destination = { channel: 'pagerduty', target: DEFAULT_TARGET };
  if (destination === undefined) return fallback;
  const parsed = parseDestination(destination);
  if (parsed === undefined) note('/default_destination', 'this is no destination', DESTINATION_MEND);
  else if (!isPage(parsed) && !isTicket(parsed)) {
    note('/default_destination', 'a message may be read by nobody', 'Name a page or a ticket: a human must hear of it');
  }
  return parsed ?? fallback;
}

function readDestinations(clients: unknown, note: Note): RoutingTable['clientDestinations'] {
  const read = new Map<string, Partial<Record<Channel, string>>>();
  if (clients === undefined) return read;
  if (!isRecord(clients)) {
    note('/client_destinations', 'client_destinations is not an object', 'Give an object by account id');
    return read;
  }
  for (const [accountId, targets] of Object.entries(clients)) {
    const pointer = `/client_destinations/${escaped(accountId)}`;
    if (!/^[0-9]{12}$/.test(accountId)) note(pointer, 'the key is not an account id', 'Give 12 digits, in quotes');
    if (!isRecord(targets)) {
      note(pointer, 'the client has no destinations here', 'Give pagerduty, jira, or both');
      continue;
    }
    onlyKeys(targets, Object.keys(CHANNELS), pointer, note);
    const known: Partial<Record<Channel, string>> = {};
    for (const channel of Object.keys(CHANNELS) as Channel[]) {
      const target = targets[channel];
      if (target === undefined) continue;
      if (typeof target === 'string' && TARGET_FORM.test(target)) known[channel] = target;
      else
        note(
          `${pointer}/${channel}`,
          'the name has another form',
          'Give letters, digits, dots, dashes and underscores, 64 at most',
        );
    }
    read.set(accountId, known);
  }
  return read;
}

function noteRepeatedIds(drafts: readonly Rule[], note: Note): void {
  const first = new Map<string, Rule>();
  for (const draft of drafts) {
    const before = first.get(draft.id);
    if (before)
      note(
        `${draft.pointer}/id`,
        `the id "${draft.id}" is taken by ${before.pointer}`,
        'Give each rule an id of its own',
      );
    else first.set(draft.id, draft);
  }
}

function noteUnreachable(drafts: readonly Rule[], note: Note): void {
  const coverage = new Coverage();
  const stops: Rule[] = [];
  for (const draft of drafts) {
    const conditions = plainConditions(draft.when);
    if (conditions === undefined) continue;
    const above = stops[coverage.firstOver(conditions)];
    if (above) {
      note(
        draft.pointer,
        `no event reaches this rule: "${above.id}" above it matches all that it would`,
        'Move it up, narrow the one above, let that one continue, or remove this one',
      );
    } else if (!draft.continues && draft.during.length + draft.outside.length === 0) {
      coverage.add(conditions);
      stops.push(draft);
    }
  }
}
