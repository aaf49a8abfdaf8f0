import type { ClientDocument } from '@org/configuration';
import {
  checkpointKey,
  readOutcomes,
  receiptKey,
  toInvestigation,
  type CrossingReceipt,
  type DevOpsAgent,
  type Investigation,
  type OutcomeRequest,
  type Task,
} from '@org/devops-agent-client';
import { agentWith, type AgentContent } from '@org/devops-agent-client/testing';
import { publishEvents } from '@org/event-bus';
import { EVENT_SOURCE, EVENT_TYPES, HEARTBEAT_DETAIL_TYPE } from '@org/event-schema';
import { tableInMemory, type TableInMemory } from '@org/investigation-store/testing';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { formatOutcome, type FormatPorts } from '@org/formatter/src/format-outcome';
import type { Receipts } from '@org/formatter/src/receipt';
import { noveltyOf, type Checkpoint } from '@org/watcher/src/checkpoint';
import { dynamoCheckpoints } from '@org/watcher/src/dynamo-checkpoints';
import { SCHEDULE_SOURCE, watchInvestigations, type WatchPorts } from '@org/watcher/src/watch-investigations';
import type { Bus } from './bus';
import { AsyncFunction, type Habits } from './queues';
import { tableCall } from './table-call';
import type { Tweaks } from './tweaks';
import type { Circumstances, Worker } from './worker';

const TABLE = 'client';
const BUS_ARN = 'arn:aws:events:us-east-1:999999999999:event-bus/central';
const SWEEP_EVERY_MS = 5 * 60_000;

export type Priority = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
type Ending = 'COMPLETED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED' | 'LINKED' | 'SKIPPED';

/** What can become of an investigation. */
export interface Investigating {
  end(ending: Ending, summaryMs: number): void;
  reopen(): void;
  mitigate(): void;
  reprioritise(): void;
}

/** A client's account: DevOps Agent, the watcher, the formatter, and their table. */
export class ClientAccount {
  readonly content: AgentContent;
  readonly watcher: AsyncFunction;
  readonly formatter: AsyncFunction;
  readonly #table: TableInMemory = tableInMemory();
  readonly #agent: DevOpsAgent;
  readonly #space: string;

  constructor(
    private readonly client: ClientDocument,
    private readonly about: Circumstances,
    private readonly bus: Bus,
    habits: Habits,
    /** How likely the service's own event is lost on its way to the watcher. */
    private readonly lost: number,
    tweaks: Tweaks,
  ) {
    const { agent, content } = agentWith({ tasks: [], executions: [], records: [] });
    this.content = content;
    this.#agent = agent;
    this.#space = client.agent_space_ids[0] ?? '';
    this.watcher = new AsyncFunction('watcher', about, habits, (worker, input) => {
      const ports = this.#watchPorts(worker);
      return watchInvestigations(input, tweaks.watcher?.(ports) ?? ports);
    });
    this.formatter = new AsyncFunction('formatter', about, habits, (worker, input) => {
      const ports = this.#formatPorts(worker);
      return formatOutcome(input, tweaks.formatter?.(ports) ?? ports);
    });
  }

  get id(): string {
    return this.client.client_account_id;
  }

  /** The schedule, from now on until the end. */
  sweepEvery(firstMs: number, until: number): void {
    const { clock } = this.about;
    for (let at = clock.now + firstMs; at <= until; at += SWEEP_EVERY_MS) {
      clock.at(at, () => this.watcher.invoke({ source: SCHEDULE_SOURCE }));
    }
  }

