import type { DevOpsAgent } from './client';
import { isFinal, type FinalStatus, type Investigation } from './investigation';
import { executions, journalRecords } from './paging';
import { readJournal, type JournalReading } from './report';
import { maybe, type Execution, type JournalRecord } from './wire';

/** Which of a task's two phases ended. A mitigation is another top-level execution of the same task. */
export type OutcomeKind = 'investigation' | 'mitigation';

/** How one phase of a task stands now, when it has ended. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly status: FinalStatus;
  readonly executionId?: string;
  /** The newest summary record of that execution. */
  readonly summaryRecordId?: string;
  readonly reachedAt: Date;
}

/** An investigation's journal is about 92 records; past this many the newest are enough to find a summary in. */
const MAX_RECORDS = 2_000;

/**
 * The outcomes that a task shows now: its investigation's, and its mitigation's if one ran after it. None while the agent
 * is at work.
 *
 * The task's own status speaks of its newest top-level execution. The service does not say which execution is a
 * mitigation, so it is told by what was learnt before, by the words in its type, or by a mitigation summary in its
 * journal. A mitigation can only start on a completed investigation, which gives the status of the one beneath it.
 *
 * @param knownMitigations ids of executions that an event or an earlier outcome showed to be mitigations
 */
export async function readOutcomes(
  agent: DevOpsAgent,
  investigation: Investigation,
  knownMitigations: ReadonlySet<string> = new Set(),
): Promise<Outcome[]> {
  const runs = await topLevelRuns(agent, investigation);
  const { status, updatedAt } = investigation;
  if (runs.length === 0) {
    if (!isFinal(status)) return [];
    const { executionId } = investigation;
    const summary = executionId === undefined ? undefined : await newestSummary(agent, investigation, executionId);
    return [outcome('investigation', status, executionId, summary?.recordId, updatedAt)];
  }
  const outcomes: Outcome[] = [];
  for (const [index, run] of runs.entries()) {
    const newest = index === 0;
    const mitigation = await mitigationOf(agent, investigation, run, index === runs.length - 1, knownMitigations);
    if (mitigation) {
      if (newest && isMitigationEnd(status)) {
        outcomes.push(outcome('mitigation', status, run.executionId, mitigation.recordId, updatedAt));
      }
      continue;
    }
    if (newest && !isFinal(status)) break; // the agent is at work, and will end it anew
    const summary = await newestSummary(agent, investigation, run.executionId);
    const reachedAt = newest ? updatedAt : (summary?.createdAt ?? run.updatedAt);
    const ended = newest && isFinal(status) ? status : 'COMPLETED';
    outcomes.unshift(outcome('investigation', ended, run.executionId, summary?.recordId, reachedAt));
    break;
  }
  return outcomes;
}

/**
 * The execution whose report an outcome is about: for a mitigation, the investigation beneath it.
 *
 * @returns undefined when the task has none, as a linked or skipped one
 */
export async function investigationRun(
  agent: DevOpsAgent,
  investigation: Investigation,
  outcome: { readonly kind: OutcomeKind; readonly executionId?: string },
): Promise<Execution | undefined> {
  const runs = await topLevelRuns(agent, investigation);
  const own = runs.findIndex(({ executionId }) => executionId === outcome.executionId);
  if (outcome.kind === 'investigation') return runs[own === -1 ? 0 : own];
  const known = new Set(outcome.executionId === undefined ? [] : [outcome.executionId]);
  for (const [index, run] of runs.entries()) {
    if (index <= own) continue;
    if (!(await mitigationOf(agent, investigation, run, index === runs.length - 1, known))) return run;
  }
  return undefined;
}

/** The journal of one execution: its report, and how much of it was of unknown types. */
export async function readExecutionJournal(
  agent: DevOpsAgent,
  agentSpaceId: string,
  executionId: string,
  summaryRecordId?: string,
): Promise<JournalReading> {
  const records: JournalRecord[] = [];
  for await (const record of journalRecords(agent, { agentSpaceId, executionId, order: 'DESC' })) {
    if (records.push(record) >= MAX_RECORDS) break;
  }
  return readJournal(records, summaryRecordId);
}

/** Without those of sub-agents, newest first. */
async function topLevelRuns(
  agent: DevOpsAgent,
  { agentSpaceId, investigationId }: Investigation,
): Promise<Execution[]> {
  const runs: Execution[] = [];
  for await (const execution of executions(agent, { agentSpaceId, taskId: investigationId })) {
    if (execution.parentExecutionId === undefined) runs.push(execution);
  }
  return runs.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.executionId < b.executionId ? 1 : -1));
}

async function mitigationOf(
  agent: DevOpsAgent,
  { agentSpaceId }: Investigation,
  run: Execution,
  oldest: boolean,
  known: ReadonlySet<string>,
): Promise<{ recordId?: string } | undefined> {
  if (oldest) return undefined; // a task begins with its investigation
  const { executionId } = run;
  const summary =
    (await newestOfType(agent, agentSpaceId, executionId, 'mitigation_summary_md')) ??
    (await newestOfType(agent, agentSpaceId, executionId, 'mitigation_summary'));
  const said = /mitigation/i.test(`${run.agentType ?? ''} ${run.agentSubTask}`);
  return summary || said || known.has(executionId) ? maybe('recordId', summary?.recordId) : undefined;
}

/** The Markdown summary by a call for it alone; when there is none, whatever the journal holds in its place. */
async function newestSummary(
  agent: DevOpsAgent,
  { agentSpaceId }: Investigation,
  executionId: string,
): Promise<{ recordId: string; createdAt?: Date } | undefined> {
  return (
    (await newestOfType(agent, agentSpaceId, executionId, 'investigation_summary_md')) ??
    (await readExecutionJournal(agent, agentSpaceId, executionId)).report
  );
}

async function newestOfType(
  agent: DevOpsAgent,
  agentSpaceId: string,
  executionId: string,
  recordType: string,
): Promise<JournalRecord | undefined> {
  const { records } = await agent.listJournalRecords({
    agentSpaceId,
    executionId,
    recordType,
    order: 'DESC',
    limit: 1,
  });
  return records[0];
}

function isMitigationEnd(status: Investigation['status']): status is FinalStatus {
  return isFinal(status) && status !== 'LINKED' && status !== 'SKIPPED';
}

function outcome(
  kind: OutcomeKind,
  status: FinalStatus,
  executionId: string | undefined,
  summaryRecordId: string | undefined,
  reachedAt: Date,
): Outcome {
  return {
    kind,
    status,
    ...maybe('executionId', executionId),
    ...maybe('summaryRecordId', summaryRecordId),
    reachedAt,
  };
}
