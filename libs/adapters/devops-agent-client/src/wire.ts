import { DevOpsAgentError } from './errors';

/** An agent space, with the SDK's own names; so are the types below. */
export interface AgentSpace {
  readonly agentSpaceId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Task {
  readonly agentSpaceId: string;
  readonly taskId: string;
  readonly executionId?: string;
  readonly title: string;
  readonly description?: string;
  /** Open: the service knows more types than its model. */
  readonly taskType: string;
  readonly priority: string;
  /** As the API spells it: CANCELED. */
  readonly status: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Grows with every change of the task, not only with a new outcome. */
  readonly version: number;
  readonly primaryTaskId?: string;
  readonly statusReason?: string;
  readonly hasLinkedTasks?: boolean;
}

export interface Execution {
  readonly agentSpaceId: string;
  readonly executionId: string;
  readonly parentExecutionId?: string;
  readonly agentSubTask: string;
  readonly agentType?: string;
  readonly executionStatus: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface JournalRecord {
  readonly agentSpaceId: string;
  readonly executionId: string;
  readonly recordId: string;
  readonly recordType: string;
  /** Any JSON: Markdown, a JSON document as a string, or an object. */
  readonly content: unknown;
  readonly createdAt: Date;
}

export interface OperatorApp {
  readonly operatorAppUrl?: string;
}

/** Reads members of one answer; what the model requires and is not there is a malformed answer. */
export class Members {
  constructor(
    private readonly operation: string,
    private readonly value: unknown,
  ) {}

  text(name: string): string {
    return this.maybeText(name) ?? this.malformed();
  }

  maybeText(name: string): string | undefined {
    const member = this.member(name);
    return typeof member === 'string' ? member : undefined;
  }

  number(name: string): number {
    const member = this.member(name);
    return typeof member === 'number' ? member : this.malformed();
  }

  maybeFlag(name: string): boolean | undefined {
    const member = this.member(name);
    return typeof member === 'boolean' ? member : undefined;
  }

  /** The one place for the API's two encodings: ISO 8601 in the backlog and agent spaces, epoch seconds in the journal. */
  time(name: string): Date {
    const member = this.member(name);
    const ms =
      typeof member === 'number' ? member * 1000 : typeof member === 'string' ? Date.parse(member) : Number.NaN;
    return Number.isFinite(ms) ? new Date(Math.round(ms)) : this.malformed();
  }

  list<T>(name: string, read: (members: Members) => T): T[] {
    const member = this.member(name);
    if (!Array.isArray(member)) return this.malformed();
    return member.map((item) => read(new Members(this.operation, item)));
  }

  structure(name: string): Members {
    return new Members(this.operation, this.member(name));
  }

  maybeMap(name: string): Record<string, string> | undefined {
    const member = this.member(name);
    if (typeof member !== 'object' || member === null) return undefined;
    return Object.fromEntries(Object.entries(member).filter(([, text]) => typeof text === 'string')) as Record<
      string,
      string
    >;
  }

  member(name: string): unknown {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) return this.malformed();
    return (this.value as Record<string, unknown>)[name];
  }

  private malformed(): never {
    throw new DevOpsAgentError({ operation: this.operation, code: 'MalformedResponse', retryable: false });
  }
}

export function readAgentSpace(members: Members): AgentSpace {
  return {
    agentSpaceId: members.text('agentSpaceId'),
    name: members.text('name'),
    createdAt: members.time('createdAt'),
    updatedAt: members.time('updatedAt'),
  };
}

export function readTask(members: Members): Task {
  return {
    agentSpaceId: members.text('agentSpaceId'),
    taskId: members.text('taskId'),
    ...maybe('executionId', members.maybeText('executionId')),
    title: members.text('title'),
    ...maybe('description', members.maybeText('description')),
    taskType: members.text('taskType'),
    priority: members.text('priority'),
    status: members.text('status'),
    createdAt: members.time('createdAt'),
    updatedAt: members.time('updatedAt'),
    version: members.number('version'),
    ...maybe('primaryTaskId', members.maybeText('primaryTaskId')),
    ...maybe('statusReason', members.maybeText('statusReason')),
    ...maybe('hasLinkedTasks', members.maybeFlag('hasLinkedTasks')),
  };
}

export function readExecution(members: Members): Execution {
  return {
    agentSpaceId: members.text('agentSpaceId'),
    executionId: members.text('executionId'),
    ...maybe('parentExecutionId', members.maybeText('parentExecutionId')),
    agentSubTask: members.text('agentSubTask'),
    ...maybe('agentType', members.maybeText('agentType')),
    executionStatus: members.text('executionStatus'),
    createdAt: members.time('createdAt'),
    updatedAt: members.time('updatedAt'),
  };
}

export function readJournalRecord(members: Members): JournalRecord {
  return {
    agentSpaceId: members.text('agentSpaceId'),
    executionId: members.text('executionId'),
    recordId: members.text('recordId'),
    recordType: members.text('recordType'),
    content: members.member('content'),
    createdAt: members.time('createdAt'),
  };
}

/** A member only when it is there: an absent member and an undefined one are two things to the compiler. */
export function maybe<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };
}
