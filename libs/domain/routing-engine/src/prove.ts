import type { PatternBranch } from '@org/event-pattern';
import {
  parseInvestigationEvent,
  SEVERITIES,
  STATUSES,
  WITHHELD_REASONS,
  type InvestigationEvent,
  type Severity,
} from '@org/event-schema';
import type { TimeState } from './clock';
import { isPage, nameOf } from './destination';
import { add, and, has, PatternSet, remove, type Bits } from './pattern-set';
import { classesOf, withValue, type FieldClasses, type ValueClass } from './representatives';
import { route } from './route';
import { sampleEvent, type EventChanges } from './sample-event';
import type { Client } from './clients';
import type { Rule, RoutingTable } from './table';

/**
 * The outcomes that a table can tell apart. A proof takes each of them also with its text withheld; here that stands once,
 * for those who show what the rules make of it.
 */
export const OUTCOMES = {
  'root cause found': { event_type: 'investigation_completed', status: 'ROOT_CAUSE_FOUND' },
  inconclusive: { event_type: 'investigation_completed', status: 'INCONCLUSIVE' },
  withheld: {
    event_type: 'investigation_completed',
    status: 'ROOT_CAUSE_FOUND',
    summary: { withheld: true, withheld_reason: 'redaction_failed' },
  },
  failed: { event_type: 'investigation_failed', status: 'FAILED' },
  'timed out': { event_type: 'investigation_timed_out', status: 'TIMED_OUT' },
  cancelled: { event_type: 'investigation_cancelled', status: 'CANCELLED' },
  linked: { event_type: 'investigation_linked', status: 'LINKED' },
  skipped: { event_type: 'investigation_skipped', status: 'SKIPPED' },
  'mitigation completed': { event_type: 'mitigation_completed', status: 'ROOT_CAUSE_FOUND' },
  'mitigation failed': { event_type: 'mitigation_failed', status: 'ROOT_CAUSE_FOUND' },
  'mitigation timed out': { event_type: 'mitigation_timed_out', status: 'ROOT_CAUSE_FOUND' },
  'mitigation cancelled': { event_type: 'mitigation_cancelled', status: 'ROOT_CAUSE_FOUND' },
} as const satisfies Record<string, EventChanges>;
export type Outcome = keyof typeof OUTCOMES;

const NAMES = (Object.keys(OUTCOMES) as Outcome[]).filter((name) => name !== 'withheld');
/** Of these a human must hear when they are urgent. */
const OF_A_HUMAN: readonly Outcome[] = ['root cause found', 'inconclusive', 'failed', 'timed out'];
/** Fields that are otherwise where the text was withheld. */
const TEXT = ['summary.withheld', 'summary.withheld_reason', 'summary.root_cause_brief'];
const URGENT: readonly Severity[] = ['CRITICAL', 'HIGH'];
const LEVELS = Object.keys(SEVERITIES) as Severity[];

/** A stretch of time in which the table behaves alike. */
export interface TimeClass {
  /** The names of the times that hold, and of the windows in effect; `any time` for a table without any. */
  readonly name: string;
  /** The first instant of it. */
  readonly at: Date;
  /** How much of the time that was looked at belongs to it. */
  readonly hours: number;
}

/** Something that must not be. */
export interface Failure {
  readonly what:
    | 'no-human' // a rule ends the search, and nobody of a human's has heard
    | 'muted' // a silence or a window mutes a severity that it does not name
    | 'not-proven'; // too tangled to decide, so it is not claimed
  /** The rule or the window. */
  readonly id: string;
  readonly pointer: string;
  readonly severity: Severity;
  readonly outcome: Outcome;
  /** Account ids for which it was found. */
  readonly clients: readonly string[];
  /** An event for which it happens, and when; none where it could only not be excluded. */
  readonly counterExample?: { readonly event: InvestigationEvent; readonly at: Date };
}

/** A rule that never decides anything. */
export interface DeadRule {
  readonly id: string;
  readonly pointer: string;
  /** The rules above that take all that it would match; none when no event of any client can match it. */
  readonly shadowedBy: readonly string[];
}

export interface MuteReport {
  readonly kind: string;
  readonly id: string;
  readonly owner: string;
  readonly why: string;
  readonly until: Date;
  readonly expired: boolean;
  /** How many clients it can touch, and the urgent severities that it mutes because it names them. */
  readonly clients: number;
  readonly urgent: readonly Severity[];
}

