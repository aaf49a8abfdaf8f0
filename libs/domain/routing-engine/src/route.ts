import type { EventType, InvestigationEvent, Severity } from '@org/event-schema';
import { DEFAULT_TARGET, isPage, nameOf, type Destination } from './destination';
import { own } from './pattern-set';
import type { Escalation, Grouping, Override, Rule, RoutingTable } from './table';
import type { Window, WindowKind } from './windows';

/** Why a decision is as it is. Each reason has a sentence. */
export const REASONS = {
  'rule-matched': 'A rule matched, and its destinations are told.',
  'default-destination': 'No rule ended the search, but a human must see this: the default destination is told.',
  'no-rule-matched': 'No rule matched, and nothing asks for a human: recorded, shown, and silent.',
  'outcome-needs-nobody':
    'No route matched, and a linked, skipped or cancelled investigation tells nobody by its severity.',
  'mitigation-adds-a-comment': 'No route matched, and a mitigation never pages: it is added to a ticket that exists.',
} as const;

export type Reason = keyof typeof REASONS;

/** What kept somebody from being told, and who asked for that. */
export interface Mute {
  readonly kind: WindowKind | 'quiet-hours' | 'open-pattern' | 'repeat-interval';
  /** Of the silence or window, the times of the quiet hours, the pattern, or the group. */
  readonly id: string;
  readonly owner?: string;
  readonly why?: string;
  /** When it ends, where that is known: ISO 8601 in UTC. */
  readonly until?: string;
  /** Who would have been told. */
  readonly destinations: readonly Destination[];
}

/** Who hears about an event, and why. */
export interface RouteDecision {
  /** In the order in which the rules list them, none twice, with the client's own in place of `default`. */
  readonly destinations: readonly Destination[];
  /** The first rule that matched, or `default`. */
  readonly ruleId: string;
  readonly reason: Reason;
  /** Every rule that matched, in their order; `default` at the end when it answered beside rules that continue. */
  readonly matched: readonly string[];
  /** The investigation had ended before: this is a later outcome of it. */
  readonly repeat: boolean;
  /** The event's severity, or the one that an override gave it. */
  readonly severity: Severity;
  /** The override that gave it. */
  readonly override?: { readonly id: string; readonly owner: string; readonly why: string };
  readonly muted: readonly Mute[];
  /** Events of one group are one page: the first rule that groups says how. */
  readonly group?: { readonly key: string; readonly repeatAfterMinutes: number };
  /** Whom to tell when nobody has acknowledged; empty when nobody is paged. */
  readonly escalation: readonly Escalation[];
  /** The configuration that decided, where the table has its name. */
  readonly configurationVersion?: string;
}

/** What the decision depends on beside the event, the table and the time. */
export interface RouteContext {
  /** The open pattern that the event belongs to, and who was told of it. */
  readonly openPattern?: { readonly id: string; readonly told: readonly Destination[] };
  /** When a group was last paged. */
  readonly lastPaged?: (groupKey: string) => Date | undefined;
}

const NEEDS_NOBODY: ReadonlySet<EventType> = new Set([
  'investigation_cancelled',
  'investigation_linked',
  'investigation_skipped',
]);
const NEEDS_A_HUMAN: ReadonlySet<EventType> = new Set(['investigation_failed', 'investigation_timed_out']);

const NO_CONTEXT: RouteContext = {};
const NOTHING: readonly never[] = [];
const MINUTE = 60_000;

/**
 * Chooses who hears about an event. Rules are tried top to bottom; the first match wins, unless it continues; when none
 * ends the search, the table's default answers too: CRITICAL, HIGH, failed and timed out reach a human, the rest is
 * silent. Then silences, windows, quiet hours and an open pattern take away who need not be told, and say so.
 *
 * Never throws: `parseRoutingTable` has already refused what could not be evaluated.
 *
 * @param event already redacted; withheld events route like others
 */
