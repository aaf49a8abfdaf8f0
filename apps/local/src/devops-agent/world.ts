import { randomUUID } from 'node:crypto';

/** A document of the service's journal, as its API gives it: Markdown, or any JSON. */
export interface JournalRecord {
  readonly recordId: string;
  readonly recordType: string;
  readonly content: unknown;
  readonly createdAt: Date;
}

export interface Execution {
  readonly executionId: string;
  readonly parentExecutionId?: string;
  readonly agentSubTask: string;
  readonly createdAt: Date;
  updatedAt: Date;
  executionStatus: string;
  readonly records: JournalRecord[];
}

/** A task of the backlog, in the service's own words. */
export interface Task {
  readonly agentSpaceId: string;
  readonly taskId: string;
  readonly taskType: string;
  readonly title: string;
  readonly description?: string;
  priority: string;
  status: string;
  readonly createdAt: Date;
  updatedAt: Date;
  version: number;
  executionId?: string;
  primaryTaskId?: string;
  statusReason?: string;
  hasLinkedTasks?: boolean;
  readonly executions: Execution[];
}

export interface AgentSpace {
  readonly account: string;
  readonly region: string;
  readonly agentSpaceId: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The address of its web app; the service's own form when left out. */
  readonly operatorAppUrl?: string;
  readonly createdAt: Date;
  readonly tasks: Map<string, Task>;
}

/** What the service hands to the default bus; EventBridge stamps the rest. */
export interface NativeEntry {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Puts an event on the default bus of the account and Region that own the agent space. */
export type EmitNativeEvent = (account: string, region: string, entry: NativeEntry) => void | Promise<void>;

/** What was true when an investigation ended: the measure of what must have crossed. */
export interface Outcome {
  readonly account: string;
  readonly region: string;
  readonly agentSpaceId: string;
  readonly taskId: string;
  readonly kind: 'investigation' | 'mitigation';
  readonly status: string;
  readonly at: Date;
}

export interface FinishOptions {
  readonly at: Date;
  readonly status: 'COMPLETED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED' | 'LINKED' | 'SKIPPED';
  readonly records?: readonly { readonly recordType: string; readonly content: unknown }[];
  readonly statusReason?: string;
  readonly primaryTaskId?: string;
  /** The real service leaves the id out now and then, even when a summary was written. */
  readonly omitSummaryRecordId?: boolean;
  /** The push that never came: the state changes and nothing is put on the bus. */
  readonly silent?: boolean;
  /** At least once: the same event, delivered again. */
  readonly copies?: number;
}

const EVENT_WORD: Readonly<Record<string, string>> = {
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed Out',
  CANCELED: 'Cancelled',
  LINKED: 'Linked',
  SKIPPED: 'Skipped',
};

/**
 * The agent spaces of every account, and what happens in them. Transitions follow the service: they raise the task's
 * version, move its times, write journal records and put a life-cycle event on the owner's default bus, beside the
 * CloudTrail record that shares its source.
 */
export class AgentWorld {
  readonly spaces = new Map<string, AgentSpace>();
  readonly outcomes: Outcome[] = [];
  private readonly ends = new Map<Outcome, number>();

  constructor(private readonly emit: EmitNativeEvent) {}

  addSpace(space: Omit<AgentSpace, 'tasks'>): AgentSpace {
    const added = { ...space, tasks: new Map<string, Task>() };
    this.spaces.set(space.agentSpaceId, added);
    return added;
  }

  async create(
    space: AgentSpace,
    task: {
      title: string;
      description?: string;
      priority: string;
      at: Date;
      taskType?: string;
      triage?: boolean;
      taskId?: string;
    },
  ): Promise<Task> {
    const created: Task = {
      agentSpaceId: space.agentSpaceId,
      taskId: task.taskId ?? randomUUID(),
      taskType: task.taskType ?? 'INVESTIGATION',
      title: task.title,
      ...(task.description === undefined ? {} : { description: task.description }),
      priority: task.priority,
      status: task.triage ? 'PENDING_TRIAGE' : 'PENDING_START',
      createdAt: task.at,
      updatedAt: task.at,
      version: 1,
      executions: [],
    };
    space.tasks.set(created.taskId, created);
    await this.announce(space, created, 'Investigation Created');
    await this.emit(space.account, space.region, cloudTrailRecord(space, created));
    return created;
  }

  async begin(space: AgentSpace, task: Task, at: Date): Promise<void> {
    const execution = this.newExecution(task, at, 'Investigate');
    task.executionId = execution.executionId;
    task.status = 'IN_PROGRESS';
    this.touch(task, at);
    await this.announce(space, task, 'Investigation In Progress', execution);
  }