export interface Proof {
  /** Each CRITICAL and HIGH of each client reaches a human, at any time, whatever else the event says. */
  readonly ok: boolean;
  readonly failures: readonly Failure[];
  readonly dead: readonly DeadRule[];
  readonly mutes: readonly MuteReport[];
  /** Overrides that make something urgent less urgent: the proof is about the severity that was decided. */
  readonly lowering: readonly { readonly id: string; readonly owner: string; readonly to: Severity }[];
  readonly times: readonly TimeClass[];
  /** How many different situations of client, outcome, severity and time were looked at. */
  readonly worlds: number;
}

export interface ProofOptions {
  readonly now: Date;
  /** How far to look ahead for times and windows; 400 days if not said, so that every holiday comes up. */
  readonly days?: number;
  /** What a client's priorities become; each its own severity if not said. */
  readonly severityMapping?: (accountId: string) => Readonly<Record<Severity, Severity>>;
}

/** Tries so many choices for one question before it gives up and says that it could not prove. */
const MAX_TRIES = 20_000;
const HOUR = 3_600_000;
const NO_BRANCH: PatternBranch = new Map();

/** Whether a destination of the rule is a human's: a page, where the default goes, or a ticket that is said to be enough. */
function reachesAHuman({ notify, ticketIsEnough }: Rule, table: RoutingTable): boolean {
  const fallback = nameOf(table.defaultDestination);
  return ticketIsEnough || notify.some((destination) => isPage(destination) || nameOf(destination) === fallback);
}

/**
 * Proves that every CRITICAL and HIGH investigation that completed, failed or timed out reaches a human, for each client of
 * the table, at any time, whatever the other fields say; or gives an event for which it does not. Finds the rules that
 * never decide. What it cannot decide it does not claim: that is a failure too.
 */
export function prove(table: RoutingTable, options: ProofOptions): Proof {
  return new Prover(table, options).run();
}

/** The instants at which a table begins to behave in another way, each way once. */
export function timeClasses(table: RoutingTable, now: Date, days = 400): readonly (TimeClass & { state: TimeState })[] {
  const end = now.getTime() + days * 24 * HOUR;
  const classes = new Map<string, { state: TimeState; at: Date; hours: number; name: string }>();
  for (let at = now.getTime(); at < end; ) {
    const state = table.clock.at(at);
    const until = Math.min(end, state.until);
    const windows = table.windows.filter(({ id }, index) =>
      state.windows &&
      table.conditions.windows.owners.some((owner, bit) => owner === index && has(state.windows as Bits, bit))
        ? id
        : '',
    );
    const names = [...state.inside, ...windows.map(({ kind, id }) => `${kind} ${id}`)];
    const name = names.join(' + ') || (table.times.size + table.windows.length === 0 ? 'any time' : 'other times');
    const known = classes.get(name);
    if (known) known.hours += (until - at) / HOUR;
    else classes.set(name, { state, at: new Date(at), hours: (until - at) / HOUR, name });
    at = until;
  }
  return [...classes.values()];
}

interface World {
  readonly account: string;
  readonly client: Client;
  readonly outcome: Outcome;
  readonly withheld: boolean;
  readonly severity: Severity;
  readonly time: TimeClass & { readonly state: TimeState };
}

/** What has to match, and what must not, besides the fixed fields of a world. */
interface Question {
  readonly required: readonly number[];
  readonly forbidden: Bits;
}

type Answer =
  | { readonly kind: 'no' }
  | { readonly kind: 'yes'; readonly values: ReadonlyMap<string, unknown> }
  | { readonly kind: 'unsure' };
const NO: Answer = { kind: 'no' };
const UNSURE: Answer = { kind: 'unsure' };

class Prover {
  private readonly table: RoutingTable;
  private readonly now: Date;
  private readonly times: readonly (TimeClass & { readonly state: TimeState })[];
  /** Overrides, rules and windows, one after the other, in one set. */
  private readonly branches: readonly PatternBranch[];
  private readonly set: PatternSet;
  private readonly firstRule: number;
  private readonly firstWindow: number;
  private readonly ownerOf: readonly number[];
  private readonly free: readonly FieldClasses[];
  private readonly human: readonly boolean[];
  private readonly remembered = new Map<string, Answer>();
  private readonly failures = new Map<string, Failure & { clients: string[] }>();
  private readonly fixedOf = new Map<string, Bits>();
  private readonly regionBits = new Map<string, readonly ValueClass[]>();

