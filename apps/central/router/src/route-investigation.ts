import { investigationKey, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { explain, route, type Destination, type RouteDecision, type RoutingTable } from '@org/routing-engine';
import type { DecisionRecord, InvestigationStore } from '@org/investigation-store';

/** What routing needs from the outside world. */
export interface RoutePorts {
  readonly now: () => Date;
  readonly routingTable: RoutingTable;
  /** Names the configuration that decided, so that a decision can be explained after the configuration has changed. */
  readonly configurationVersion: string;
  readonly store: Pick<InvestigationStore, 'saveDecision' | 'investigation'>;
  readonly log: (decision: DecisionRecord) => void;
  /** Tells one destination, at most once however often it is called; throws when it must be tried again. */
  readonly deliver: (destination: string, event: InvestigationEvent, decision: DecisionRecord) => Promise<void>;
}

/**
 * Decides, records, tells. Recorded before anybody is told, so that a page can always be explained; and the first
 * decision stands, so that a retry tells those who were to be told, whatever the rules or the hour are by then.
 */
export async function routeInvestigation(event: InvestigationEvent, ports: RoutePorts): Promise<DecisionRecord> {
  const now = ports.now();
  const routed = route(event, ports.routingTable, now);
  const { ruleId, reason, severity, override, muted } = routed;
  const destinations = await destinationsOf(routed, event, ports);
  const decision = await ports.store.saveDecision(
    {
      key: outcomeKey(event),
      client_account_id: event.client_account_id,
      client_name: event.client_name,
      event_type: event.event_type,
      severity,
      destinations,
      rule_id: ruleId,
      reason,
      explanation: explain(routed, event),
      ...(muted.length > 0 && {
        muted: muted.map((mute) => ({ ...mute, destinations: mute.destinations.map(destinationName) })),
      }),
      ...(override && { severity_override: { ...override, from: event.severity } }),
      configuration_version: ports.configurationVersion,
      decided_at: now.toISOString(),
    },
    event,
  );
  ports.log(decision);
  const told: InvestigationEvent = { ...event, severity: decision.severity };
  await allSettledOrThrow(decision.destinations.map((to) => ports.deliver(to, told, decision)));
  return decision;
}

/** A mitigation that no rule sends anywhere goes where the investigation's ticket is: the notifier adds a comment there. */
async function destinationsOf(
  { destinations, reason }: RouteDecision,
  event: InvestigationEvent,
  { store }: RoutePorts,
): Promise<string[]> {
  if (reason !== 'mitigation-adds-a-comment') return destinations.map(destinationName);
  const { deliveries } = await store.investigation(investigationKey(event));
  const tickets = deliveries.filter(({ state, destination }) => state === 'done' && destination.startsWith('jira:'));
  return [...new Set(tickets.map(({ destination }) => destination))];
}

function destinationName({ channel, target }: Destination): string {
  return `${channel}:${target}`;
}

/** Waits for all, so that one destination's trouble keeps no other from being told. */
async function allSettledOrThrow(deliveries: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length === 0) return;
  const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : 'unknown trouble'));
  throw new AggregateError(failures, `${failures.length} of ${results.length} not told: ${reasons.join(' | ')}`);
}