export function route(
  event: InvestigationEvent,
  table: RoutingTable,
  now: Date,
  context: RouteContext = NO_CONTEXT,
): RouteDecision {
  const state = table.clock.at(now.getTime());
  const client = table.clients.get(event.client_account_id);
  const override = table.overrides.length === 0 ? undefined : overrideFor(event, client, table, state.overrides);
  const subject = override === undefined ? event : { ...event, severity: override.severity };
  const rules = matchingRules(subject, client, table, state.rules);
  const first = rules[0];
  const ended = rules.length > 0 && !(rules[rules.length - 1] as Rule).continues;
  const otherwise = ended ? 'rule-matched' : reasonWithoutRule(subject);
  const byDefault = otherwise === 'default-destination';

  let notify = first === undefined ? NOTHING : rules.length === 1 ? first.notify : rules.flatMap((rule) => rule.notify);
  if (byDefault) notify = [...notify, table.defaultDestination];
  const wanted = destinationsOf(notify, event.client_account_id, table);
  const muted: Mute[] = [];
  let destinations = wanted;
  if (state.windows !== undefined)
    destinations = withoutWindows(destinations, subject, client, table, state.windows, muted);
  if (context.openPattern) destinations = withoutMembersPages(destinations, context.openPattern, muted);
  if (table.quietHours.size > 0) destinations = withoutQuietPages(destinations, subject, table, state.inside, muted);
  const grouping = rules.find((rule) => rule.group)?.group;
  const group = grouping && { key: groupKey(event, grouping), repeatAfterMinutes: grouping.repeatAfterMinutes };
  if (group) destinations = withoutRepeatedPages(destinations, group, context, now, muted);

  const matched = rules.map(({ id }) => id);
  if (byDefault && first !== undefined) matched.push('default');
  const decision: { -readonly [K in keyof RouteDecision]: RouteDecision[K] } = {
    destinations,
    ruleId: first?.id ?? 'default',
    reason: first === undefined ? otherwise : 'rule-matched',
    matched,
    repeat: event.outcome_version > 1,
    severity: subject.severity,
    muted: muted.length === 0 ? NOTHING : muted,
    escalation: first === undefined || !destinations.some(isPage) ? NOTHING : escalationOf(rules, event, table),
  };
  if (override) decision.override = { id: override.id, owner: override.owner, why: override.why };
  if (group) decision.group = group;
  if (table.version !== undefined) decision.configurationVersion = table.version;
  return decision;
}

function overrideFor(
  event: InvestigationEvent,
  client: object | undefined,
  { overrides, conditions }: RoutingTable,
  allowed: Uint32Array,
): Override | undefined {
  conditions.overrides.begin(event, client, allowed);
  const bit = conditions.overrides.next(-1);
  return bit < 0 ? undefined : overrides[conditions.overrides.owners[bit] as number];
}

function matchingRules(
  event: InvestigationEvent,
  client: object | undefined,
  { rules, conditions: { rules: conditions } }: RoutingTable,
  allowed: Uint32Array,
): readonly Rule[] {
  const matched: Rule[] = [];
  conditions.begin(event, client, allowed);
  for (let bit = conditions.next(-1); bit >= 0; bit = conditions.next(bit)) {
    const rule = rules[conditions.owners[bit] as number] as Rule;
    if (matched[matched.length - 1] === rule) continue; // by another of its ways
    matched.push(rule);
    if (!rule.continues) break;
  }
  return matched;
}

function reasonWithoutRule({ event_type, severity }: Pick<InvestigationEvent, 'event_type' | 'severity'>): Reason {
  if (event_type.startsWith('mitigation_')) return 'mitigation-adds-a-comment';
  if (NEEDS_NOBODY.has(event_type)) return 'outcome-needs-nobody';
  const urgent = severity === 'CRITICAL' || severity === 'HIGH';
  return urgent || NEEDS_A_HUMAN.has(event_type) ? 'default-destination' : 'no-rule-matched';
}

/** Puts the client's own destinations in place of the defaults, and leaves out repeats. */
function destinationsOf(
  notify: readonly Destination[],
  accountId: string,
  { clientDestinations }: RoutingTable,
): readonly Destination[] {
  const ownTargets = clientDestinations.get(accountId);
  if (notify.length < 2 && ownTargets === undefined) return notify;
  const named = new Map<string, Destination>();
  for (const destination of notify) {
    const target = destination.target === DEFAULT_TARGET ? ownTargets?.[destination.channel] : undefined;
    const told = target === undefined ? destination : { channel: destination.channel, target };
    named.set(nameOf(told), told);
  }
  return [...named.values()];
}

/** A silence or a window mutes everybody. The first one that matches is told; the record stays. */
function withoutWindows(
  destinations: readonly Destination[],
  event: InvestigationEvent,
  client: object | undefined,
  { windows, conditions }: RoutingTable,
  active: Uint32Array,
  muted: Mute[],
): readonly Destination[] {
  if (destinations.length === 0) return destinations;
  conditions.windows.begin(event, client, active);
  const bit = conditions.windows.next(-1);
  if (bit < 0) return destinations;
  const { kind, id, owner, why, until } = windows[conditions.windows.owners[bit] as number] as Window;
  muted.push({ kind, id, owner, why, until: new Date(until).toISOString(), destinations });
  return NOTHING;
}

/** Whoever was paged for the pattern knows. Where nobody was, its members page as ever. */
function withoutMembersPages(
  destinations: readonly Destination[],
  { id, told }: NonNullable<RouteContext['openPattern']>,
  muted: Mute[],
): readonly Destination[] {
  if (!told.some(isPage)) return destinations;
  return withoutPages(destinations, { kind: 'open-pattern', id }, muted);
}

function withoutQuietPages(
  destinations: readonly Destination[],
  { client_account_id, severity }: InvestigationEvent,
  table: RoutingTable,
  inside: ReadonlySet<string>,
  muted: Mute[],
): readonly Destination[] {
  const quiet = table.quietHours.get(client_account_id);
  if (!quiet?.severities.has(severity)) return destinations;
  const id = quiet.during.find((name) => inside.has(name));
  if (id === undefined || !destinations.some(isPage)) return destinations;
  const rest = withoutPages(destinations, { kind: 'quiet-hours', id }, muted);
  return destinationsOf([...rest, ...quiet.instead], client_account_id, table);
}

