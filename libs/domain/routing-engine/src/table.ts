import { InvalidPatternError, patternBranches, type Condition, type PatternBranch } from '@org/event-pattern';
import { SEVERITIES, type EventType, type Severity } from '@org/event-schema';
import { CHANNELS, DEFAULT_TARGET, parseDestination, TARGET_FORM, type Channel, type Destination } from './destination';
import { factsOf } from './event-fields';
import { PatternSet } from './pattern-set';
import { Coverage, plainConditions } from './shadow';

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
}

export interface SimpleRuleSource {
  readonly severities: readonly Severity[];
  readonly actions: readonly ('page_engineer' | 'create_ticket')[];
}

export interface RouteSource {
  readonly id: string;
  readonly owner?: string;
  readonly why?: string;
  /** An EventBridge pattern over the event. */
  readonly when: object;
  /** Destinations, such as `pagerduty:payments` or `jira:OPS`. */
  readonly notify: readonly string[];
  /** Go on to the next rule after a match. */
  readonly continue?: boolean;
}

/** A rule that cannot fail any more. */
export interface Rule {
  readonly id: string;
  readonly notify: readonly Destination[];
  readonly continues: boolean;
}

/** A table that was accepted whole. Only {@link parseRoutingTable} makes one. */
export interface RoutingTable {
  readonly rules: readonly Rule[];
  /** The conditions of the rules, in their order. */
  readonly conditions: PatternSet;
  readonly defaultDestination: Destination;
  readonly clientDestinations: ReadonlyMap<string, Readonly<Partial<Record<Channel, string>>>>;
}

