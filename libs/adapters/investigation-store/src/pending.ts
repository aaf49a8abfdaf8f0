import { subjectKey, type Effect } from './keys';
import type { Table } from './table';

/** A page for which no call was left: it waits a few seconds for others, and one page tells of all of them. */
export interface PendingPage {
  readonly effect: Extract<Effect, { of: 'outcome' }>;
  readonly client_name: string;
  /** YYYY-MM-DD of the outcome, for the client's day. */
  readonly date: string;
  readonly severity: string;
  /** Redacted, one line. */
  readonly headline: string;
  readonly link?: string;
}

/** Pages of one limit that wait together, by number. */
export interface PendingSlot {
  readonly limitKey: string;
  readonly slot: number;
}

/**
 * Whose task it is to tell of a slot: this caller's; somebody's who has yet to begin (`waiting`); or it is over, and what was
 * just added may have come too late.
 */
export type Drainer = 'mine' | 'waiting' | 'over';

export async function addPending(table: Table, slot: PendingSlot, page: PendingPage): Promise<void> {
  const { effect } = page;
  const about = [subjectKey(effect), effect.destination, effect.act].filter((part) => part !== undefined).join('#');
  await table.putOnce({ ...keyOf(slot), sk: `PAGE#${about}`, page, expires_at: table.expiresAt(1) });
}

/** To be asked after {@link addPending}: then whoever drains later has seen it, whatever the clocks say. */
export async function drainerOf(table: Table, slot: PendingSlot): Promise<Drainer> {
  const key = { ...keyOf(slot), sk: 'DRAINER' };
  if (await table.putOnce({ ...key, expires_at: table.expiresAt(1) })) return 'mine';
  const drainer = await table.get<{ closed?: boolean }>(key);
  return drainer?.closed ? 'over' : 'waiting';
}

/** Closes a slot for newcomers, then gives everything in it. */
export async function drain(table: Table, slot: PendingSlot): Promise<PendingPage[]> {
  await table.update({ ...keyOf(slot), sk: 'DRAINER' }, 'SET closed = :yes, expires_at = :until', {
    values: { ':yes': true, ':until': table.expiresAt(1) },
  });
  const items = await table.query<{ page: PendingPage }>(keyOf(slot).pk, { from: 'PAGE#' });
  return items.map(({ page }) => page);
}

function keyOf({ limitKey, slot }: PendingSlot): { pk: string } {
  return { pk: `PENDING#${limitKey}#${slot}` };
}
