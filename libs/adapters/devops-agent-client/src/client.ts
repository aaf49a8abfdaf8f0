import { caller, type CallerOptions } from './call';
import {
  maybe,
  Members,
  readAgentSpace,
  readExecution,
  readJournalRecord,
  readTask,
  type AgentSpace,
  type Execution,
  type JournalRecord,
  type OperatorApp,
  type Task,
} from './wire';

export interface ListBacklogTasksInput {
  readonly agentSpaceId: string;
  readonly filter?: {
    /** Inclusive. There is no filter on the time of an update. */
    readonly createdAfter?: Date;
    /** Exclusive. */
    readonly createdBefore?: Date;
    /** One value: the service's limit. So for `taskType` and `priority`. */
    readonly status?: readonly [string];
    readonly taskType?: readonly [string];
    readonly priority?: readonly [string];
    readonly primaryTaskId?: string;
  };
  /** 1 to 1000. */
  readonly limit?: number;
  readonly nextToken?: string;
  readonly sortField?: 'CREATED_AT' | 'PRIORITY';
  readonly order?: 'ASC' | 'DESC';
}

export interface ListExecutionsInput {
  readonly agentSpaceId: string;
  readonly taskId: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface ListJournalRecordsInput {
  readonly agentSpaceId: string;
  readonly executionId: string;
  /** All types when absent. */
  readonly recordType?: string;
  readonly order?: 'ASC' | 'DESC';
  /** 1 to 100. */
  readonly limit?: number;
  readonly nextToken?: string;
}

/**
 * The calls we use, with the SDK's own method names, inputs and outputs, so that the official client can take its place.
 * Every method throws a DevOpsAgentError when the service refuses or cannot be reached.
 */
export interface DevOpsAgent {
  listAgentSpaces(input?: {
    readonly maxResults?: number;
    readonly nextToken?: string;
  }): Promise<{ agentSpaces: AgentSpace[]; nextToken?: string }>;
  getAgentSpace(input: {
    readonly agentSpaceId: string;
  }): Promise<{ agentSpace: AgentSpace; tags?: Record<string, string> }>;
  getOperatorApp(input: { readonly agentSpaceId: string }): Promise<OperatorApp>;
  listBacklogTasks(input: ListBacklogTasksInput): Promise<{ tasks: Task[]; nextToken?: string }>;
  getBacklogTask(input: { readonly agentSpaceId: string; readonly taskId: string }): Promise<{ task: Task }>;
  listExecutions(input: ListExecutionsInput): Promise<{ executions: Execution[]; nextToken?: string }>;
  listJournalRecords(input: ListJournalRecordsInput): Promise<{ records: JournalRecord[]; nextToken?: string }>;
}

/** A client for one Region. Credentials come from the usual AWS places unless given. */
export function devOpsAgentClient(options: CallerOptions): DevOpsAgent {
  const call = caller(options);
  return {
    async listAgentSpaces({ maxResults, nextToken } = {}) {
      const query = { ...maybe('maxResults', maxResults?.toString()), ...maybe('nextToken', nextToken) };
      const answer = await read('ListAgentSpaces', 'cp', 'POST', ['v1', 'agentspaces', 'list'], { query });
      return { agentSpaces: answer.list('agentSpaces', readAgentSpace), ...nextOf(answer) };
    },
    async getAgentSpace({ agentSpaceId }) {
      const answer = await read('GetAgentSpace', 'cp', 'GET', ['v1', 'agentspaces', agentSpaceId]);
      return { agentSpace: readAgentSpace(answer.structure('agentSpace')), ...maybe('tags', answer.maybeMap('tags')) };
    },
    async getOperatorApp({ agentSpaceId }) {
      const answer = await read('GetOperatorApp', 'cp', 'GET', ['v2', 'agentspaces', agentSpaceId, 'operator']);
      return { ...maybe('operatorAppUrl', answer.maybeText('operatorAppUrl')) };
    },
    async listBacklogTasks({ agentSpaceId, ...body }) {
      const path = ['backlog', 'agent-space', agentSpaceId, 'tasks', 'list'];
      const answer = await read('ListBacklogTasks', 'dp', 'POST', path, { body });
      return { tasks: answer.list('tasks', readTask), ...nextOf(answer) };
    },
    async getBacklogTask({ agentSpaceId, taskId }) {
      const path = ['backlog', 'agent-space', agentSpaceId, 'tasks', taskId];
      return { task: readTask((await read('GetBacklogTask', 'dp', 'GET', path)).structure('task')) };
    },
    async listExecutions({ agentSpaceId, ...body }) {
      const path = ['journal', 'agent-space', agentSpaceId, 'executions'];
      const answer = await read('ListExecutions', 'dp', 'POST', path, { body });
      return { executions: answer.list('executions', readExecution), ...nextOf(answer) };
    },
    async listJournalRecords({ agentSpaceId, ...body }) {
      const path = ['journal', 'agent-space', agentSpaceId, 'journalRecords'];
      const answer = await read('ListJournalRecords', 'dp', 'POST', path, { body });
      return { records: answer.list('records', readJournalRecord), ...nextOf(answer) };
    },
  };

  async function read(
    operation: string,
    plane: 'cp' | 'dp',
    method: 'GET' | 'POST',
    segments: readonly string[],
    rest: { query?: Record<string, string>; body?: object } = {},
  ): Promise<Members> {
    // Times become ISO 8601 by JSON.stringify, which is what every request of this API wants.
    const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
    return new Members(operation, await call({ operation, plane, method, path, ...rest }));
  }
}

function nextOf(answer: Members): { nextToken?: string } {
  return maybe('nextToken', answer.maybeText('nextToken'));
}
