import type { FinalStatus, Outcome, OutcomeKind, OutcomeRequest } from '@org/devops-agent-client';

/** An outcome that has a number. It stays open until the formatter's receipt closes it. */
export interface Checkpoint {
  readonly agent_space_id: string;
  readonly investigation_id: string;
  readonly outcome_version: number;
  readonly kind: OutcomeKind;
  readonly status: FinalStatus;
  readonly execution_id?: string;
  readonly summary_record_id?: string;
  /** ISO 8601: when the agent reached it. */
  readonly reached_at: string;
  /** The task's version when the outcome was read, and when the investigation was last looked at. */
  readonly task_version: number;
  readonly seen_version: number;
  readonly state: 'open' | 'closed';
  /** ISO 8601: when the formatter was last asked; absent when that never succeeded. */
  readonly invoked_at?: string;
}

/** A note, written before a number is, that an investigation must be looked at until all its outcomes are closed. */
export interface Reminder {
  readonly agent_space_id: string;
  readonly investigation_id: string;
  /** The number that was about to be minted. */
  readonly outcome_version: number;
  /** ISO 8601. */
  readonly noted_at: string;
}

/** The client's own table, as the watcher uses it: single items under conditions, and queries. */
export interface Checkpoints {
  /** Those of one investigation, lowest number first. */
  readonly of: (agentSpaceId: string, investigationId: string) => Promise<Checkpoint[]>;
  /** @returns false when another watcher has given that number already */
  readonly mint: (checkpoint: Checkpoint) => Promise<boolean>;
  readonly noteInvoked: (checkpoint: Checkpoint, at: Date) => Promise<void>;
  readonly noteSeen: (checkpoint: Checkpoint, taskVersion: number) => Promise<void>;
  readonly remind: (reminder: Reminder) => Promise<void>;
  readonly reminders: (agentSpaceId: string) => Promise<Reminder[]>;
  /** Drops a reminder, unless it has been renewed. */
  readonly forget: (reminder: Reminder) => Promise<void>;
}

export type Novelty =
  | { readonly reason: 'new-outcome'; readonly outcomes: readonly Outcome[] }
  | { readonly reason: 'not-ended' | 'already-numbered' | 'stale-read'; readonly outcomes: readonly [] };

/**
 * Which of the outcomes that a task shows now have no number yet.
 *
 * An outcome is known when *any* number has its form, not only the latest: a slow watcher that read an older state must
 * not number it again. For the same reason a task read at an older version than one already numbered says nothing new.
 */
export function noveltyOf(current: readonly Outcome[], known: readonly Checkpoint[], taskVersion: number): Novelty {
  if (current.length === 0) return { reason: 'not-ended', outcomes: [] };
  if (known.some(({ task_version }) => task_version > taskVersion)) return { reason: 'stale-read', outcomes: [] };
  const outcomes = current.filter((outcome) => !known.some((checkpoint) => hasForm(checkpoint, outcome)));
  return outcomes.length > 0 ? { reason: 'new-outcome', outcomes } : { reason: 'already-numbered', outcomes: [] };
}

function hasForm(checkpoint: Checkpoint, outcome: Outcome): boolean {
  return (
    checkpoint.kind === outcome.kind &&
    checkpoint.status === outcome.status &&
    checkpoint.execution_id === outcome.executionId &&
    checkpoint.summary_record_id === outcome.summaryRecordId
  );
}

/** What the formatter is asked for. */
export function requestOf(checkpoint: Checkpoint): OutcomeRequest {
  const { agent_space_id, investigation_id, outcome_version, kind, status, reached_at } = checkpoint;
  const { execution_id, summary_record_id } = checkpoint;
  return {
    agent_space_id,
    investigation_id,
    outcome_version,
    kind,
    status,
    reached_at,
    ...(execution_id !== undefined && { execution_id }),
    ...(summary_record_id !== undefined && { summary_record_id }),
  };
}