  constructor(
    table: RoutingTable,
    private readonly options: ProofOptions,
  ) {
    this.table = table;
    this.now = options.now;
    this.times = timeClasses(table, options.now, options.days);
    const ways = (list: readonly { branches: readonly PatternBranch[] }[]) =>
      list.map(({ branches }) => (branches.length > 0 ? branches : [NO_BRANCH]));
    const all = [...ways(table.overrides), ...ways(table.rules), ...ways(table.windows)];
    this.set = new PatternSet(all);
    this.branches = all.flat();
    this.ownerOf = this.set.owners;
    const owners = [0, table.overrides.length, table.overrides.length + table.rules.length];
    const firstOf = (owner: number) => {
      const first = this.ownerOf.findIndex((other) => other >= owner);
      return first < 0 ? this.ownerOf.length : first;
    };
    this.firstRule = firstOf(owners[1] as number);
    this.firstWindow = firstOf(owners[2] as number);
    const sample = sampleEvent('000000000000', { name: 'Sample', environment: 'sample', regions: [], tags: {} });
    this.free = this.set.fields
      .filter(({ path }) => !isFixed(path))
      .map((index) => classesOf(index, this.branches, sample));
    this.human = table.rules.map((rule) => reachesAHuman(rule, table));
  }

  run(): Proof {
    const worlds = [...this.worlds()];
    for (const world of worlds) {
      if (OF_A_HUMAN.includes(world.outcome)) this.tryToEscape(world);
    }
    const failures = [...this.failures.values()];
    return {
      ok: failures.length === 0,
      failures,
      dead: this.deadRules(worlds),
      mutes: this.mutes(),
      lowering: this.table.overrides
        .filter(({ severity }) => !URGENT.includes(severity))
        .map(({ id, owner, severity }) => ({ id, owner, to: severity })),
      times: this.times.map(({ name, at, hours }) => ({ name, at, hours })),
      worlds: worlds.length,
    };
  }

  private *worlds(): Iterable<World> {
    const texts = this.set.fields.some(({ path }) => TEXT.includes(path)) ? [false, true] : [false];
    for (const [account, client] of this.table.clients) {
      const possible = new Set(Object.values(this.mappingOf(account)));
      for (const severity of LEVELS.filter((level) => possible.has(level))) {
        for (const outcome of NAMES) {
          for (const withheld of texts) {
            for (const time of this.times) yield { account, client, outcome, withheld, severity, time };
          }
        }
      }
    }
  }

  private mappingOf(account: string): Readonly<Record<Severity, Severity>> {
    return (
      this.options.severityMapping?.(account) ??
      (Object.fromEntries(LEVELS.map((level) => [level, level])) as Record<Severity, Severity>)
    );
  }

  /** Looks for an event of this world that no human hears of. */
  private tryToEscape(world: World): void {
    for (const { severity, fixed, required, forbidden } of this.overridden(world)) {
      if (!URGENT.includes(severity)) continue;
      const humansAbove = forbidden.slice();
      for (let bit = this.firstRule; bit < this.firstWindow; bit++) {
        const owner = this.ruleOf(bit);
        const rule = this.table.rules[owner] as Rule;
        if (this.human[owner]) add(humansAbove, bit);
        else if (!rule.continues && has(fixed, bit)) {
          const answer = this.ask(world, fixed, { required: [...required, bit], forbidden: humansAbove });
          this.note(answer, world, severity, 'no-human', rule.id, rule.pointer);
        }
      }
      const namedAbove = forbidden.slice();
      for (let bit = this.firstWindow; bit < this.branches.length; bit++) {
        const window = this.table.windows[this.windowOf(bit)];
        if (!window) continue;
        if (window.names.has(severity)) add(namedAbove, bit);
        else if (has(fixed, bit)) {
          const answer = this.ask(world, fixed, { required: [...required, bit], forbidden: namedAbove });
          this.note(answer, world, severity, 'muted', window.id, window.pointer);
        }
      }
    }
  }

