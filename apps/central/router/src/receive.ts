import type { MetricName } from '@org/configuration';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import type { DecisionRecord, InvestigationStore } from '@org/investigation-store';
import { readArrival, type SetAside } from './read-arrival';
import { routeInvestigation } from './route-investigation';
import { workingPorts, type RouterPorts } from './router-ports';

export type { RouterPorts } from './router-ports';

/**
 * Takes one message from a queue: a report is routed, a life-cycle event and a heartbeat are recorded, and what cannot be
 * believed is quarantined. Only trouble that may pass, or that must end in the dead-letter queue, is thrown.
 */
export async function receive(body: unknown, ports: RouterPorts, meta: MessageMeta): Promise<void> {
  const { store, registry } = ports;
  const { logger } = meta;
  const metered = ports.metered();
  const arrival = readArrival(body, registry);
  try {
    switch (arrival.kind) {
      case 'event': {
        const { event } = arrival;
        if (meta.receiveCount === 1) metered.add('EventsReceived');
        const { first } = await store.saveOutcome(event);
        if (first) measure(event, metered);
        await count(event, store);
        const log = ({ key, rule_id, reason, destinations }: DecisionRecord) =>
          logger.info({ outcome: key, first, rule_id, reason, destinations }, 'investigation routed');
        const warn = (error: unknown) =>
          logger.warn(
            { outcome: outcomeKey(event), error },
            'open patterns are not known, so nothing is muted by them',
          );
        await routeInvestigation(event, workingPorts(ports, meta, metered, { log, warn }));
        return;
      }
      case 'native': {
        const { first } = await store.saveNative(arrival.event, arrival.client.client_name);
        const { account, detail } = arrival.event;
        const { agent_space_id, task_id } = detail.metadata;
        logger.info({ investigation: `${account}/${agent_space_id}/${task_id}`, first }, 'life cycle recorded');
        return;
      }
      case 'heartbeat': {
        const { client_account_id, agent_space_id, outcomes } = arrival.heartbeat;
        const { record, compared } = await store.saveHeartbeat(arrival.heartbeat, arrival.client.client_name);
        const fields = { client_account_id, agent_space_id, outcomes, missing: record.missing };
        if (compared && record.missing > 0) {
          metered.add('HeartbeatGaps');
          logger.warn(fields, 'outcomes are missing: the client counted more than arrived here');
        } else {
          logger.info(fields, 'heartbeat recorded');
        }
        return;
      }
      case 'refused': {
        await store.quarantine(withoutKind(arrival));
        metered.add('EventsQuarantined');
        const { id, reason, account, problems } = arrival;
        logger.warn({ id, reason, account, problems: problems.map(({ pointer }) => pointer) }, 'event quarantined');
        return;
      }
      case 'replay': {
        await store.ignore(withoutKind(arrival));
        logger.info({ id: arrival.id, reason: arrival.reason }, 'replay ignored');
        return;
      }
    }
  } finally {
    metered.flush({
      client_account_id: accountOf(arrival),
      message_id: meta.messageId,
      ...(arrival.kind === 'event' && arrival.event.summary.withheld ? { withheld: 1 } : {}),
    });
  }
}

/** Once for each outcome, also when a crash or a retry comes in between: the store remembers the mark. */
async function count(event: InvestigationEvent, store: Pick<InvestigationStore, 'count'>): Promise<void> {
  const day = {
    account_id: event.client_account_id,
    client_name: event.client_name,
    date: event.timestamp.slice(0, 10),
  };
  await store.count(day, outcomeKey(event), {
    outcomes: 1,
    [event.event_type]: 1,
    [`severity_${event.severity.toLowerCase()}`]: 1,
    ...(isReport(event) ? { reports: 1, minutes: event.summary.duration_minutes } : {}),
    ...(event.status === 'ROOT_CAUSE_FOUND' && isReport(event) ? { conclusive: 1 } : {}),
    ...(event.summary.withheld ? { withheld: 1 } : {}),
  });
}

function measure(event: InvestigationEvent, metered: Metrics<MetricName>): void {
  const { withheld_reason, duration_minutes } = event.summary;
  if (withheld_reason === 'too_large') metered.add('EventsTooLarge');
  if (!isReport(event)) return;
  metered.add('InvestigationMinutes', duration_minutes);
  if (event.status === 'ROOT_CAUSE_FOUND') metered.add('InvestigationsConclusive');
}

/** The agent worked on it to an end; linked, skipped and cancelled ones and mitigations say nothing about how well. */
function isReport({ event_type }: InvestigationEvent): boolean {
  return ['investigation_completed', 'investigation_failed', 'investigation_timed_out'].includes(event_type);
}

function withoutKind({ kind: _kind, ...record }: SetAside & { kind: string }): SetAside {
  return record;
}

function accountOf(arrival: ReturnType<typeof readArrival>): string {
  switch (arrival.kind) {
    case 'event':
      return arrival.event.client_account_id;
    case 'native':
    case 'heartbeat':
      return arrival.client.client_account_id;
    default:
      return arrival.account ?? 'unknown';
  }
}
