import { kindOf, outcomeKey, type InvestigationEvent, type OutcomeId } from '@org/event-schema';
import type { Act, DecisionRecord, Effect, InvestigationStore } from '@org/investigation-store';
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

/**
 * What people were told, added to the client's day. Each is counted once, however often this is called.
 *
 * @param date YYYY-MM-DD of the outcome
 */
export async function countTold(
  { outcome, destination, act }: Extract<Effect, { of: 'outcome' }>,
  { client_name, date }: { readonly client_name: string; readonly date: string },
  store: Pick<InvestigationStore, 'count'>,
): Promise<void> {
  await store.count(
    { account_id: outcome.client_account_id, client_name, date },
    [outcomeKey(outcome), destination, act].filter((part) => part !== undefined).join('#'),
    { [`${kindOf(destination) ?? 'message'}s`]: 1 },
  );
}

/** The client's day that an outcome belongs to. */
export function dayOf({ client_name, timestamp }: Pick<InvestigationEvent, 'client_name' | 'timestamp'>) {
  return { client_name, date: timestamp.slice(0, 10) };
}