  async finish(space: AgentSpace, task: Task, options: FinishOptions): Promise<void> {
    const execution = task.executions.find(({ executionId }) => executionId === task.executionId);
    for (const record of options.records ?? []) {
      execution?.records.push({ recordId: randomUUID(), createdAt: options.at, ...record });
    }
    if (execution) {
      execution.executionStatus = options.status === 'COMPLETED' ? 'STOPPED' : options.status;
      execution.updatedAt = options.at;
    }
    task.status = options.status;
    if (options.statusReason !== undefined) task.statusReason = options.statusReason;
    if (options.primaryTaskId !== undefined) {
      task.primaryTaskId = options.primaryTaskId;
      const primary = space.tasks.get(options.primaryTaskId);
      if (primary) primary.hasLinkedTasks = true;
    }
    this.touch(task, options.at);
    this.record(space, task, 'investigation', options);
    if (options.silent) return;
    for (let copy = 0; copy <= (options.copies ?? 0); copy++) {
      await this.announce(space, task, `Investigation ${EVENT_WORD[options.status]}`, execution, options);
    }
  }

  /** A mitigation is a further execution of the same, completed task. */
  async mitigate(space: AgentSpace, task: Task, options: FinishOptions & { begunAt: Date }): Promise<void> {
    const execution = this.newExecution(task, options.begunAt, 'Mitigate');
    task.executionId = execution.executionId;
    task.status = 'IN_PROGRESS';
    this.touch(task, options.begunAt);
    await this.announce(space, task, 'Mitigation In Progress', execution);
    for (const record of options.records ?? []) {
      execution.records.push({ recordId: randomUUID(), createdAt: options.at, ...record });
    }
    execution.executionStatus = options.status === 'COMPLETED' ? 'STOPPED' : options.status;
    execution.updatedAt = options.at;
    task.status = options.status;
    this.touch(task, options.at);
    this.record(space, task, 'mitigation', options);
    if (!options.silent)
      await this.announce(space, task, `Mitigation ${EVENT_WORD[options.status]}`, execution, options);
  }

  /** When an outcome was reached by the wall clock, in epoch milliseconds; its `at` is a time of the scenario. */
  endedAt(outcome: Outcome): number | undefined {
    return this.ends.get(outcome);
  }

  private newExecution(task: Task, at: Date, agentSubTask: string): Execution {
    const execution: Execution = {
      executionId: `exe-ops1-${randomUUID()}`,
      agentSubTask,
      createdAt: at,
      updatedAt: at,
      executionStatus: 'RUNNING',
      records: [],
    };
    task.executions.push(execution);
    // The service lists the sub-agents of an execution beside it.
    task.executions.push({
      ...execution,
      executionId: `exe-ops1-${randomUUID()}`,
      parentExecutionId: execution.executionId,
      agentSubTask: `${agentSubTask}: read metrics`,
      executionStatus: 'STOPPED',
      records: [],
    });
    return execution;
  }

  private touch(task: Task, at: Date): void {
    task.updatedAt = at;
    task.version += 1;
  }

  private record(space: AgentSpace, task: Task, kind: Outcome['kind'], { status, at }: FinishOptions): void {
    const { account, region, agentSpaceId } = space;
    if (task.taskType !== 'INVESTIGATION') return;
    const outcome = { account, region, agentSpaceId, taskId: task.taskId, kind, status, at };
    this.outcomes.push(outcome);
    this.ends.set(outcome, Date.now());
  }

  private async announce(
    space: AgentSpace,
    task: Task,
    detailType: string,
    execution?: Execution,
    options?: FinishOptions,
  ): Promise<void> {
    if (task.taskType !== 'INVESTIGATION') return; // evaluations and other types put nothing on the bus
    const summary = execution?.records.findLast(({ recordType }) => recordType.endsWith('_summary_md'));
    await this.emit(space.account, space.region, {
      source: 'aws.aidevops',
      'detail-type': detailType,
      time: wholeSeconds(task.updatedAt),
      resources: [spaceArn(space)],
      detail: {
        version: '1.0.0',
        metadata: {
          agent_space_id: space.agentSpaceId,
          task_id: task.taskId,
          ...(execution ? { execution_id: execution.executionId } : {}),
        },
        data: {
          task_type: 'INVESTIGATION',
          priority: task.priority,
          status: task.status === 'CANCELED' ? 'CANCELLED' : task.status, // the event's spelling, not the API's
          created_at: task.createdAt.toISOString(),
          updated_at: task.updatedAt.toISOString(),
          ...(summary && detailType.endsWith('Completed') && !options?.omitSummaryRecordId
            ? { summary_record_id: summary.recordId }
            : {}),
        },
      },
    });
  }
}

export function spaceArn({ region, account, agentSpaceId }: AgentSpace): string {
  return `arn:aws:aidevops:${region}:${account}:agentspace/${agentSpaceId}`;
}

// The decoy: CloudTrail's record of the API call, which only the detail-type tells apart.
function cloudTrailRecord(space: AgentSpace, task: Task): NativeEntry {
  return {
    source: 'aws.aidevops',
    'detail-type': 'AWS API Call via CloudTrail',
    time: wholeSeconds(task.createdAt),
    resources: [],
    detail: {
      eventVersion: '1.11',
      eventSource: 'aidevops.amazonaws.com',
      eventName: 'CreateBacklogTask',
      awsRegion: space.region,
      requestParameters: { agentSpaceId: space.agentSpaceId, taskType: task.taskType, title: '***' },
    },
  };
}

function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
