import { investigationKey, kindOf, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { explain, route, type RouteContext, type RouteDecision, type RoutingTable } from '@org/routing-engine';
import type { DecisionRecord, InvestigationStore, NewFollowUp } from '@org/investigation-store';
import { destinationName } from './destinations';

/** What routing needs from the outside world. */
export interface RoutePorts {
  readonly now: () => Date;
  readonly routingTable: RoutingTable;
  /** Names the configuration that decided, so that a decision can be explained after the configuration has changed. */
  readonly configurationVersion: string;
  readonly store: Pick<InvestigationStore, 'saveDecision' | 'saveFollowUp' | 'investigation' | 'takeGroup'>;
  /** What a destination's name comes to for a client; undefined where nothing is configured. */
  readonly placeOf: (destination: string, accountId: string) => string | undefined;
  /** The open pattern that the event belongs to. Never throws, and soon. */
  readonly openPatternOf: (event: InvestigationEvent) => Promise<RouteContext['openPattern']>;
  readonly log: (decision: DecisionRecord) => void;
  /** Tells one destination, at most once however often it is called; throws when it must be tried again. */
  readonly deliver: (destination: string, event: InvestigationEvent, decision: DecisionRecord) => Promise<void>;
}

/** The queue has so long for its first attempt; then the sweep tells whoever is not told. */
const FIRST_LOOK_MS = 60_000;

/**
 * Decides, records, tells. Recorded before anybody is told, so that a page can always be explained; and the first
 * decision stands, so that a retry tells those who were to be told, whatever the rules or the hour are by then. What is
 * owed is written down before the first attempt too, so that nothing depends on a queue that may give up.
 */
export async function routeInvestigation(event: InvestigationEvent, ports: RoutePorts): Promise<DecisionRecord> {
  const decision = await ports.store.saveDecision(await decide(event, ports), event);
  await tell(event, decision, ports);
  return decision;
}

/** What the rules say now. */
export async function decide(event: InvestigationEvent, ports: RoutePorts): Promise<DecisionRecord> {
  const now = ports.now();
  const routed = await routedNow(event, now, ports);
  const { ruleId, reason, severity, override, muted, escalation, group } = routed;
  const rule = ports.routingTable.rules.find(({ id }) => id === ruleId);
  return {
    key: outcomeKey(event),
    client_account_id: event.client_account_id,
    client_name: event.client_name,
    event_type: event.event_type,
    severity,
    destinations: placesOf(await destinationsOf(routed, event, ports), event, ports),
    rule_id: ruleId,
    ...(rule?.owner !== undefined && { rule_owner: rule.owner }),
    ...(rule?.why !== undefined && { rule_why: rule.why }),
    reason,
    explanation: explain(routed, event),
    ...(muted.length > 0 && {
      muted: muted.map((mute) => ({ ...mute, destinations: mute.destinations.map(destinationName) })),
    }),
    ...(override && { severity_override: { ...override, from: event.severity } }),
    ...(escalation.length > 0 && {
      escalation: escalation.map(({ afterMinutes, destinations }) => ({
        after_minutes: afterMinutes,
        destinations: destinations.map(destinationName),
      })),
    }),
    ...(group && { group: group.key }),
    configuration_version: ports.configurationVersion,
    decided_at: now.toISOString(),
  };
}

/** Whoever would be paged: is it known already, by an open pattern or by the page of its group? */
async function routedNow(event: InvestigationEvent, now: Date, ports: RoutePorts): Promise<RouteDecision> {
  const { routingTable, store } = ports;
  const pages = ({ destinations }: RouteDecision) =>
    destinations.some((destination) => kindOf(destinationName(destination)) === 'page');
  const alone = route(event, routingTable, now);
  if (!pages(alone)) return alone;
  const openPattern = await ports.openPatternOf(event);
  const context = openPattern ? { openPattern } : {};
  const known = openPattern ? route(event, routingTable, now, context) : alone;
  if (!known.group || !pages(known)) return known;
  const { key, repeatAfterMinutes } = known.group;
  const turn = await store.takeGroup(key, outcomeKey(event), repeatAfterMinutes);
  return turn.taken ? known : route(event, routingTable, now, { ...context, lastPaged: () => turn.pagedAt });
}

/** Writes down what is owed by a decision that was recorded, then tells. Harmless to repeat. */
export async function tell(event: InvestigationEvent, decision: DecisionRecord, ports: RoutePorts): Promise<void> {
  const told: InvestigationEvent = { ...event, severity: decision.severity };
  const owed = followUpsOf(told, decision, ports.now(), await isEarly(decision, event, ports));
  await Promise.all(owed.map((followUp) => ports.store.saveFollowUp(followUp)));
  ports.log(decision);
  await allSettledOrThrow(decision.destinations.map((to) => ports.deliver(to, told, decision)));
}

/** One for each destination; and one for what is decided again when what muted it has ended, or its ticket is known. */
function followUpsOf(event: InvestigationEvent, decision: DecisionRecord, now: Date, early: boolean): NewFollowUp[] {
  const soon = new Date(now.getTime() + FIRST_LOOK_MS).toISOString();
  const common = {
    key: decision.key,
    client_account_id: event.client_account_id,
    agent_space_id: event.agent_space_id,
    investigation_id: event.investigation_id,
    outcome_version: event.outcome_version,
    client_name: event.client_name,
    severity: event.severity,
    begun_at: now.toISOString(),
  };
  const deliveries = decision.destinations.map((destination) => ({
    ...common,
    of: 'delivery' as const,
    destination,
    due_at: soon,
  }));
  const until = mutedUntil(decision) ?? (early ? soon : undefined);
  return until === undefined ? deliveries : [...deliveries, { ...common, of: 'decision', due_at: until }];
}

/** A mitigation may come before its investigation was decided; then nobody knows yet where the ticket will be. */
async function isEarly(
  { reason, destinations, again }: DecisionRecord,
  event: InvestigationEvent,
  { store }: RoutePorts,
): Promise<boolean> {
  if (reason !== 'mitigation-adds-a-comment' || destinations.length > 0 || again) return false;
  const { decisions } = await store.investigation(investigationKey(event));
  return decisions.every(({ key }) => key === outcomeKey(event));
}

/** When a silence or a maintenance window that muted it ends. Other mutes are meant for good. */
export function mutedUntil({ muted = [] }: DecisionRecord): string | undefined {
  return muted.flatMap(({ kind, until }) =>
    until !== undefined && ['silence', 'maintenance-window'].includes(kind) ? [until] : [],
  )[0];
}

/** Two names for one service, project or channel are told once: by the first. */
function placesOf(destinations: readonly string[], { client_account_id }: InvestigationEvent, { placeOf }: RoutePorts) {
  const told = new Map<string, string>();
  for (const destination of destinations) {
    const place = placeOf(destination, client_account_id) ?? destination;
    if (!told.has(place)) told.set(place, destination);
  }
  return [...told.values()];
}

/** A mitigation that no rule sends anywhere goes where the investigation's ticket is: the notifier adds a comment there. */
async function destinationsOf(
  { destinations, reason }: RouteDecision,
  event: InvestigationEvent,
  { store }: RoutePorts,
): Promise<string[]> {
  if (reason !== 'mitigation-adds-a-comment') return destinations.map(destinationName);
  const { decisions } = await store.investigation(investigationKey(event));
  const tickets = decisions.flatMap((decision) => (decision.key === outcomeKey(event) ? [] : decision.destinations));
  return [...new Set(tickets.filter((destination) => kindOf(destination) === 'ticket'))];
}

/** Waits for all, so that one destination's trouble keeps no other from being told. */
async function allSettledOrThrow(deliveries: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length === 0) return;
  const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : 'unknown trouble'));
  throw new AggregateError(failures, `${failures.length} of ${results.length} not told: ${reasons.join(' | ')}`);
}
