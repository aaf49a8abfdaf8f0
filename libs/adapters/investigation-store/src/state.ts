import { investigationKey, type InvestigationEvent, type NativeEvent } from '@org/event-schema';

/**
 * How an investigation stands, from everything that arrived about it. Made of the newest of each kind, so that the order
 * of arrival does not matter.
 */
export interface InvestigationState {
  /** `account/space/investigation`. */
  readonly key: string;
  readonly client_account_id: string;
  readonly agent_space_id: string;
  readonly investigation_id: string;
  readonly region: string;
  readonly client_name: string;
  /**
   * `open`: the agent works, or is about to. `ended`: the service says that it ended, and the client's own report has not
   * come. `reported`: its newest outcome is here.
   */
  readonly stage: 'open' | 'ended' | 'reported';
  /** The newest time of anything below. */
  readonly updated_at: string;
  readonly created_at?: string;
  /** The newest life-cycle event of the service about the investigation itself. */
  readonly native?: NativeState;
  /** The same about its mitigation, and about a change of its priority: neither opens nor ends it. */
  readonly mitigation?: NativeState;
  readonly reprioritised?: NativeState;
  /** The newest outcome. */
  readonly outcome?: OutcomeState;
}

export interface NativeState {
  readonly detail_type: string;
  readonly status: string;
  readonly priority: string;
  readonly updated_at: string;
}

export interface OutcomeState {
  readonly outcome_version: number;
  readonly event_type: InvestigationEvent['event_type'];
  readonly status: InvestigationEvent['status'];
  readonly severity: InvestigationEvent['severity'];
  readonly timestamp: string;
  readonly root_cause_category: InvestigationEvent['summary']['root_cause_category'];
  readonly root_cause_brief?: string;
  readonly duration_minutes: number;
  readonly withheld?: true;
}

/**
 * A native end this many milliseconds after the newest outcome is taken for the end that the outcome reports: the
 * outcome carries the time of its report, which the service writes shortly before it closes the task.
 */
const SAME_END_MS = 5 * 60_000;

/** The state after an outcome. Gives the same object back when the outcome is no newer than the one that is there. */
export function withOutcome(before: InvestigationState | undefined, event: InvestigationEvent): InvestigationState {
  if (before?.outcome && before.outcome.outcome_version >= event.outcome_version) return before;
  const { summary } = event;
  return staged({
    ...before,
    ...identity(event),
    client_name: event.client_name,
    outcome: {
      outcome_version: event.outcome_version,
      event_type: event.event_type,
      status: event.status,
      severity: event.severity,
      timestamp: toMilliseconds(event.timestamp),
      root_cause_category: summary.root_cause_category,
      ...(summary.root_cause_brief === undefined ? {} : { root_cause_brief: summary.root_cause_brief }),
      duration_minutes: summary.duration_minutes,
      ...(summary.withheld ? { withheld: true as const } : {}),
    },
  });
}

/** The state after a life-cycle event. Gives the same object back when it tells nothing newer. */
export function withNative(
  before: InvestigationState | undefined,
  event: NativeEvent,
  clientName: string,
): InvestigationState {
  const { metadata, data } = event.detail;
  const detailType = event['detail-type'];
  const native: NativeState = {
    detail_type: detailType,
    status: data.status,
    priority: data.priority,
    updated_at: toMilliseconds(data.updated_at),
  };
  const aspect = aspectOf(detailType);
  const known = before?.[aspect];
  if (known && !isNewer(native, known)) return before;
  return staged({
    ...before,
    ...identity({
      client_account_id: event.account,
      agent_space_id: metadata.agent_space_id,
      investigation_id: metadata.task_id,
      region: event.region,
    }),
    client_name: before?.client_name ?? clientName,
    created_at: toMilliseconds(data.created_at),
    [aspect]: native,
  });
}

function aspectOf(detailType: string): 'native' | 'mitigation' | 'reprioritised' {
  if (detailType.startsWith('Mitigation')) return 'mitigation';
  return detailType === 'Investigation Priority Updated' ? 'reprioritised' : 'native';
}

type Unstaged = Omit<InvestigationState, 'stage' | 'updated_at'>;

function staged(state: Unstaged): InvestigationState {
  const { native, mitigation, reprioritised, outcome } = state;
  const times = [native?.updated_at, mitigation?.updated_at, reprioritised?.updated_at, outcome?.timestamp];
  const updatedAt = times.filter((time) => time !== undefined).sort();
  return { ...state, stage: stageOf(state), updated_at: updatedAt.at(-1) ?? '' };
}

function stageOf({ native, outcome }: Unstaged): InvestigationState['stage'] {
  if (!native) return outcome ? 'reported' : 'open';
  const ended = isEnd(native);
  if (!outcome) return ended ? 'ended' : 'open';
  const afterOutcomeMs = Date.parse(native.updated_at) - Date.parse(outcome.timestamp);
  if (ended) return afterOutcomeMs > SAME_END_MS ? 'ended' : 'reported';
  return afterOutcomeMs > 0 ? 'open' : 'reported';
}

function isEnd({ detail_type }: NativeState): boolean {
  return /Completed|Failed|Timed Out|Cancelled|Linked|Skipped/.test(detail_type);
}

// Two events of one moment: the one that ends stands; then text order decides, so that arrival order never does.
function isNewer(one: NativeState, other: NativeState): boolean {
  return rank(one) > rank(other);
}
function rank(native: NativeState): string {
  return `${native.updated_at}|${isEnd(native) ? 1 : 0}|${native.detail_type}|${native.status}|${native.priority}`;
}

function identity(
  id: Pick<InvestigationState, 'client_account_id' | 'agent_space_id' | 'investigation_id' | 'region'>,
): Pick<InvestigationState, 'key' | 'client_account_id' | 'agent_space_id' | 'investigation_id' | 'region'> {
  const { client_account_id, agent_space_id, investigation_id, region } = id;
  return { key: investigationKey(id), client_account_id, agent_space_id, investigation_id, region };
}

/** Times with and without fractions would not sort as text. What is no time is kept as it is, and sorts somewhere. */
export function toMilliseconds(time: string): string {
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? time : new Date(parsed).toISOString();
}