  /** Opens an investigation now, and gives back what it can do next. */
  investigate(taskId: string, priority: Priority): Investigating {
    const { content } = this;
    let runs = 0;
    const change = (changes: Partial<Task>) => {
      content.tasks = content.tasks.map((task) =>
        task.taskId === taskId ? { ...task, ...changes, version: task.version + 1, updatedAt: this.#date() } : task,
      );
    };
    const run = (agentSubTask: string) => {
      const executionId = `exe-${taskId}-${++runs}`;
      const at = this.#date();
      const execution = {
        agentSpaceId: this.#space,
        executionId,
        agentSubTask,
        executionStatus: 'RUNNING',
        createdAt: at,
        updatedAt: at,
      };
      content.executions.push({ taskId, execution });
      return executionId;
    };
    const summarize = (executionId: string, recordType: string) =>
      content.records.push({
        agentSpaceId: this.#space,
        executionId,
        recordId: `rec-${executionId}`,
        recordType,
        createdAt: this.#date(),
        content:
          '## Findings\n\n- **Database connection limit reached** on `orders-prod`.\n\n## Root Cause\n\nThe pool is too small.',
      });
    let executionId = run('root');
    const at = this.#date();
    content.tasks.push({
      agentSpaceId: this.#space,
      taskId,
      executionId,
      title: 'simulated',
      taskType: 'INVESTIGATION',
      priority,
      status: 'IN_PROGRESS',
      createdAt: at,
      updatedAt: at,
      version: 1,
    });
    this.#tell(taskId, 'Investigation In Progress', executionId);
    return {
      end: (ending, summaryMs) => {
        if (ending === 'COMPLETED') {
          const summarized = executionId;
          this.about.clock.after(summaryMs, () => summarize(summarized, 'investigation_summary_md'));
        }
        change({ status: ending });
        const words: Record<Ending, string> = {
          COMPLETED: 'Completed',
          FAILED: 'Failed',
          TIMED_OUT: 'Timed Out',
          CANCELED: 'Cancelled',
          LINKED: 'Linked',
          SKIPPED: 'Skipped',
        };
        this.#tell(taskId, `Investigation ${words[ending]}`, executionId);
      },
      reopen: () => {
        executionId = run('root');
        change({ status: 'IN_PROGRESS', executionId });
        this.#tell(taskId, 'Investigation In Progress', executionId);
      },
      reprioritise: () => {
        change({ priority: 'CRITICAL' });
        this.#tell(taskId, 'Investigation Priority Updated', executionId);
      },
      mitigate: () => {
        const mitigation = run('mitigation');
        summarize(mitigation, 'mitigation_summary_md');
        change({ status: 'COMPLETED', executionId: mitigation });
        this.#tell(taskId, 'Mitigation Completed', mitigation);
      },
    };
  }

  /** What the agent shows now and has no number, and what has a number and is not told. */
  async untold(): Promise<string[]> {
    const checkpoints = dynamoCheckpoints(TABLE, this.#table.documents(), () => this.#date());
    const problems: string[] = [];
    for (const task of this.content.tasks) {
      const investigation = toInvestigation(task) as Investigation;
      const known = await checkpoints.of(this.#space, task.taskId);
      const mitigations = new Set(
        known.filter(({ kind }) => kind === 'mitigation').map((each) => each.execution_id ?? ''),
      );
      const current = await readOutcomes(this.#agent, investigation, mitigations);
      const { outcomes } = noveltyOf(current, known, task.version);
      problems.push(...outcomes.map(({ kind, status }) => `${task.taskId}: ${kind} ${status} never got a number`));
      problems.push(...known.filter(({ state }) => state !== 'closed').map((each) => `${nameOf(each)} is still open`));
    }
    return problems;
  }

  /** The outcomes that got a number. */
  async numbered(): Promise<Checkpoint[]> {
    const checkpoints = dynamoCheckpoints(TABLE, this.#table.documents(), () => this.#date());
    const all = await Promise.all(this.content.tasks.map(({ taskId }) => checkpoints.of(this.#space, taskId)));
    return all.flat();
  }

  #date(): Date {
    return new Date(this.about.clock.now);
  }

  /** The service's own event: one way to the watcher, one to the central bus. */
  #tell(taskId: string, detailType: string, executionId: string): void {
    const { random } = this.about;
    const task = this.content.tasks.find((each) => each.taskId === taskId) as Task;
    const event = {
      source: 'aws.aidevops',
      'detail-type': detailType,
      account: this.id,
      region: this.client.region,
      detail: {
        version: '1.0.0',
        metadata: { agent_space_id: this.#space, task_id: taskId, execution_id: executionId },
        data: {
          task_type: 'INVESTIGATION',
          priority: task.priority,
          status: task.status.replace('CANCELED', 'CANCELLED'),
          created_at: task.createdAt.toISOString(),
          updated_at: task.updatedAt.toISOString(),
        },
      },
    };
    this.bus.put(event);
    const isFinal = !/In Progress|Priority Updated/.test(detailType);
    if (isFinal && !random.chance(this.lost))
      this.watcher.invoke({ ...event, id: 'native', time: event.detail.data.updated_at, resources: [] });
  }

  #watchPorts(worker: Worker): WatchPorts {
    const { client } = this;
    return {
      client,
      now: worker.now,
      agent: this.#agentOf(worker),
      checkpoints: dynamoCheckpoints(TABLE, this.#table.documents(tableCall(worker, this.#table)), worker.now),
      tell: (request) => worker.call('invoke formatter', 'invoke', () => this.formatter.invoke(request)),
      sendHeartbeat: (detail) =>
        this.#publish(worker, [{ source: EVENT_SOURCE, detailType: HEARTBEAT_DETAIL_TYPE, detail }]),
    };
  }

  #formatPorts(worker: Worker): FormatPorts {
    return {
      client: this.client,
      now: worker.now,
      agent: this.#agentOf(worker),
      redact: (text) => ({ text, counts: {} }), // nothing here is secret, and redacting waits for nobody
      policyVersion: 'simulated',
      receipts: receiptsIn(this.#table, worker),
      publish: (event) =>
        this.#publish(worker, [{ source: EVENT_SOURCE, detailType: EVENT_TYPES[event.event_type], detail: event }]),
    };
  }

  #publish(worker: Worker, entries: Parameters<typeof publishEvents>[2]): Promise<void> {
    const { sleep } = worker;
    return publishEvents(this.bus.sender(worker, this.id), BUS_ARN, entries, { sleep, random: this.about.random.next });
  }

  #agentOf(worker: Worker): DevOpsAgent {
    return Object.fromEntries(
      Object.entries(this.#agent).map(([operation, ask]) => [
        operation,
        async (input: never) =>
          worker.call(operation, 'agent', () => (ask as (input: never) => Promise<unknown>)(input)),
      ]),
    ) as unknown as DevOpsAgent;
  }
}

/** The formatter's port over the table, by the adapter's own keys and conditions. */
function receiptsIn(table: TableInMemory, worker: Worker): Receipts {
  const documents = table.documents(tableCall(worker, table));
  const of = async (request: Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>) =>
    (await documents.send(new GetCommand({ TableName: TABLE, Key: receiptKey(request) }))).Item as
      | CrossingReceipt
      | undefined;
  const unlessRefused = async (write: Promise<unknown>) => {
    try {
      await write;
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };
  return {
    of,
    prepare: async (receipt) => {
      const put = new PutCommand({
        TableName: TABLE,
        Item: { ...receiptKey(receipt), ...receipt },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      if (await unlessRefused(documents.send(put))) return receipt;
      return (await of(receipt)) ?? receipt;
    },
    noteLeft: async (receipt, at) => {
      await documents.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: receiptKey(receipt),
          UpdateExpression: 'SET left_at = if_not_exists(left_at, :at)',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },
    closeCheckpoint: async (request, at) => {
      await unlessRefused(
        documents.send(
          new UpdateCommand({
            TableName: TABLE,
            Key: checkpointKey(request),
            UpdateExpression: 'SET #state = :closed, closed_at = :at',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':closed': 'closed', ':at': at.toISOString() },
          }),
        ),
      );
    },
    pseudonymKey: async () => new Uint8Array(32),
  };
}

function nameOf({ investigation_id, outcome_version }: Checkpoint): string {
  return `${investigation_id}/${outcome_version}`;
}
