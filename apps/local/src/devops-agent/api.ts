import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkAgainstModel, ERROR_STATUS, readRequest, type Operation } from '@org/devops-agent-client/model';
import type { AgentSpace, AgentWorld, Execution, JournalRecord, Task } from './world';

type Body = Record<string, unknown>;

/** An answer of the service that is not a success; its HTTP status is the API model's. */
class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A call of one operation, with the members of path, query and body together, by whoever signed it. */
interface Call {
  readonly world: AgentWorld;
  readonly account: string;
  readonly region: string;
  readonly input: Body;
}

const ANSWERS: Partial<Record<Operation, (call: Call) => Body>> = {
  ListAgentSpaces: listAgentSpaces,
  GetAgentSpace: getAgentSpace,
  GetOperatorApp: getOperatorApp,
  ListBacklogTasks: listBacklogTasks,
  GetBacklogTask: getBacklogTask,
  ListExecutions: listExecutions,
  ListJournalRecords: listJournalRecords,
};

/** The DevOps Agent's API over HTTP, for one world of agent spaces. */
export interface DevOpsAgentApi {
  /** Answers a request for the service, or says that it is none. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Every request and every answer that did not fit the service's API model. Must stay empty. */
  readonly violations: readonly string[];
  /** Answers the next requests with 429, as the service does in a burst. */
  throttleNext(requests: number): void;
}

/**
 * Serves the operations that a watcher needs. Every request and every answer is checked against the service's own API
 * model: a request that does not fit is refused as the service would, and misfits of both kinds are kept.
 */
export function devOpsAgentApi(world: AgentWorld): DevOpsAgentApi {
  const violations: string[] = [];
  let throttled = 0;
  const check = (operation: Operation, side: 'input' | 'output', value: unknown): string[] => {
    const problems = checkAgainstModel(operation, side, value).map(
      ({ pointer, expected }) => `${operation} ${side} ${pointer}: expected ${expected}`,
    );
    violations.push(...problems);
    return problems;
  };
  return {
    violations,
    throttleNext: (requests) => void (throttled = requests),
    handle: async (request, response) => {
      const asked = readRequest(request.method ?? '', request.url ?? '/');
      const answerOf = asked && ANSWERS[asked.operation];
      if (!asked || !answerOf) return false;
      try {
        const { account, region } = signer(request);
        if (throttled-- > 0) throw new ServiceError('ThrottlingException', 'Rate exceeded');
        const input = { ...(await readJson(request)), ...asked.input };
        const problems = check(asked.operation, 'input', input);
        if (problems.length > 0) throw new ServiceError('ValidationException', problems.join('; '));
        const answer = answerOf({ world, account, region, input });
        check(asked.operation, 'output', answer);
        send(response, 200, answer);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        response.setHeader('x-amzn-errortype', error.code);
        send(response, ERROR_STATUS[error.code] ?? 500, { message: error.message });
      }
      return true;
    },
  };
}

function listAgentSpaces({ world, account, region, input }: Call): Body {
  const spaces = [...world.spaces.values()].filter((space) => space.account === account && space.region === region);
  const { items, nextToken } = page(spaces, input, 'maxResults');
  return { agentSpaces: items.map(spaceOut), ...nextToken };
}

function getAgentSpace(call: Call): Body {
  const space = findSpace(call);
  return { agentSpace: spaceOut(space), tags: space.tags };
}

function getBacklogTask(call: Call): Body {
  return { task: taskOut(findTask(call)) };
}

function getOperatorApp(call: Call): Body {
  const { agentSpaceId, operatorAppUrl } = findSpace(call);
  return { operatorAppUrl: operatorAppUrl ?? `https://${agentSpaceId}.aidevops.global.app.aws` };
}

// The rules that the API model states in words: devops-agent model, ListBacklogTasks and TaskFilter.
function listBacklogTasks(call: Call): Body {
  const { input } = call;
  const space = findSpace(call);
  const filter = (input['filter'] ?? {}) as {
    createdAfter?: string;
    createdBefore?: string;
    priority?: string[];
    status?: string[];
    taskType?: string[];
    primaryTaskId?: string;
  };
  if (filter.priority && filter.status && !filter.taskType) invalid('priority and status together need a task type');
  const byPriority = input['sortField'] === 'PRIORITY';
  if (byPriority && (filter.createdAfter || filter.createdBefore))
    invalid('time filters do not go with sorting by priority');
  if (byPriority && Boolean(filter.priority) !== Boolean(filter.status))
    invalid('filtering by priority or status alone sorts by creation time only');
  const after = filter.createdAfter ? Date.parse(filter.createdAfter) : -Infinity;
  const before = filter.createdBefore ? Date.parse(filter.createdBefore) : Infinity;
  const found = [...space.tasks.values()].filter(
    (task) =>
      +task.createdAt >= after &&
      +task.createdAt < before &&
      (filter.priority?.includes(task.priority) ?? true) &&
      (filter.status?.includes(task.status) ?? true) &&
      (filter.taskType?.includes(task.taskType) ?? true) &&
      (filter.primaryTaskId === undefined || task.primaryTaskId === filter.primaryTaskId),
  );
  const direction = input['order'] === 'ASC' ? 1 : -1;
  found.sort((a, b) => direction * (byPriority ? a.priority.localeCompare(b.priority) : +a.createdAt - +b.createdAt));
  const { items, nextToken } = page(found, input, 'limit');
  return { tasks: items.map(taskOut), ...nextToken };
}

