import { Type, type Static } from '@sinclair/typebox';
import { AccountId, AgentSpaceId, InvestigationId, Region } from './schema';
import { parserOf, type Parsed } from './parse';

/** The EventBridge `source` of the service's own life-cycle events. CloudTrail's records of its API share it. */
export const NATIVE_SOURCE = 'aws.aidevops';

/**
 * The service's detail-types that tell of an investigation's life.
 * Source: AWS DevOps Agent User Guide, "Events reference".
 */
export const NATIVE_DETAIL_TYPES = [
  'Investigation Created',
  'Investigation Priority Updated',
  'Investigation In Progress',
  'Investigation Completed',
  'Investigation Failed',
  'Investigation Timed Out',
  'Investigation Cancelled',
  'Investigation Pending Triage',
  'Investigation Linked',
  'Investigation Skipped',
  'Mitigation In Progress',
  'Mitigation Completed',
  'Mitigation Failed',
  'Mitigation Timed Out',
  'Mitigation Cancelled',
] as const;

/** Those after which nothing more comes by itself: the ones that wake the watcher. */
export const FINAL_NATIVE_DETAIL_TYPES = NATIVE_DETAIL_TYPES.filter((type) =>
  /Completed|Failed|Timed Out|Cancelled|Linked|Skipped/.test(type),
);

/** What EventBridge puts around every detail. `account` and `region` are stamped by EventBridge, never by the sender. */
export interface BusEnvelope<Detail = unknown> {
  readonly version?: string;
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
  /** Present when an archive replays it; such an event must never page. */
  readonly 'replay-name'?: string;
}

// Open on purpose: the service may add fields, and an unknown status or priority must not stop the life cycle.
const NativeEventSchema = Type.Object({
  id: Type.String(),
  source: Type.Literal(NATIVE_SOURCE),
  'detail-type': Type.String({ pattern: '^(Investigation|Mitigation) ' }),
  account: AccountId,
  region: Region,
  detail: Type.Object({
    metadata: Type.Object({
      agent_space_id: AgentSpaceId,
      task_id: InvestigationId,
      execution_id: Type.Optional(Type.String({ maxLength: 128 })),
    }),
    data: Type.Object({
      task_type: Type.Optional(Type.String()),
      priority: Type.String({ maxLength: 64 }),
      status: Type.String({ maxLength: 64 }),
      created_at: Type.String({ maxLength: 64 }),
      updated_at: Type.String({ maxLength: 64 }),
      summary_record_id: Type.Optional(Type.String({ maxLength: 128 })),
    }),
  }),
});

/** A life-cycle event of the service: ids, state and times only. Events say CANCELLED where the API says CANCELED. */
export type NativeEvent = Static<typeof NativeEventSchema>;

/** Reads a life-cycle event of the service, or says every reason why it is none. */
export const parseNativeEvent: (value: unknown) => Parsed<NativeEvent> = parserOf(NativeEventSchema);
