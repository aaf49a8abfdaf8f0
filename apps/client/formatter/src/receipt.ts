import type { OutcomeRequest } from '@org/devops-agent-client';
import type { WithheldReason } from '@org/event-schema';

/**
 * What left the client's account about one outcome, to the byte, kept in the client's own table. It is written before
 * the event leaves, so nothing can leave without one; `left_at` says that it did.
 */
export interface CrossingReceipt {
  readonly agent_space_id: string;
  readonly investigation_id: string;
  readonly outcome_version: number;
  /** Exactly what was published, as JSON. */
  readonly event_json: string;
  /** Of `event_json`, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** JSON pointers of every field in it. */
  readonly fields: readonly string[];
  readonly redacted: Readonly<Record<string, number>>;
  readonly withheld_reason?: WithheldReason;
  /** Which resource each pseudonym stands for: the key that never leaves. */
  readonly pseudonyms?: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly prepared_at: string;
  /** ISO 8601: when the bus had taken it; absent until then. */
  readonly left_at?: string;
}

/** The client's own table, as the formatter uses it. */
export interface Receipts {
  /** @returns undefined when this outcome has none */
  readonly of: (request: OutcomeRequest) => Promise<CrossingReceipt | undefined>;
  /** Keeps a new receipt, or gives back the one that was there first. */
  readonly prepare: (receipt: CrossingReceipt) => Promise<CrossingReceipt>;
  readonly noteLeft: (receipt: CrossingReceipt, at: Date) => Promise<void>;
  /** Closes the watcher's checkpoint, so that the outcome is not asked for again. */
  readonly closeCheckpoint: (request: OutcomeRequest, at: Date) => Promise<void>;
  /** The client's own secret for pseudonyms: made once, kept here, known nowhere else. */
  readonly pseudonymKey: () => Promise<Uint8Array>;
}
