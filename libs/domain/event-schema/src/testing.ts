import { EVENT_SOURCE, HEARTBEAT_DETAIL_TYPE, type Heartbeat, type InvestigationEvent } from './schema';
import type { BusEnvelope, NativeEvent } from './native';
import { EVENT_TYPES } from './vocabulary';

/** Like Partial, at every depth; arrays are given whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** One good event: a database that ran out of connections at Acme. Change only what your test is about. */
export function anEvent(changes: DeepPartial<InvestigationEvent> = {}): InvestigationEvent {
  return merge<InvestigationEvent>(
    {
      schema_version: '1.0',
      event_type: 'investigation_completed',
      investigation_id: '3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11',
      outcome_version: 1,
      agent_space_id: '8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab',
      region: 'us-east-1',
      client_account_id: '123456789012',
      client_name: 'Acme Corporation',
      timestamp: '2026-11-20T10:04:37Z',
      priority: 'HIGH',
      severity: 'HIGH',
      status: 'ROOT_CAUSE_FOUND',
      summary: {
        affected_resources: ['i-0a1b2c3d', 'db-prod-01'],
        resource_types: ['EC2', 'RDS'],
        resource_count: 2,
        duration_minutes: 45,
        root_cause_category: 'resource_exhaustion',
        root_cause_brief: 'RDS connection pool exhausted',
        indicators: ['rds', 'too_many_connections'],
        mitigation_status: 'none',
      },
      links: {
        devops_agent_investigation:
          'https://8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab.aidevops.global.app.aws/investigation/3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11',
      },
      tags: { environment: 'production', application: 'web-api', on_call_team: 'platform-team' },
      redaction: { policy_version: '1', counts: {} },
    },
    changes,
  );
}

/** The envelope that EventBridge puts around an event of ours; `account` is stamped with the event's client. */
export function anEnvelope(
  detail: InvestigationEvent = anEvent(),
  changes: Partial<BusEnvelope> = {},
): BusEnvelope<InvestigationEvent> {
  return {
    version: '0',
    id: '0d1f7a52-0003-4a6e-9c1e-000000000003',
    source: EVENT_SOURCE,
    'detail-type': EVENT_TYPES[detail.event_type],
    account: detail.client_account_id,
    region: detail.region,
    time: detail.timestamp,
    resources: [],
    ...changes,
    detail,
  };
}

/** A life-cycle event as the service sends it. */
export function aNativeEvent(changes: DeepPartial<NativeEvent> = {}): BusEnvelope<NativeEvent['detail']> & NativeEvent {
  return merge(
    {
      version: '0',
      id: '0d1f7a52-0003-4a6e-9c1e-000000000001',
      source: 'aws.aidevops' as const,
      'detail-type': 'Investigation Completed',
      account: '123456789012',
      region: 'us-east-1',
      time: '2026-11-20T10:04:37Z',
      resources: ['arn:aws:aidevops:us-east-1:123456789012:agentspace/8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab'],
      detail: {
        version: '1.0.0',
        metadata: {
          agent_space_id: '8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab',
          task_id: '3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11',
          execution_id: 'exe-ops1-5d0c1b52-7b1e-4f0e-8a55-0f5f6b6c7d81',
        },
        data: {
          task_type: 'INVESTIGATION',
          priority: 'HIGH',
          status: 'COMPLETED',
          created_at: '2026-11-20T10:00:00.120Z',
          updated_at: '2026-11-20T10:04:37.412Z',
          summary_record_id: 'c0a80101-77aa-4c1d-9d52-2f1f0e0d0c0b',
        },
      },
    },
    changes as object,
  );
}

/** A heartbeat from Acme's watcher, in the envelope of the bus. */
export function aHeartbeat(changes: DeepPartial<Heartbeat> = {}): BusEnvelope<Heartbeat> {
  const detail = merge<Heartbeat>(
    {
      schema_version: '1.0',
      event_type: 'watcher_heartbeat',
      client_account_id: '123456789012',
      agent_space_id: '8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab',
      region: 'us-east-1',
      timestamp: '2026-11-20T10:05:00Z',
      window_start: '2026-11-19T10:05:00Z',
      counts: { COMPLETED: 1 },
      outcomes: 1,
    },
    changes,
  );
  return {
    ...anEnvelope(),
    'detail-type': HEARTBEAT_DETAIL_TYPE,
    account: detail.client_account_id,
    time: detail.timestamp,
    detail,
  };
}

function merge<T extends object>(base: T, changes: object): T {
  const merged = { ...base } as Record<string, unknown>;
  for (const [name, change] of Object.entries(changes)) {
    const before = merged[name];
    if (change === undefined) delete merged[name];
    else merged[name] = isRecord(before) && isRecord(change) ? merge(before, change) : change;
  }
  return merged as T;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
