import type { Effect } from './keys';
import type { Claimant, Receipt } from './effects';
import type { InvestigationStore } from './store';

/**
 * How much longer than its worker a claim lives. The worker is stopped by Lambda; this covers the difference of clocks
 * between two workers.
 */
const LEASE_MARGIN_MS = 60_000;

/**
 * After an attempt whose end was not seen, nobody tries again for so long: the vendor's look-up must be able to tell. A
 * request that timed out may still arrive (10 s), and what arrived shows in the look-up later (seconds; we allow 30).
 */
const DOUBT_SETTLES_MS = 60_000;

/** An earlier run of the same message may still be at it, or it must wait: the message must come back later. */
export class EffectHeld extends Error {
  override readonly name = 'EffectHeld';
  readonly retryable = true;
}

export interface Performance extends Pick<Claimant, 'messageId' | 'clientName' | 'group'> {
  /** How long this worker may still live: what Lambda says, not a guess. The claim outlives it. */
  readonly remainingMs: number;
}

export type Performed<R> =
  /** By this call. `doubt`: people may have been told twice. */
  | { readonly state: 'told'; readonly receipt: R; readonly doubt: boolean }
  /** Before. */
  | { readonly state: 'done' }
  /** By another message, which stays in its queue until it has succeeded: this one need not wait for it. */
  | { readonly state: 'elsewhere' };

/**
 * Claim → act → receipt: does one thing in the outside world at most once, however often it is called, by however many
 * workers.
 *
 * When an earlier attempt may have acted without leaving a receipt, `act` is told so (`inDoubt`) and must ask the vendor
 * first; also for the page for many (`group`), when that attempt was part of one. What `act` throws is recorded and thrown on. An error may carry `inDoubt: false` (nothing was sent; without it,
 * doubt is assumed) and `retryAfterMs` (no attempt begins before).
 *
 * @throws EffectHeld when it must be tried again by this very message
 */
export async function performOnce<R extends Receipt>(
  store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure'>,
  effect: Effect,
  { remainingMs, ...claimant }: Performance,
  act: (inDoubt: boolean, group?: string) => Promise<R>,
): Promise<Performed<R>> {
  const claim = await store.claim(effect, { ...claimant, leaseMs: remainingMs + LEASE_MARGIN_MS });
  if (!claim.taken) {
    if (claim.why === 'done') return { state: 'done' };
    if (claim.why === 'held' && claim.by !== claimant.messageId) return { state: 'elsewhere' };
    throw new EffectHeld(
      claim.why === 'held'
        ? `An earlier run may still be telling ${effect.destination}. It is tried again.`
        : `${effect.destination} asked to wait, or what became of the last attempt does not show yet. It is tried again.`,
    );
  }
  let receipt: R;
  try {
    receipt = await act(claim.in_doubt, claim.group);
  } catch (error) {
    const { inDoubt = true, retryAfterMs = 0 } = error as { inDoubt?: boolean; retryAfterMs?: number };
    const message = error instanceof Error ? error.message : 'unknown trouble';
    await store.failure(effect, claim.claim_id, {
      error: message,
      in_doubt: claim.in_doubt || inDoubt,
      again: claim.again === true || (claim.in_doubt && inDoubt),
      retryAfterMs: inDoubt ? Math.max(retryAfterMs, DOUBT_SETTLES_MS) : retryAfterMs,
    });
    throw error;
  }
  // Asked, and sent again because it did not know: its look-up may have been too early.
  const again = claim.again === true || (claim.in_doubt && receipt.action !== 'found');
  const ours = await store.receipt(effect, claim.claim_id, { ...receipt, in_doubt: again });
  return { state: 'told', receipt, doubt: again || !ours };
}
