import type { WithheldReason } from '@org/event-schema';
import { investigationPartition, paddedVersion, type OutcomeRequest } from './outcome-request';

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

/** Where a receipt stands in the client's own table, beside the watcher's checkpoint: the formatter writes it there. */
export function receiptKey(outcome: Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>): {
  pk: string;
  sk: string;
} {
  return { pk: investigationPartition(outcome), sk: `${RECEIPT_PREFIX}${paddedVersion(outcome.outcome_version)}` };
}

/** How the sort key of every receipt begins, for whoever reads them all. */
export const RECEIPT_PREFIX = 'RECEIPT#';
