import {
  backlogTasks,
  isFinal,
  readOutcomes,
  toAgentStatus,
  toInvestigation,
  type DevOpsAgent,
  type Investigation,
  type OutcomeRequest,
} from '@org/devops-agent-client';
import {
  FINAL_NATIVE_DETAIL_TYPES,
  parseNativeEvent,
  SCHEMA_VERSION,
  type Heartbeat,
  type NativeEvent,
} from '@org/event-schema';
import { noveltyOf, requestOf, type Checkpoint, type Checkpoints, type Novelty, type Reminder } from './checkpoint';
import { besideEachOther } from './beside-each-other';

/** What watching needs from the outside world. */
export interface WatchPorts {
  readonly client: {
    readonly client_account_id: string;
    readonly region: string;
    readonly agent_space_ids: readonly string[];
  };
  readonly agent: DevOpsAgent;
  readonly checkpoints: Checkpoints;
  readonly now: () => Date;
  /** Asks the formatter to tell an outcome, and does not wait for it. Harmless to repeat. */
  readonly tell: (request: OutcomeRequest) => Promise<void>;
  readonly sendHeartbeat: (heartbeat: Heartbeat) => Promise<void>;
}

/** The fixed input that the schedule gives. */
export const SCHEDULE_SOURCE = 'investigation-orchestrator.schedule';

/**
 * The sweep looks at investigations created in the last two days. An investigation ends within the hour and a lost event
 * is caught by the next sweep, so two days outlast a night and a day of a broken watcher. Longer would cost a call of the
 * client's quota for every older task in every run, and what is older and still open has a reminder.
 */
const SWEEP_HOURS = 48;

/** The formatter's own two retries take three minutes of waiting; asking again before they are over helps nobody. */
const ASK_AGAIN_AFTER_MS = 5 * 60_000;

/** The journal may be written a little after the task says COMPLETED; a summary later than this was never written. */
const LATE_SUMMARY_MS = 60 * 60_000;

/** A reminder for a number that was never minted: its watcher died between the two. */
const ABANDONED_REMINDER_MS = 10 * 60_000;

/** How many investigations are looked at together; the service's request rates are not published. */
const AT_ONCE = 4;

/** Lost races in a row after which something else must be wrong. */
const MAX_RACES = 10;

export interface Watched {
  readonly reason: Novelty['reason'] | 'not-final-event' | 'agent-space-not-watched' | 'other-task-type';
  /** Numbers minted by this run. */
  readonly minted: readonly OutcomeRequest[];
  /** Outcomes that the formatter was asked to tell, new ones and open ones. */
  readonly told: number;
}

export interface Swept {
  readonly agentSpaceId: string;
  readonly investigations: number;
  readonly otherTasks: number;
  readonly minted: readonly OutcomeRequest[];
  readonly told: number;
}

export type WatchResult = { readonly watched: Watched } | { readonly swept: readonly Swept[] };

/**
 * Numbers the outcomes that have no number yet, and asks the formatter to tell them. Whatever woke it, it reads how the
 * task stands now, so the native event and the schedule agree, and a duplicate finds nothing new.
 *
 * @param input a native event in a final state, or the schedule's fixed input
 * @throws when something could not be looked at; what could be, was, and a repeat is harmless
 */
