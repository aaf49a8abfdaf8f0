import type { Table } from './table';

/** What shares a vendor's limit, and how many calls of it we allow ourselves. */
export interface CallLimit {
  readonly key: string;
  readonly perMinute: number;
}

/**
 * Who asks for a call. `ordinary` leaves half of them, so that CRITICAL and HIGH never wait behind tickets; `urgent` leaves
 * a quarter to pages for many (`group`), which are what helps when calls are scarce.
 */
export type CallFor = 'ordinary' | 'urgent' | 'group';

export type Call = { readonly taken: true } | { readonly taken: false; readonly retryAfterMs: number };

/** A minute's calls are handed out in slices, so that a burst does not use them up at once. */
const SLICE_MS = 10_000;
/** Below so many a minute a slice would hold less than two calls. */
const SLICED_FROM = 12;

/** Takes one call of a vendor's limit, if one is left for this purpose in this slice of time. */
export async function takeCall(table: Table, limit: CallLimit, purpose: CallFor): Promise<Call> {
  const { key, calls, endsAt } = sliceOf(limit, table.now());
  const share = { ordinary: Math.floor(calls / 2), urgent: Math.floor((calls * 3) / 4), group: calls }[purpose];
  const taken = await table.update(key, 'SET expires_at = :until ADD used :one', {
    condition: 'attribute_not_exists(used) OR used < :max',
    values: { ':one': 1, ':max': Math.max(1, share), ':until': table.expiresAt(1) },
  });
  return taken === false
    ? { taken: false, retryAfterMs: Math.max(1, endsAt - table.now().getTime()) }
    : { taken: true };
}

/** Uses up this slice: the vendor has asked for fewer calls, whatever we had counted. */
export async function stopCalls(table: Table, limit: CallLimit): Promise<void> {
  const { key, calls } = sliceOf(limit, table.now());
  await table.update(key, 'SET used = :max, expires_at = :until', {
    values: { ':max': calls, ':until': table.expiresAt(1) },
  });
}

function sliceOf({ key, perMinute }: CallLimit, now: Date) {
  const sliceMs = perMinute < SLICED_FROM ? 60_000 : SLICE_MS;
  const startsAt = Math.floor(now.getTime() / sliceMs) * sliceMs;
  return {
    key: { pk: `CALLS#${key}`, sk: new Date(startsAt).toISOString() },
    calls: Math.max(1, Math.floor((perMinute * sliceMs) / 60_000)),
    endsAt: startsAt + sliceMs,
  };
}