/** One thing wrong with a table: where (a JSON pointer into its source), what, and what to write instead. */
export interface TableProblem {
  readonly pointer: string;
  readonly what: string;
  readonly mend: string;
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
const DESTINATION_MEND = 'Write pagerduty:NAME or jira:NAME, such as pagerduty:default or jira:OPS';
const SIMPLE_RULES = 'routing_rules';

interface Draft extends Rule {
  readonly pointer: string;
  readonly branches: readonly PatternBranch[];
  readonly when: object;
}

/**
 * Reads a routing table, or lists every problem with it: a table is accepted whole or refused whole, so an accepted
 * rule cannot fail later. Refused is also what could be read but never do anything: a condition on a field that no event
 * has or on a value outside its closed list, and a rule that an earlier one keeps every event from.
 *
 * @param source of the shape {@link RoutingTableSource}; what has another shape is a problem, not an exception
 */
export function parseRoutingTable(source: unknown): ParsedRoutingTable {
  const problems: TableProblem[] = [];
  const note = (pointer: string, what: string, mend: string): void => void problems.push({ pointer, what, mend });
  if (!isRecord(source)) {
    note('', 'the routing table is not an object', `Give an object with ${SIMPLE_RULES}, routes, or neither`);
    return { ok: false, problems };
  }
  onlyKeys(source, ['routing_rules', 'routes', 'default_destination', 'client_destinations'], '', note);
  const drafts = [...readRoutes(source['routes'], note), ...readSimpleRules(source['routing_rules'], note)];
  noteRepeatedIds(drafts, note);
  noteUnreachable(drafts, note);
  const defaultDestination = readDefault(source['default_destination'], note);
  const clientDestinations = readClients(source['client_destinations'], note);
  if (problems.length > 0) return { ok: false, problems };
  const rules = drafts.map(({ id, notify, continues }) => ({ id, notify, continues }));
  const conditions = new PatternSet(drafts.map(({ branches }) => branches));
  return { ok: true, table: { rules, conditions, defaultDestination, clientDestinations } };
}

type Note = (pointer: string, what: string, mend: string) => void;

function readRoutes(routes: unknown, note: Note): Draft[] {
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
    onlyKeys(route, ['id', 'owner', 'why', 'when', 'notify', 'continue'], pointer, note);
    const id = readId(route['id'], pointer, note);
    for (const key of ['owner', 'why']) {
      if (route[key] !== undefined && typeof route[key] !== 'string')
        note(`${pointer}/${key}`, `${key} is not text`, 'Write a sentence');
    }
    const continues = route['continue'] ?? false;
    if (typeof continues !== 'boolean')
      note(`${pointer}/continue`, 'continue is neither true nor false', 'Write true, or leave it out');
    const branches = readPattern(route['when'], `${pointer}/when`, note);
    const notify = readNotify(route['notify'], `${pointer}/notify`, note);
    return id === undefined || branches === undefined || notify === undefined
      ? []
      : [{ id, branches, notify, continues: continues === true, pointer, when: route['when'] as object }];
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

function readPattern(when: unknown, pointer: string, note: Note): readonly PatternBranch[] | undefined {
  if (!isRecord(when)) {
    note(
      pointer,
      'the condition is missing or not an object',
      'Give an EventBridge pattern over the event, such as {"severity": ["CRITICAL"]}',
    );
    return undefined;
  }
  try {
    const branches = patternBranches(when);
    const seen = new Set<string>();
    let ok = true;
    for (const branch of branches) {
      for (const [path, condition] of branch) {
        // Alternatives share what stands beside them.
        if (branches.length > 1 && (seen.has(condition.pointer) || !seen.add(condition.pointer))) continue;
        ok = checkField(when, path, condition, pointer, note) && ok;
      }
    }
    return ok ? branches : undefined;
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    note(pointer + error.pointer, error.reason, error.mend);
    return undefined;
  }
}

function checkField(
  when: object,
  path: string,
  { pointer: place, parts }: Condition & { readonly pointer: string },
  pointer: string,
  note: Note,
): boolean {
  const facts = factsOf(path);
  if (!facts.ok) {
    note(pointer + place, facts.what, facts.mend);
    return false;
  }
  const { values } = facts;
  const isWrong = (value: unknown) => typeof value === 'string' && values?.has(value) === false;
  if (values === undefined || !parts.equals.some(isWrong)) return true;
  (at(when, place) as readonly unknown[]).forEach((value, index) => {
    if (!isWrong(value)) return;
    note(
      `${pointer}${place}/${index}`,
      `"${path}" is never "${String(value)}"`,
      `Use one of ${[...values].slice(0, 30).join(', ')}`,
    );
  });
  return false;
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

function readSimpleRules(rules: unknown, note: Note): Draft[] {
  if (rules === undefined) return [];
  if (!isRecord(rules)) {
    note(`/${SIMPLE_RULES}`, `${SIMPLE_RULES} is not an object`, 'Give each rule a name, with severities and actions');
    return [];
  }
  return Object.entries(rules).flatMap(([name, rule]) => {
    if (name === 'pattern_detection') return [];
    const pointer = `/${SIMPLE_RULES}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
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
    return [
      { id: `${SIMPLE_RULES}.${name}`, branches: patternBranches(when), notify, continues: false, pointer, when },
    ];
  });
}

function readChoices(
  list: unknown,
  choices: readonly string[],
  pointer: string,
  note: Note,
): readonly string[] | undefined {
  const mend = `Give a list of ${choices.join(', ')}`;
  if (!Array.isArray(list) || list.length === 0) {
    note(pointer, 'the list is missing or empty', mend);
    return undefined;
  }
  const wrong = list
    .map((item: unknown, index) => (choices.includes(item as string) ? -1 : index))
    .filter((index) => index >= 0);
  for (const index of wrong) note(`${pointer}/${index}`, 'this is not one of the choices', mend);
  return wrong.length === 0 ? (list as readonly string[]) : undefined;
}

function readDefault(destination: unknown, note: Note): Destination {
  const fallback: Destination = { channel: 'pagerduty', target: DEFAULT_TARGET };
  if (destination === undefined) return fallback;
  const parsed = parseDestination(destination);
  if (parsed === undefined) note('/default_destination', 'this is no destination', DESTINATION_MEND);
  return parsed ?? fallback;
}

function readClients(clients: unknown, note: Note): RoutingTable['clientDestinations'] {
  const read = new Map<string, Partial<Record<Channel, string>>>();
  if (clients === undefined) return read;
  if (!isRecord(clients)) {
    note('/client_destinations', 'client_destinations is not an object', 'Give an object by account id');
    return read;
  }
  for (const [accountId, targets] of Object.entries(clients)) {
    const pointer = `/client_destinations/${accountId.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!/^[0-9]{12}$/.test(accountId)) note(pointer, 'the key is not an account id', 'Give 12 digits, in quotes');
    if (!isRecord(targets)) {
      note(pointer, 'the client has no destinations here', 'Give pagerduty, jira, or both');
      continue;
    }
    onlyKeys(targets, CHANNELS, pointer, note);
    const known: Partial<Record<Channel, string>> = {};
    for (const channel of CHANNELS) {
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

function noteRepeatedIds(drafts: readonly Draft[], note: Note): void {
  const first = new Map<string, Draft>();
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

function noteUnreachable(drafts: readonly Draft[], note: Note): void {
  const coverage = new Coverage();
  const stops: Draft[] = [];
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
    } else if (!draft.continues) {
      coverage.add(conditions);
      stops.push(draft);
    }
  }
}

function onlyKeys(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  pointer: string,
  note: Note,
): void {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key))
      note(
        `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        `there is no key "${key}" here`,
        `Use ${keys.join(', ')}`,
      );
  }
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((inner, key) => (inner as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')], value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
