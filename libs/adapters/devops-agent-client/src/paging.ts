import type { DevOpsAgent, ListBacklogTasksInput, ListExecutionsInput, ListJournalRecordsInput } from './client';
import { DevOpsAgentError } from './errors';
import { maybe, type AgentSpace, type Execution, type JournalRecord, type Task } from './wire';

/** The largest pages that the API model allows. */
const TASKS_A_PAGE = 1000;
const RECORDS_A_PAGE = 100;
const SPACES_A_PAGE = 100;

/** Beyond this the service is walking in a circle: 1000 pages are a million tasks. */
const MAX_PAGES = 1000;

/** Every agent space of the account in the client's Region, page by page as they are asked for. */
export function agentSpaces(agent: DevOpsAgent): AsyncGenerator<AgentSpace, void> {
  return everyItem('ListAgentSpaces', async (page) => {
    const { agentSpaces: items, nextToken } = await agent.listAgentSpaces({ maxResults: SPACES_A_PAGE, ...page });
    return { items, nextToken };
  });
}

/** Every task that the filter lets through, page by page as they are asked for. */
export function backlogTasks(
  agent: DevOpsAgent,
  input: Omit<ListBacklogTasksInput, 'nextToken'>,
): AsyncGenerator<Task, void> {
  return everyItem('ListBacklogTasks', async (page) => {
    const { tasks: items, nextToken } = await agent.listBacklogTasks({ limit: TASKS_A_PAGE, ...input, ...page });
    return { items, nextToken };
  });
}

/** Every execution of a task: its own, its mitigation's, and those of their sub-agents. */
export function executions(
  agent: DevOpsAgent,
  input: Omit<ListExecutionsInput, 'nextToken'>,
): AsyncGenerator<Execution, void> {
  return everyItem('ListExecutions', async (page) => {
    const { executions: items, nextToken } = await agent.listExecutions({ ...input, ...page });
    return { items, nextToken };
  });
}

/** Every journal record of an execution, newest first unless asked otherwise. */
export function journalRecords(
  agent: DevOpsAgent,
  input: Omit<ListJournalRecordsInput, 'nextToken'>,
): AsyncGenerator<JournalRecord, void> {
  return everyItem('ListJournalRecords', async (page) => {
    const { records: items, nextToken } = await agent.listJournalRecords({ limit: RECORDS_A_PAGE, ...input, ...page });
    return { items, nextToken };
  });
}

async function* everyItem<T>(
  operation: string,
  fetchPage: (page: { nextToken?: string }) => Promise<{ items: readonly T[]; nextToken: string | undefined }>,
): AsyncGenerator<T, void> {
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { items, nextToken } = await fetchPage(maybe('nextToken', token));
    yield* items;
    if (nextToken === undefined) return;
    if (nextToken === token) break; // the same page again, and again
    token = nextToken;
  }
  throw new DevOpsAgentError({ operation, code: 'MalformedResponse', retryable: false });
}
