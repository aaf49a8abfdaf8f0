import type { InvestigationEvent, OutcomeId } from '@org/event-schema';
import type { Act, DecisionRecord, Effect } from '@org/investigation-store';
import type { Receipt } from '@org/notifiers';

/** One destination, and what it is to be told. */
export interface Telling {
  readonly destination: string;
  /** With the severity of the decision. */
  readonly event: InvestigationEvent;
  readonly decision: DecisionRecord;
  /** Absent for the first telling. */
  readonly act?: Act;
}

/** Who tells: a message of a queue, or the sweep. */
export interface Worker {
  readonly messageId: string;
  /** Milliseconds until Lambda stops the function. */
  readonly remainingMs: () => number;
}

export function effectOf({
  destination,
  event,
  act,
}: {
  readonly destination: string;
  readonly event: OutcomeId;
  readonly act?: Act | undefined;
}): Extract<Effect, { of: 'outcome' }> {
  return { of: 'outcome', outcome: event, destination, ...(act === undefined ? {} : { act }) };
}

export function receiptOf({ id, url, action }: Receipt) {
  return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
}
