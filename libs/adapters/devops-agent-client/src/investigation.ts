import { maybe, type Task } from './wire';

/** The states after which nothing more comes by itself. A re-opened task leaves them again. */
export const FINAL_STATUSES = ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'LINKED', 'SKIPPED'] as const;
export type FinalStatus = (typeof FINAL_STATUSES)[number];

const OPEN_STATUSES = [
  'PENDING_TRIAGE',
  'PENDING_START',
  'IN_PROGRESS',
  'PENDING_CUSTOMER_APPROVAL',
  'WAITING',
] as const;

/** How a task stands, in the events' spelling. UNKNOWN is a state that the API did not have when this was written. */
export type AgentStatus = FinalStatus | (typeof OPEN_STATUSES)[number] | 'UNKNOWN';

/** A DevOps Agent task of type INVESTIGATION, in our words. */
export interface Investigation {
  readonly agentSpaceId: string;
  readonly investigationId: string;
  readonly executionId?: string;
  readonly status: AgentStatus;
  /** As the service gave it. */
  readonly priority: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  /** The investigation that this one was linked to. */
  readonly primaryInvestigationId?: string;
}

/** The investigation that a task is, or undefined when the task is of another type, known or not. */
export function toInvestigation(task: Task): Investigation | undefined {
  if (task.taskType !== 'INVESTIGATION') return undefined;
  return {
    agentSpaceId: task.agentSpaceId,
    investigationId: task.taskId,
    ...maybe('executionId', task.executionId),
    status: toAgentStatus(task.status),
    priority: task.priority,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
    version: task.version,
    ...maybe('primaryInvestigationId', task.primaryTaskId),
  };
}

/** Translates a status from either spelling: the API says CANCELED, the events say CANCELLED. */
export function toAgentStatus(status: string): AgentStatus {
  const spelled = status === 'CANCELED' ? 'CANCELLED' : status;
  return [...FINAL_STATUSES, ...OPEN_STATUSES].find((known) => known === spelled) ?? 'UNKNOWN';
}

export function isFinal(status: AgentStatus): status is FinalStatus {
  return (FINAL_STATUSES as readonly string[]).includes(status);
}
