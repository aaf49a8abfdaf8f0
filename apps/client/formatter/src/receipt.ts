import type { CrossingReceipt, OutcomeRequest } from '@org/devops-agent-client';

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