function listExecutions(call: Call): Body {
  const task = findTask(call);
  const { items, nextToken } = page(task.executions, call.input, 'limit');
  return { executions: items.map((execution) => executionOut(task, execution)), ...nextToken };
}

function listJournalRecords(call: Call): Body {
  const { executionId, recordType, order } = call.input;
  const space = findSpace(call);
  const execution = [...space.tasks.values()]
    .flatMap((task) => task.executions)
    .find((one) => one.executionId === executionId);
  if (!execution) throw new ServiceError('ResourceNotFoundException', 'Execution not found');
  const ofType = execution.records.filter((record) => !recordType || record.recordType === recordType);
  const { items, nextToken } = page(order === 'ASC' ? ofType : ofType.toReversed(), call.input, 'limit');
  return { records: items.map((record) => recordOut(space, execution, record)), ...nextToken };
}

function invalid(message: string): never {
  throw new ServiceError('ValidationException', message);
}

function findSpace({ world, account, region, input }: Call): AgentSpace {
  const space = world.spaces.get(String(input['agentSpaceId']));
  // Somebody else's space is not distinguished from one that does not exist.
  if (!space || space.account !== account || space.region !== region) {
    throw new ServiceError('ResourceNotFoundException', 'Agent space not found');
  }
  return space;
}

function findTask(call: Call): Task {
  const task = findSpace(call).tasks.get(String(call.input['taskId']));
  if (!task) throw new ServiceError('ResourceNotFoundException', 'Task not found');
  return task;
}

// Backlog and agent-space times are ISO 8601; execution and journal times are epoch seconds.
function spaceOut({ agentSpaceId, name, createdAt }: AgentSpace): Body {
  return { agentSpaceId, name, createdAt: createdAt.toISOString(), updatedAt: createdAt.toISOString() };
}

function taskOut({ executions: _, createdAt, updatedAt, ...task }: Task): Body {
  return { ...task, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

function executionOut(task: Task, { records: _, createdAt, updatedAt, ...execution }: Execution): Body {
  return { agentSpaceId: task.agentSpaceId, ...execution, createdAt: +createdAt / 1000, updatedAt: +updatedAt / 1000 };
}

function recordOut(space: AgentSpace, execution: Execution, { createdAt, ...record }: JournalRecord): Body {
  return {
    agentSpaceId: space.agentSpaceId,
    executionId: execution.executionId,
    ...record,
    createdAt: +createdAt / 1000,
  };
}

// The token is opaque to the caller; 100 a page is the model's default.
function page<T>(
  items: readonly T[],
  input: Body,
  size: 'limit' | 'maxResults',
): { items: readonly T[]; nextToken?: Body } {
  const token = input['nextToken'];
  const start = typeof token === 'string' ? Number(Buffer.from(token, 'base64url').toString()) : 0;
  if (!Number.isInteger(start)) invalid('nextToken is not one of ours');
  const end = start + ((input[size] as number | undefined) ?? 100);
  const more = end < items.length ? { nextToken: { nextToken: Buffer.from(String(end)).toString('base64url') } } : {};
  return { items: items.slice(start, end), ...more };
}

// In the local cloud an access key id is the 12-digit account it belongs to.
function signer(request: IncomingMessage): { account: string; region: string } {
  const scope = /Credential=([0-9]{12})\/[0-9]{8}\/([a-z0-9-]+)\/aidevops\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  if (!scope?.[1] || !scope[2])
    throw new ServiceError('AccessDeniedException', 'The request is not signed for aidevops');
  return { account: scope[1], region: scope[2] };
}

async function readJson(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (text === '') return {};
  try {
    return JSON.parse(text) as Body;
  } catch {
    throw new ServiceError('ValidationException', 'The body is not JSON');
  }
}

function send(response: ServerResponse, status: number, body: Body): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