  /** The ways in which overrides can take an event of a world: by none, or by each of them. */
  private *overridden(world: World): Iterable<{
    readonly severity: Severity;
    readonly fixed: Bits;
    readonly required: readonly number[];
    readonly forbidden: Bits;
  }> {
    const own = this.fixed(world, world.severity);
    const above = new Uint32Array(own.length);
    for (let bit = 0; bit < this.firstRule; bit++) {
      if (has(own, bit)) {
        const { severity } = this.table.overrides[this.ownerOf[bit] as number] as { severity: Severity };
        const forbidden = above.slice();
        for (let same = bit - 1; same >= 0 && this.ownerOf[same] === this.ownerOf[bit]; same--) remove(forbidden, same);
        const fixed = this.fixed(world, severity).slice();
        for (let of = 0; of < this.firstRule; of++)
          if (has(own, of)) add(fixed, of);
          else remove(fixed, of);
        yield { severity, fixed, required: [bit], forbidden };
      }
      add(above, bit);
    }
    yield { severity: world.severity, fixed: own, required: [], forbidden: above };
  }

  /** The branches that the fixed fields of a world, and its time, leave possible. */
  private fixed({ account, client, outcome, withheld, time }: World, severity: Severity): Bits {
    const key = `${account}|${outcome}|${withheld}|${severity}|${time.name}`;
    const known = this.fixedOf.get(key);
    if (known) return known;
    const event = sampleEvent(account, client, { ...OUTCOMES[outcome], ...(withheld && WITHHELD), severity });
    const bits = this.set.all.slice();
    for (const field of this.set.fields) {
      if (isFixed(field.path) && !variesByClient(field.path)) and(bits, field.bitsOf(field.read(event, client)));
    }
    const { overrides, rules, windows } = time.state;
    for (let bit = 0; bit < this.branches.length; bit++) {
      const [state, first] =
        bit < this.firstRule
          ? [overrides, 0]
          : bit < this.firstWindow
            ? [rules, this.firstRule]
            : [windows, this.firstWindow];
      if (!state || !has(state, bit - first)) remove(bits, bit);
    }
    this.fixedOf.set(key, bits);
    return bits;
  }

  private ask(world: World, fixed: Bits, { required, forbidden }: Question): Answer {
    const open = forbidden.slice();
    and(open, fixed);
    const varying = this.varying(world);
    const key = `${required.join()}|${open.join()}|${varying.key}`;
    let answer = this.remembered.get(key);
    if (!answer) {
      const free = world.withheld ? this.free.filter(({ path }) => path !== BRIEF) : this.free;
      this.remembered.set(key, (answer = this.search(required, open, [...free, ...varying.fields])));
    }
    return answer;
  }

  /** The fields that have a few values for each client: its Regions, and the priorities behind a severity. */
  private varying({ account, client, severity, outcome, withheld }: World): {
    readonly key: string;
    readonly fields: readonly FieldClasses[];
  } {
    const mapping = this.mappingOf(account);
    const fields: FieldClasses[] = [];
    let key = '';
    for (const index of this.set.fields) {
      if (!variesByClient(index.path) && !(index.path === BRIEF && withheld)) continue;
      const values = valuesFor(
        index.path,
        client,
        outcome,
        withheld,
        LEVELS.filter((priority) => mapping[priority] === severity),
      );
      const name = `${index.path}:${values.join()}`;
      let classes = this.regionBits.get(name);
      if (!classes)
        this.regionBits.set(name, (classes = values.map((value) => ({ value, bits: index.bitsOf(value).slice() }))));
      fields.push({ path: index.path, classes, complete: true, unpaired: false });
      key += name;
    }
    return { key, fields };
  }

  /** One value for each field, such that all that is required matches and nothing that is forbidden does. */
  private search(required: readonly number[], forbidden: Bits, fields: readonly FieldClasses[]): Answer {
    interface Choice {
      readonly value: unknown;
      readonly left: Bits;
      readonly thought: boolean;
    }
    const choices: { readonly path: string; readonly options: readonly Choice[] }[] = [];
    for (const { path, classes, complete, unpaired } of fields) {
      const options: Choice[] = [];
      const offer = (value: unknown, bits: Bits, thought: boolean) => {
        const left = bits.slice();
        and(left, forbidden);
        if (options.some((other) => isWithin(other.left, left))) return;
        const kept = options.filter((other) => other.thought !== thought || !isWithin(left, other.left));
        options.splice(0, options.length, ...kept, { value, left, thought });
      };
      for (const { value, bits } of classes) if (required.every((bit) => has(bits, bit))) offer(value, bits, false);
      const asking = required.filter((bit) => this.branches[bit]?.has(path)).length;
      if (!complete || (unpaired && asking > 1)) {
        const bits = this.thoughtOf(path, required);
        if (bits) offer(undefined, bits, true);
      }
      if (options.length === 0) return NO;
      choices.push({ path, options: options.sort((a, b) => Number(a.thought) - Number(b.thought)) });
    }
    choices.sort((a, b) => a.options.length - b.options.length);
    let tries = 0;
    let certain: ReadonlyMap<string, unknown> | undefined;
    let unsure = false;
    const from = (index: number, left: Bits, values: ReadonlyMap<string, unknown>, thought: boolean): boolean => {
      if (++tries > MAX_TRIES) return (unsure = true);
      const choice = choices[index];
      if (!choice) {
        if (!left.every((word) => word === 0)) return false;
        if (thought) unsure = true;
        else certain = values;
        return !thought;
      }
      return choice.options.some((option) => {
        const rest = left.slice();
        and(rest, option.left);
        return from(index + 1, rest, new Map([...values, [choice.path, option.value]]), thought || option.thought);
      });
    };
    from(0, forbidden, new Map(), false);
    return certain ? { kind: 'yes', values: certain } : unsure ? UNSURE : NO;
  }

