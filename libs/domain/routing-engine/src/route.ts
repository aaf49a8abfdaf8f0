import type { EventType, InvestigationEvent } from '@org/event-schema';
import { DEFAULT_TARGET, nameOf, type Destination } from './destination';
import type { Rule, RoutingTable } from './table';

/** Why a decision is as it is. Each reason has a sentence. */
export const REASONS = {
  'rule-matched': 'A rule matched, and its destinations are told.',
  'default-destination': 'No rule matched, but a human must see this: the default destination is told.',
  'no-rule-matched': 'No rule matched, and nothing asks for a human: recorded, shown, and silent.',
  'outcome-needs-nobody':
    'No route matched, and a linked, skipped or cancelled investigation tells nobody by its severity.',
  'mitigation-adds-a-comment': 'No route matched, and a mitigation never pages: it is added to a ticket that exists.',
} as const;

export type Reason = keyof typeof REASONS;

/** Who hears about an event, and why. */
export interface RouteDecision {
  /** In the order in which the rules list them, none twice, with the client's own in place of `default`. */
  readonly destinations: readonly Destination[];
  /** The first rule that matched, or `default`. */
  readonly ruleId: string;
  readonly reason: Reason;
  /** Every rule that matched, in their order. */
  readonly matched: readonly string[];
  /** The investigation had ended before: this is a later outcome of it. */
  readonly repeat: boolean;
}

const NEEDS_NOBODY: ReadonlySet<EventType> = new Set([
  'investigation_cancelled',
  'investigation_linked',
  'investigation_skipped',
]);
const NEEDS_A_HUMAN: ReadonlySet<EventType> = new Set(['investigation_failed', 'investigation_timed_out']);

/**
 * Chooses who hears about an event. Rules are tried top to bottom; the first match wins, unless it continues; when none
 * matches, the table's default answers: CRITICAL, HIGH, failed and timed out reach a human, the rest is silent.
 *
 * Never throws: `parseRoutingTable` has already refused what could not be evaluated.
 *
 * @param event already redacted; withheld events route like others
 * @param _now for conditions on the time, which the language does not have yet
 */
export function route(event: InvestigationEvent, table: RoutingTable, _now: Date): RouteDecision {
  const matched = matchingRules(event, table);
  const [first] = matched;
  if (first !== undefined) {
    return decide(
      event,
      table,
      matched,
      first.id,
      'rule-matched',
      matched.flatMap((rule) => rule.notify),
    );
  }
  const reason = reasonWithoutRule(event);
  return decide(
    event,
    table,
    matched,
    'default',
    reason,
    reason === 'default-destination' ? [table.defaultDestination] : [],
  );
}

function matchingRules(event: InvestigationEvent, { rules, conditions }: RoutingTable): readonly Rule[] {
  const matched: Rule[] = [];
  conditions.begin(event, undefined);
  for (let bit = conditions.next(-1); bit >= 0; bit = conditions.next(bit)) {
    const rule = rules[conditions.owners[bit] as number] as Rule;
    if (matched.at(-1) === rule) continue; // by another of its ways
    matched.push(rule);
    if (!rule.continues) break;
  }
  return matched;
}

function reasonWithoutRule({ event_type, severity }: InvestigationEvent): Reason {
  if (event_type.startsWith('mitigation_')) return 'mitigation-adds-a-comment';
  if (NEEDS_NOBODY.has(event_type)) return 'outcome-needs-nobody';
  const urgent = severity === 'CRITICAL' || severity === 'HIGH';
  return urgent || NEEDS_A_HUMAN.has(event_type) ? 'default-destination' : 'no-rule-matched';
}

function decide(
  event: InvestigationEvent,
  table: RoutingTable,
  rules: readonly Rule[],
  ruleId: string,
  reason: Reason,
  notify: readonly Destination[],
): RouteDecision {
  const destinations = destinationsOf(notify, event.client_account_id, table);
  const matched = rules.map(({ id }) => id);
  return {
    destinations,
    ruleId,
    reason,
    matched,
    repeat: event.outcome_version > 1,
  };
}

/** Puts the client's own destinations in place of the defaults, and leaves out repeats. */
function destinationsOf(
  notify: readonly Destination[],
  accountId: string,
  { clientDestinations }: RoutingTable,
): readonly Destination[] {
  const own = clientDestinations.get(accountId);
  if (notify.length < 2 && own === undefined) return notify;
  const named = new Map<string, Destination>();
  for (const destination of notify) {
    const target = destination.target === DEFAULT_TARGET ? own?.[destination.channel] : undefined;
    const told = target === undefined ? destination : { channel: destination.channel, target };
    named.set(nameOf(told), told);
  }
  return [...named.values()];
}

/**
 * The reason, told about this event in one sentence. Holds ids and names only, so it may be logged. Apart from the
 * decision, because most decisions are only counted or compared.
 */
export function explain(
  { reason, matched, destinations }: RouteDecision,
  { event_type, severity, outcome_version }: InvestigationEvent,
): string {
  const again = outcome_version > 1 ? ` again, as outcome ${outcome_version}` : '';
  const event = `${event_type} of severity ${severity}`;
  const told = inWords(destinations.map(nameOf));
  switch (reason) {
    case 'rule-matched':
      return `${matched.length > 1 ? 'Rules' : 'Rule'} ${inWords(matched)} matched ${event}, so ${told} will hear of it${again}.`;
    case 'default-destination':
      return `No rule matched ${event}, which a human must see, so ${told} will hear of it${again}.`;
    case 'no-rule-matched':
      return `No rule matched ${event}, and nothing about it asks for a human, so it is recorded only.`;
    case 'outcome-needs-nobody':
      return `No route matched ${event}, and such an outcome tells nobody by its severity, so it is recorded only.`;
    case 'mitigation-adds-a-comment':
      return `No route matched ${event}, and a mitigation never pages, so it only adds to a ticket that exists.`;
  }
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
