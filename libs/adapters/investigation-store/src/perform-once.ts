import type { Effect } from './keys';
import type { Receipt } from './effects';
import type { InvestigationStore } from './store';

/**
 * How much longer than its worker a claim lives. The worker is stopped by Lambda; this covers the difference of clocks
 * between two workers.
 */
const LEASE_MARGIN_MS = 60_000;

/** Another worker has the effect, or the vendor asked to wait. Nothing is wrong: the message must come back later. */
export class EffectHeld extends Error {
  override readonly name = 'EffectHeld';
  readonly retryable = true;
}

export interface Performance {
  /** For the record, so that a list of deliveries reads well. */
  readonly clientName: string;
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
 * @returns the receipt if this call acted, `doubt` when people may have been told twice; nothing if it was done before
 * @throws EffectHeld when another worker is at it
 */
export async function performOnce<R extends Receipt>(
  store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure'>,
  effect: Effect,
  { clientName, remainingMs }: Performance,
  act: (inDoubt: boolean) => Promise<R>,
): Promise<{ receipt: R; doubt: boolean } | undefined> {
  const claim = await store.claim(effect, clientName, remainingMs + LEASE_MARGIN_MS);
  if (!claim.taken && claim.why === 'done') return undefined;
  if (!claim.taken) {
    throw new EffectHeld(`${effect.destination} is being told by another worker, or asked to wait. It is tried again.`);
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