  /** A value that nobody has thought of, as bad as it could be: it satisfies what is required, and as little else as must be. */
  private thoughtOf(path: string, required: readonly number[]): Bits | undefined {
    const asking = required.filter((bit) => this.branches[bit]?.has(path));
    const index = this.set.fields.find((field) => field.path === path);
    if (!index || asking.some((bit) => isOnlyAbsence(this.branches[bit]?.get(path)?.parts))) return undefined;
    const bits = new Uint32Array(this.set.all.length);
    this.branches.forEach((branch, bit) => {
      const condition = branch.get(path);
      if (!condition || asking.some((other) => implies(this.branches[other]?.get(path)?.parts, condition.parts)))
        add(bits, bit);
    });
    for (const bit of required) add(bits, bit);
    return bits;
  }

  private note(
    answer: Answer,
    world: World,
    severity: Severity,
    what: 'no-human' | 'muted',
    id: string,
    pointer: string,
  ): void {
    if (answer.kind === 'no') return;
    const counterExample = answer.kind === 'yes' ? this.witness(world, answer.values) : undefined;
    const holds = counterExample && this.isUnheard(counterExample.event, counterExample.at);
    const kind = holds ? what : 'not-proven';
    const key = `${kind}|${id}|${severity}|${world.outcome}`;
    const known = this.failures.get(key);
    if (known) {
      if (known.clients.at(-1) !== world.account) known.clients.push(world.account);
      return;
    }
    const found = { what: kind, id, pointer, severity, outcome: world.outcome, clients: [world.account] } as const;
    this.failures.set(key, { ...found, clients: [world.account], ...(holds ? { counterExample } : {}) });
  }

  private witness({ account, client, outcome, withheld, severity, time }: World, values: ReadonlyMap<string, unknown>) {
    const priority = LEVELS.find((level) => this.mappingOf(account)[level] === severity) ?? severity;
    let event = sampleEvent(account, client, { ...OUTCOMES[outcome], ...(withheld && WITHHELD), severity, priority });
    for (const [path, value] of values) event = withValue(event, path, value);
    return parseInvestigationEvent(event).ok ? { event, at: time.at } : undefined;
  }

  /** The router's own answer to an example: no human hears of it. */
  private isUnheard(event: InvestigationEvent, at: Date): boolean {
    const { destinations, matched, muted } = route(event, this.table, at);
    if (muted.length > 0) return destinations.length === 0;
    const rules = this.table.rules.filter(({ id }) => matched.includes(id));
    const fallback = nameOf(this.table.defaultDestination);
    return (
      !matched.includes('default') &&
      !rules.some(({ ticketIsEnough }) => ticketIsEnough) &&
      !rules.flatMap(({ notify }) => notify).some((to) => isPage(to) || nameOf(to) === fallback)
    );
  }