function withoutRepeatedPages(
  destinations: readonly Destination[],
  { key, repeatAfterMinutes }: NonNullable<RouteDecision['group']>,
  { lastPaged }: RouteContext,
  now: Date,
  muted: Mute[],
): readonly Destination[] {
  const last = lastPaged?.(key);
  if (last === undefined) return destinations;
  const until = last.getTime() + repeatAfterMinutes * MINUTE;
  if (now.getTime() >= until) return destinations;
  return withoutPages(destinations, { kind: 'repeat-interval', id: key, until: new Date(until).toISOString() }, muted);
}

function withoutPages(
  destinations: readonly Destination[],
  by: Omit<Mute, 'destinations'>,
  muted: Mute[],
): readonly Destination[] {
  const pages = destinations.filter(isPage);
  if (pages.length === 0) return destinations;
  muted.push({ ...by, destinations: pages });
  return destinations.filter((destination) => !isPage(destination));
}

/** The same for the same values: JSON, so that no value can be taken for two. */
function groupKey(event: InvestigationEvent, { by }: Grouping): string {
  return JSON.stringify(by.map((names) => names.reduce<unknown>(own, event) ?? null));
}

function escalationOf(rules: readonly Rule[], event: InvestigationEvent, table: RoutingTable): readonly Escalation[] {
  const steps = rules.find(({ escalation }) => escalation.length > 0)?.escalation;
  if (steps === undefined) return NOTHING;
  return steps.map(({ afterMinutes, destinations }) => ({
    afterMinutes,
    destinations: destinationsOf(destinations, event.client_account_id, table),
  }));
}

/**
 * The decision, told about this event in a sentence or two. Holds ids, names and what the configuration says, so it may be
 * logged. Apart from the decision, because most decisions are only counted or compared.
 */
export function explain(decision: RouteDecision, event: InvestigationEvent): string {
  return [whoHears(decision, event), ...decision.muted.map(whyMuted), ...notes(decision, event)].join(' ');
}

function whoHears(
  { reason, matched, destinations, muted, severity }: RouteDecision,
  event: InvestigationEvent,
): string {
  const { event_type, outcome_version } = event;
  const again = outcome_version > 1 ? ` again, as outcome ${outcome_version}` : '';
  const what = `${event_type} of severity ${severity}`;
  const wouldBe = muted.length > 0 && destinations.length === 0;
  const told = wouldBe ? 'nobody' : inWords(destinations.map(nameOf));
  switch (reason) {
    case 'rule-matched': {
      const byDefault = matched.at(-1) === 'default';
      const rules = byDefault ? matched.slice(0, -1) : matched;
      const and = byDefault ? ' and continued, and a human must see it' : '';
      return `${rules.length > 1 ? 'Rules' : 'Rule'} ${inWords(rules)} matched ${what}${and}, so ${told} will hear of it${again}.`;
    }
    case 'default-destination':
      return `No rule matched ${what}, which a human must see, so ${told} will hear of it${again}.`;
    case 'no-rule-matched':
      return `No rule matched ${what}, and nothing about it asks for a human, so it is recorded only.`;
    case 'outcome-needs-nobody':
      return `No route matched ${what}, and such an outcome tells nobody by its severity, so it is recorded only.`;
    case 'mitigation-adds-a-comment':
      return `No route matched ${what}, and a mitigation never pages, so it only adds to a ticket that exists.`;
  }
}

const MUTES: Readonly<Record<Mute['kind'], (id: string) => string>> = {
  silence: (id) => `silence ${id}`,
  'maintenance-window': (id) => `maintenance window ${id}`,
  'quiet-hours': (id) => `the client's quiet hours (${id})`,
  'open-pattern': (id) => `pattern ${id}, for which somebody else was paged`,
  'repeat-interval': (id) => `the repeat interval of its group ${id}`,
};

function whyMuted({ kind, id, owner, why, until, destinations }: Mute): string {
  const asked = owner === undefined ? '' : `, asked for by ${owner} (${why})`;
  const end = until === undefined ? '' : `, until ${until}`;
  return `Not told: ${inWords(destinations.map(nameOf))}. Muted by ${MUTES[kind](id)}${asked}${end}.`;
}

function notes({ override, severity }: RouteDecision, event: InvestigationEvent): string[] {
  return [
    ...(override
      ? [
          `Override ${override.id} of ${override.owner} made it ${severity} instead of ${event.severity} (${override.why}).`,
        ]
      : []),
    ...(event.status === 'INCONCLUSIVE' ? ['The investigation found no root cause.'] : []),
    ...(event.summary.withheld ? [`Its text stayed with the client (${event.summary.withheld_reason}).`] : []),
    ...(event.event_type === 'investigation_linked' && event.primary_investigation_id !== undefined
      ? [`Investigation ${event.primary_investigation_id} carries on for it.`]
      : []),
  ];
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
