import type { EventType, InvestigationEvent, Severity, Status } from '@org/event-schema';
import type { ClientSource } from './clients';

/** An event in which only what matters is said; what is inside `summary`, `links` and `tags` is added to the sample's. */
export type EventChanges = {
  readonly [K in keyof InvestigationEvent]?: InvestigationEvent[K] extends object
    ? Partial<InvestigationEvent[K]>
    : InvestigationEvent[K];
};

const STATUS_OF: Readonly<Partial<Record<EventType, Status>>> = {
  investigation_failed: 'FAILED',
  investigation_timed_out: 'TIMED_OUT',
  investigation_cancelled: 'CANCELLED',
  investigation_linked: 'LINKED',
  investigation_skipped: 'SKIPPED',
};
const TYPE_OF = Object.fromEntries(Object.entries(STATUS_OF).map(([type, status]) => [status, type])) as Partial<
  Record<Status, EventType>
>;

/**
 * An ordinary investigation of a client, for trying rules: it completed with an unknown cause, and carries the tags that
 * the client's watcher would give it. `event_type` and `status` follow each other where only one of them is said.
 */
export function sampleEvent(
  accountId: string,
  client: Pick<ClientSource, 'name' | 'environment' | 'regions' | 'tags'>,
  changes: EventChanges = {},
): InvestigationEvent {
  const event_type = changes.event_type ?? (changes.status && TYPE_OF[changes.status]) ?? 'investigation_completed';
  const severity: Severity = changes.severity ?? changes.priority ?? 'HIGH';
  return {
    schema_version: '1.0',
    investigation_id: 'sample',
    outcome_version: 1,
    agent_space_id: 'sample',
    region: client.regions[0] ?? 'us-east-1',
    client_account_id: accountId,
    client_name: client.name,
    timestamp: '2026-01-01T00:00:00Z',
    priority: severity,
    ...changes,
    event_type,
    severity,
    status: changes.status ?? STATUS_OF[event_type] ?? 'ROOT_CAUSE_FOUND',
    summary: {
      affected_resources: [],
      resource_types: [],
      resource_count: 0,
      duration_minutes: 10,
      root_cause_category: 'unknown',
      indicators: [],
      mitigation_status: 'none',
      ...changes.summary,
    },
    links: { ...changes.links },
    tags: { environment: client.environment, ...client.tags, ...changes.tags } as InvestigationEvent['tags'],
    redaction: { policy_version: 'sample', counts: {}, ...changes.redaction },
  };
}