  private deadRules(worlds: readonly World[]): DeadRule[] {
    const alive = new Set<number>();
    const matching = new Map<number, { readonly event: InvestigationEvent; readonly at: Date }>();
    const stops: number[] = [];
    for (let bit = this.firstRule; bit < this.firstWindow; bit++) {
      if (!(this.table.rules[this.ruleOf(bit)] as Rule).continues) stops.push(bit);
    }
    for (const world of worlds) {
      if (alive.size === this.table.rules.length) break;
      for (const { fixed, required, forbidden } of this.overridden(world)) {
        const stopsAbove = forbidden.slice();
        let stop = 0;
        for (let bit = this.firstRule; bit < this.firstWindow; bit++) {
          const owner = this.ruleOf(bit);
          if (!has(fixed, bit) || alive.has(owner)) continue;
          for (; stop < stops.length && this.ruleOf(stops[stop] as number) < owner; stop++)
            add(stopsAbove, stops[stop] as number);
          const answer = this.ask(world, fixed, { required: [...required, bit], forbidden: stopsAbove });
          if (answer.kind !== 'no') alive.add(owner);
          else if (!matching.has(owner)) {
            const any = this.ask(world, fixed, { required: [...required, bit], forbidden });
            const witness = any.kind === 'yes' ? this.witness(world, any.values) : undefined;
            if (witness) matching.set(owner, witness);
          }
        }
      }
    }
    return this.table.rules.flatMap(({ id, pointer }, owner) => {
      if (alive.has(owner)) return [];
      const witness = matching.get(owner);
      const above = witness ? route(witness.event, this.table, witness.at).matched : [];
      return [{ id, pointer, shadowedBy: above.slice(-1) }];
    });
  }

  private mutes(): MuteReport[] {
    return this.table.windows.map(({ kind, id, owner, why, until, names }, index) => {
      const bits = this.branches
        .map((_, bit) => bit)
        .filter((bit) => bit >= this.firstWindow && this.windowOf(bit) === index);
      const ofClient = this.set.fields.filter(({ path }) => /^client(_account_id$|_name$|\.)/.test(path));
      const clients = [...this.table.clients].filter(([account, client]) => {
        const event = sampleEvent(account, client);
        return bits.some((bit) => ofClient.every((field) => has(field.bitsOf(field.read(event, client)), bit)));
      });
      return {
        kind,
        id,
        owner,
        why,
        until: new Date(until),
        expired: until <= this.now.getTime(),
        clients: clients.length,
        urgent: URGENT.filter((severity) => names.has(severity)),
      };
    });
  }

  private ruleOf(bit: number): number {
    return (this.ownerOf[bit] as number) - this.table.overrides.length;
  }

  private windowOf(bit: number): number {
    return (this.ownerOf[bit] as number) - this.table.overrides.length - this.table.rules.length;
  }
}

const STATUSES_OF_MITIGATIONS = Object.keys(STATUSES);

const BRIEF = 'summary.root_cause_brief';
const WITHHELD = { summary: OUTCOMES.withheld.summary };

/** The few values that a field can have for a client and an outcome. A withheld event has a reason, and no brief. */
function valuesFor(
  path: string,
  client: Client,
  outcome: Outcome,
  withheld: boolean,
  priorities: readonly Severity[],
): readonly unknown[] {
  switch (path) {
    case 'region':
      return client.regions;
    case 'priority':
      return priorities;
    case 'status':
      return outcome.startsWith('mitigation') ? STATUSES_OF_MITIGATIONS : [OUTCOMES[outcome].status];
    case 'summary.withheld_reason':
      return withheld ? Object.keys(WITHHELD_REASONS) : [undefined];
    default:
      return [undefined];
  }
}

/** Fields that a world decides: the client's, the outcome's, the severity. */
function isFixed(path: string): boolean {
  return (
    /^(client_account_id|client_name|event_type|severity|summary\.withheld)$/.test(path) ||
    path.startsWith('client.') ||
    variesByClient(path)
  );
}

function variesByClient(path: string): boolean {
  return ['region', 'priority', 'status', 'summary.withheld_reason'].includes(path);
}

function isWithin(bits: Bits, others: Bits): boolean {
  return bits.every((word, index) => (word & ~(others[index] as number)) === 0);
}

/** Whether a condition asks for nothing but that the field is not there. */
function isOnlyAbsence(parts: PatternParts | undefined): boolean {
  return (
    parts !== undefined &&
    parts.equals.length + parts.prefixes.length + parts.suffixes.length + parts.others.length === 0
  );
}

/** Whether whatever satisfies the one satisfies the other, as far as that shows in how they are written. */
function implies(one: PatternParts | undefined, other: PatternParts): boolean {
  if (!one) return false;
  return (
    one.equals.every((leaf) => other.equals.includes(leaf)) &&
    one.prefixes.every((text) => other.prefixes.some((wider) => text.startsWith(wider))) &&
    one.suffixes.every((text) => other.suffixes.some((wider) => text.endsWith(wider))) &&
    one.others.every(({ text }) => other.others.some((wider) => wider.text === text))
  );
}

type PatternParts = NonNullable<ReturnType<PatternBranch['get']>>['parts'];