export async function watchInvestigations(input: unknown, ports: WatchPorts): Promise<WatchResult> {
  if (isSchedule(input)) return { swept: await sweep(ports) };
  const parsed = parseNativeEvent(input);
  if (parsed.ok) return { watched: await watchOne(parsed.value, ports) };
  const problems = parsed.problems.map(
    ({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`,
  );
  throw new Error(
    `The watcher was woken with something that is neither a life-cycle event nor the schedule (${problems.join('; ')}). ` +
      'Check the rule and the schedule that target it.',
  );
}

function isSchedule(input: unknown): boolean {
  return typeof input === 'object' && input !== null && (input as { source?: unknown }).source === SCHEDULE_SOURCE;
}

async function watchOne(event: NativeEvent, ports: WatchPorts): Promise<Watched> {
  const nothing = { minted: [], told: 0 };
  const { agent_space_id: agentSpaceId, task_id: taskId, execution_id: executionId } = event.detail.metadata;
  const detailType = event['detail-type'];
  if (!(FINAL_NATIVE_DETAIL_TYPES as readonly string[]).includes(detailType))
    return { reason: 'not-final-event', ...nothing };
  if (!ports.client.agent_space_ids.includes(agentSpaceId)) return { reason: 'agent-space-not-watched', ...nothing };
  const { task } = await ports.agent.getBacklogTask({ agentSpaceId, taskId });
  const investigation = toInvestigation(task);
  if (!investigation) return { reason: 'other-task-type', ...nothing };
  // The service says which execution is a mitigation only here, so the word of the event is worth keeping.
  const mitigation = detailType.startsWith('Mitigation') ? executionId : undefined;
  const { reason, minted, told } = await examine(investigation, await knownOf(investigation, ports), ports, mitigation);
  return { reason, minted, told };
}

async function sweep(ports: WatchPorts): Promise<Swept[]> {
  const failures: unknown[] = [];
  const swept: Swept[] = [];
  for (const agentSpaceId of ports.client.agent_space_ids) {
    try {
      swept.push(await sweepSpace(agentSpaceId, ports, failures));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) return swept;
  const [first] = failures;
  const words = first instanceof Error ? `${first.name}: ${first.message}` : 'an unknown failure';
  throw new Error(`The sweep could not look at everything (${failures.length} failed), the first: ${words}`, {
    cause: first,
  });
}

async function sweepSpace(agentSpaceId: string, ports: WatchPorts, failures: unknown[]): Promise<Swept> {
  const windowStart = new Date(ports.now().getTime() - SWEEP_HOURS * 3_600_000);
  const investigations: Investigation[] = [];
  const counts: Record<string, number> = {};
  let otherTasks = 0;
  for await (const task of backlogTasks(ports.agent, { agentSpaceId, filter: { createdAfter: windowStart } })) {
    const investigation = toInvestigation(task);
    if (!investigation) {
      otherTasks++;
      continue;
    }
    investigations.push(investigation);
    const status = toAgentStatus(task.status);
    counts[status] = (counts[status] ?? 0) + 1;
  }

  const known = new Map<string, readonly Checkpoint[]>();
  const minted: OutcomeRequest[] = [];
  let told = 0;
  const lookAt = async (investigation: Investigation) => {
    const checkpoints = await knownOf(investigation, ports);
    known.set(investigation.investigationId, checkpoints);
    if (!needsLook(investigation, checkpoints, ports.now())) return;
    const examined = await examine(investigation, checkpoints, ports);
    known.set(investigation.investigationId, examined.known);
    minted.push(...examined.minted);
    told += examined.told;
  };
  failures.push(...(await besideEachOther(investigations, AT_ONCE, lookAt)));

  const outcomes = investigations.flatMap(({ investigationId }) => known.get(investigationId) ?? []);
  const reminders = await ports.checkpoints.reminders(agentSpaceId);
  const settle = async (reminder: Reminder) => {
    const { investigation_id: taskId } = reminder;
    if (!known.has(taskId)) {
      const { task } = await ports.agent.getBacklogTask({ agentSpaceId, taskId });
      const investigation = toInvestigation(task);
      if (investigation) await lookAt(investigation);
    }
    if (isSettled(reminder, known.get(taskId) ?? [], ports.now())) await ports.checkpoints.forget(reminder);
  };
  failures.push(...(await besideEachOther(reminders, AT_ONCE, settle)));

  await ports.sendHeartbeat(heartbeatOf(agentSpaceId, windowStart, counts, outcomes, ports));
  return { agentSpaceId, investigations: investigations.length, otherTasks, minted, told };
}

function needsLook(investigation: Investigation, known: readonly Checkpoint[], now: Date): boolean {
  const newest = known.at(-1);
  if (!isFinal(investigation.status)) return known.some((checkpoint) => isDue(checkpoint, now));
  if (!newest || newest.seen_version !== investigation.version) return true;
  // Of either: a mitigation may have got its number before the investigation got its summary.
  const newestOfEach = (['investigation', 'mitigation'] as const).map((kind) =>
    known.findLast((each) => each.kind === kind),
  );
  return newestOfEach.some((each) => each && summaryMayCome(each, now)) || known.some((each) => isDue(each, now));
}

function summaryMayCome({ status, summary_record_id, reached_at }: Checkpoint, now: Date): boolean {
  if (status !== 'COMPLETED' || summary_record_id !== undefined) return false;
  return now.getTime() - Date.parse(reached_at) < LATE_SUMMARY_MS;
}

interface Examined extends Watched {
  readonly reason: Novelty['reason'];
  readonly known: readonly Checkpoint[];
}

/** Reads, compares, numbers what is new, and asks the formatter for everything that is open and due. */
async function examine(
  investigation: Investigation,
  knownBefore: readonly Checkpoint[],
  ports: WatchPorts,
  mitigation?: string,
): Promise<Examined> {
  const { checkpoints } = ports;
  let known = [...knownBefore];
  const mitigations = new Set(
    known.filter(({ kind }) => kind === 'mitigation').map(({ execution_id }) => execution_id ?? ''),
  );
  if (mitigation !== undefined) mitigations.add(mitigation);
  const current = await readOutcomes(ports.agent, investigation, mitigations);

  const minted: OutcomeRequest[] = [];
  let novelty = noveltyOf(current, known, investigation.version);
  const { reason } = novelty;
  for (let races = 0; novelty.outcomes.length > 0; novelty = noveltyOf(current, known, investigation.version)) {
    const [outcome] = novelty.outcomes;
    if (!outcome) break;
    const checkpoint: Checkpoint = {
      agent_space_id: investigation.agentSpaceId,
      investigation_id: investigation.investigationId,
      outcome_version: (known.at(-1)?.outcome_version ?? 0) + 1,
      kind: outcome.kind,
      status: outcome.status,
      ...(outcome.executionId !== undefined && { execution_id: outcome.executionId }),
      ...(outcome.summaryRecordId !== undefined && { summary_record_id: outcome.summaryRecordId }),
      reached_at: outcome.reachedAt.toISOString(),
      task_version: investigation.version,
      seen_version: investigation.version,
      state: 'open',
    };
    const { agent_space_id, investigation_id, outcome_version } = checkpoint;
    await checkpoints.remind({
      agent_space_id,
      investigation_id,
      outcome_version,
      noted_at: ports.now().toISOString(),
    });
    if (await checkpoints.mint(checkpoint)) {
      known.push(checkpoint);
      minted.push(requestOf(checkpoint));
    } else {
      if (++races > MAX_RACES)
        throw new Error(`Outcome ${outcome_version} of ${investigation_id} could not be numbered.`);
      known = await knownOf(investigation, ports);
    }
  }

  const due = known.filter((checkpoint) => isDue(checkpoint, ports.now()));
  for (const checkpoint of due) {
    await ports.tell(requestOf(checkpoint));
    await checkpoints.noteInvoked(checkpoint, ports.now());
  }
  const newest = known.at(-1);
  if (newest && newest.seen_version < investigation.version) await checkpoints.noteSeen(newest, investigation.version);
  return { reason, minted, told: due.length, known };
}

function isDue({ state, invoked_at }: Checkpoint, now: Date): boolean {
  if (state === 'closed') return false;
  return invoked_at === undefined || now.getTime() - Date.parse(invoked_at) > ASK_AGAIN_AFTER_MS;
}

function isSettled(reminder: Reminder, known: readonly Checkpoint[], now: Date): boolean {
  if (known.some(({ state }) => state === 'open')) return false;
  const numbered = (known.at(-1)?.outcome_version ?? 0) >= reminder.outcome_version;
  return numbered || now.getTime() - Date.parse(reminder.noted_at) > ABANDONED_REMINDER_MS;
}

function knownOf({ agentSpaceId, investigationId }: Investigation, ports: WatchPorts): Promise<Checkpoint[]> {
  return ports.checkpoints.of(agentSpaceId, investigationId);
}

function heartbeatOf(
  agentSpaceId: string,
  windowStart: Date,
  counts: Record<string, number>,
  outcomes: readonly Checkpoint[],
  { client, now }: WatchPorts,
): Heartbeat {
  const newest = [...outcomes].sort((a, b) => Date.parse(b.reached_at) - Date.parse(a.reached_at))[0];
  return {
    schema_version: SCHEMA_VERSION,
    event_type: 'watcher_heartbeat',
    client_account_id: client.client_account_id,
    agent_space_id: agentSpaceId,
    region: client.region,
    timestamp: now().toISOString(),
    window_start: windowStart.toISOString(),
    counts,
    outcomes: outcomes.length,
    ...(newest && {
      newest_outcome: {
        investigation_id: newest.investigation_id,
        outcome_version: newest.outcome_version,
        timestamp: newest.reached_at,
      },
    }),
  };
}
