import type { Effect } from './keys';
import type { Claimant, Receipt } from './effects';
import type { InvestigationStore } from './store';

/**
 * How much longer than its worker a claim lives. The worker is stopped by Lambda; this covers the difference of clocks
 * between two workers.
 */
const LEASE_MARGIN_MS = 60_000;

/** An earlier run of the same message may still be at it, or the vendor asked to wait: the message must come back later. */
export class EffectHeld extends Error {
  override readonly name = 'EffectHeld';
  readonly retryable = true;
}

export interface Performance extends Pick<Claimant, 'messageId' | 'clientName'> {
  /** How long this worker may still live: what Lambda says, not a guess. The claim outlives it. */
  readonly remainingMs: number;
}

/**
 * Claim → act → receipt: does one thing in the outside world at most once, however often it is called, by however many
 * workers.
 *
 * When an earlier attempt may have acted without leaving a receipt, `act` is told so (`inDoubt`) and must ask the vendor
 * first. What `act` throws is recorded and thrown on. An error may carry `inDoubt: false` (nothing was sent; without it,
 * doubt is assumed) and `retryAfterMs` (no attempt begins before).
 *
 * @returns the receipt if this call acted, `doubt` when people may have been told twice; nothing if it was done before, or
 *   is in the hands of another message: that one stays in the queue until it has succeeded, so this one need not wait for it
 * @throws EffectHeld when it must be tried again by this very message
 */
export async function performOnce<R extends Receipt>(
  store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure'>,
  effect: Effect,
  { messageId, clientName, remainingMs }: Performance,
  act: (inDoubt: boolean) => Promise<R>,
): Promise<{ receipt: R; doubt: boolean } | undefined> {
  const claim = await store.claim(effect, { messageId, clientName, leaseMs: remainingMs + LEASE_MARGIN_MS });
  if (!claim.taken) {
    if (claim.why === 'done' || claim.by !== messageId) return undefined;
    throw new EffectHeld(
      `An earlier run may still be telling ${effect.destination}, or it asked to wait. It is tried again.`,
    );
  }
  let receipt: R;
  try {
    receipt = await act(claim.in_doubt);
  } catch (error) {
    const { inDoubt = true, retryAfterMs = 0 } = error as { inDoubt?: boolean; retryAfterMs?: number };
    const message = error instanceof Error ? error.message : 'unknown trouble';
    await store.failure(effect, claim.claim_id, { error: message, in_doubt: claim.in_doubt || inDoubt, retryAfterMs });
    throw error;
  }
  const ours = await store.receipt(effect, claim.claim_id, receipt);
  return { receipt, doubt: !ours };
}
