import type { DevOpsAgent } from './client';
import { DevOpsAgentError } from './errors';
import type { Execution, JournalRecord, Task } from './wire';

const SPACE = '8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab';
const TASK = '3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11';
const EXECUTION = 'exe-ops1-5d0c1b52-7b1e-4f0e-8a55-0f5f6b6c7d81';

/** One good task: an investigation that has just completed. Change only what your test is about. */
export function aTask(changes: Partial<Task> = {}): Task {
  return {
    agentSpaceId: SPACE,
    taskId: TASK,
    executionId: EXECUTION,
    title: '5xx on orders',
    taskType: 'INVESTIGATION',
    priority: 'HIGH',
    status: 'COMPLETED',
    createdAt: new Date('2026-11-20T10:00:00.120Z'),
    updatedAt: new Date('2026-11-20T10:04:37.412Z'),
    version: 3,
    ...changes,
  };
}

/** The execution of that task. */
export function anExecution(changes: Partial<Execution> = {}): Execution {
  return {
    agentSpaceId: SPACE,
    executionId: EXECUTION,
    agentSubTask: 'root',
    executionStatus: 'STOPPED',
    createdAt: new Date('2026-11-20T10:00:05Z'),
    updatedAt: new Date('2026-11-20T10:04:37Z'),
    ...changes,
  };
}

/** The Markdown summary that the execution wrote. */
export function aRecord(changes: Partial<JournalRecord> = {}): JournalRecord {
  return {
    agentSpaceId: SPACE,
    executionId: EXECUTION,
    recordId: 'c0a80101-77aa-4c1d-9d52-2f1f0e0d0c0b',
    recordType: 'investigation_summary_md',
    createdAt: new Date('2026-11-20T10:04:37.200Z'),
    content: [
      '# Investigation Summary',
      '## Symptoms',
      '- **HTTP 5xx on the orders API** - the rate rose from 0.2% to 11%.',
      '## Findings',
      '- **Database connection limit reached** on `orders-prod`.',
      '## Root Cause',
      'The deployment raised the connection pool size beyond what the database accepts.',
    ].join('\n\n'),
    ...changes,
  };
}

/** What {@link agentWith} answers from. Tests change it between calls. */
export interface AgentContent {
  tasks: Task[];
  executions: { taskId: string; execution: Execution }[];
  records: JournalRecord[];
  tags: Record<string, string>;
  operatorAppUrl: string | undefined;
  /** Thrown by the operation of that name. */
  refusals: Partial<Record<keyof DevOpsAgent, Error>>;
  /** The operations called, in order. */
  readonly calls: string[];
}

/** A DevOps Agent in memory, with one completed investigation unless told otherwise. Pages are whole. */
export function agentWith(changes: Partial<AgentContent> = {}): { agent: DevOpsAgent; content: AgentContent } {
  const content: AgentContent = {
    tasks: [aTask()],
    executions: [{ taskId: TASK, execution: anExecution() }],
    records: [aRecord()],
    tags: {},
    operatorAppUrl: `https://${SPACE}.aidevops.global.app.aws`,
    refusals: {},
    calls: [],
    ...changes,
  };
  const answer = async <T>(operation: keyof DevOpsAgent, value: () => T): Promise<T> => {
    content.calls.push(operation);
    const refusal = content.refusals[operation];
    if (refusal) throw refusal;
    return value();
  };
  const agent: DevOpsAgent = {
    listAgentSpaces: () => answer('listAgentSpaces', () => ({ agentSpaces: [] })),
    getAgentSpace: ({ agentSpaceId }) =>
      answer('getAgentSpace', () => ({
        agentSpace: { agentSpaceId, name: 'orders', createdAt: new Date(0), updatedAt: new Date(0) },
        tags: content.tags,
      })),
    getOperatorApp: () =>
      answer('getOperatorApp', () =>
        content.operatorAppUrl === undefined ? {} : { operatorAppUrl: content.operatorAppUrl },
      ),
    listBacklogTasks: ({ agentSpaceId, filter = {} }) =>
      answer('listBacklogTasks', () => ({
        tasks: content.tasks.filter(
          (task) =>
            task.agentSpaceId === agentSpaceId &&
            task.createdAt >= (filter.createdAfter ?? new Date(0)) &&
            (filter.createdBefore === undefined || task.createdAt < filter.createdBefore) &&
            (filter.taskType === undefined || task.taskType === filter.taskType[0]),
        ),
      })),
    getBacklogTask: ({ agentSpaceId, taskId }) =>
      answer('getBacklogTask', () => {
        const task = content.tasks.find((each) => each.agentSpaceId === agentSpaceId && each.taskId === taskId);
        if (!task) {
          const code = 'ResourceNotFoundException';
          throw new DevOpsAgentError({ operation: 'GetBacklogTask', code, status: 404, retryable: false });
        }
        return { task };
      }),
    listExecutions: ({ taskId }) =>
      answer('listExecutions', () => ({
        executions: content.executions.filter((each) => each.taskId === taskId).map(({ execution }) => execution),
      })),
    listJournalRecords: ({ executionId, recordType, order = 'DESC', limit }) =>
      answer('listJournalRecords', () => ({
        records: content.records
          .filter((record) => record.executionId === executionId)
          .filter((record) => recordType === undefined || record.recordType === recordType)
          .sort((a, b) => (a.createdAt.getTime() - b.createdAt.getTime()) * (order === 'ASC' ? 1 : -1))
          .slice(0, limit),
      })),
  };
  return { agent, content };
}
