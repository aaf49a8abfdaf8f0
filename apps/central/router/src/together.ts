import { SEVERITIES, kindOf, type InvestigationEvent, type Severity } from '@org/event-schema';
import {
  EffectHeld,
  effectKey,
  performOnce,
  type CallFor,
  type CallLimit,
  type InvestigationStore,
  type PendingPage,
} from '@org/investigation-store';
import type { MetricName } from '@org/configuration';
import type { Metrics } from '@org/lambda-runtime';
import { headline, MAX_GROUPED, type GroupedOutcome, type Notifier, type OutcomeGroup } from '@org/notifiers';
import { countTold, dayOf, effectOf, receiptOf, type Telling, type Worker } from './telling';

/** Pages wait so long for others. A human still sees each within a minute. */
const SLOT_MS = 5_000;
/** After the end of a slot, for the difference of two clocks. */
const SLOT_MARGIN_MS = 500;
/** What a drainer needs: the rest of its slot, a wait for a call, the call itself, and its receipts. */
const DRAINER_NEEDS_MS = 25_000;

/** No call is left at the vendor for so long. Nothing was sent, and the next attempt may begin at once: it asks again. */
export class NoCallLeft extends Error {
  override readonly name = 'NoCallLeft';
  readonly retryable = true;
  readonly inDoubt = false;
  constructor(readonly waitMs: number) {
    super('No call is left for this destination in this minute. It is told later.');
  }
}

export interface TogetherPorts {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly store: Pick<
    InvestigationStore,
    'claim' | 'receipt' | 'failure' | 'count' | 'takeCall' | 'addPending' | 'drainerOf' | 'drain'
  >;
  readonly notifierFor: (destination: string, accountId: string) => Notifier;
  readonly linkFor: (event: InvestigationEvent) => string | undefined;
  readonly metered: Metrics<MetricName>;
  readonly worker: Worker;
}

/**
 * How much of a minute's calls this may use up. CRITICAL and HIGH come first everywhere; single pages leave some to pages
 * for many, which tickets and messages need not.
 */
export function purposeOf({ destination, event: { severity } }: Pick<Telling, 'destination' | 'event'>): CallFor {
  const urgent = severity === 'CRITICAL' || severity === 'HIGH';
  if (kindOf(destination) === 'page') return urgent ? 'urgent' : 'ordinary';
  return urgent ? 'group' : 'urgent';
}

/**
 * A page for which no call was left waits some seconds for others, and one call tells of all. One of those that wait
 * makes that call when the slot is over; should it die, the follow-up of each still owes it.
 */
export async function tellTogether(telling: Telling, limit: CallLimit, ports: TogetherPorts): Promise<void> {
  const { store, now, sleep, worker } = ports;
  const page = pendingOf(telling, ports);
  for (let slot = Math.floor(now().getTime() / SLOT_MS); ; slot++) {
    if (worker.remainingMs() < DRAINER_NEEDS_MS) throw new EffectHeld('No time is left to tell it with others.');
    const place = { limitKey: limit.key, slot };
    await store.addPending(place, page);
    const drainer = await store.drainerOf(place);
    if (drainer === 'over') continue;
    if (drainer === 'waiting') return;
    await sleep(Math.max(0, (slot + 1) * SLOT_MS + SLOT_MARGIN_MS - now().getTime()));
    await tellAll(await store.drain(place), slot, telling.destination, limit, ports);
    return;
  }
}

function pendingOf({ destination, event, act }: Telling, { linkFor }: TogetherPorts): PendingPage {
  const link = linkFor(event);
  return {
    effect: effectOf({ destination, event: idOf(event), act }),
    ...dayOf(event),
    severity: event.severity,
    headline: headline(event),
    ...(link === undefined ? {} : { link }),
  };
}

function idOf({ client_account_id, agent_space_id, investigation_id, outcome_version }: InvestigationEvent) {
  return { client_account_id, agent_space_id, investigation_id, outcome_version };
}

/** As many calls as it takes. Pages of one limit may have several names, and are of one service all the same. */
async function tellAll(
  pages: readonly PendingPage[],
  slot: number,
  destination: string,
  limit: CallLimit,
  ports: TogetherPorts,
): Promise<void> {
  const urgentFirst = [...pages].sort((a, b) => rank(a.severity) - rank(b.severity));
  for (let start = 0; start < urgentFirst.length; start += MAX_GROUPED) {
    const chunk = urgentFirst.slice(start, start + MAX_GROUPED);
    await takeCallFor(limit, ports);
    await tellChunk(chunk, `group-${slot}-${start / MAX_GROUPED}`, destination, ports);
  }
}

async function takeCallFor(limit: CallLimit, { store, sleep, worker }: TogetherPorts): Promise<void> {
  for (;;) {
    const call = await store.takeCall(limit, 'group');
    if (call.taken) return;
    if (worker.remainingMs() - call.retryAfterMs < DRAINER_NEEDS_MS / 2) throw new NoCallLeft(call.retryAfterMs);
    await sleep(call.retryAfterMs);
  }
}

/**
 * Each outcome is claimed, then all are told in one call, then each has its receipt. The first that is claimed makes the
 * call; the others wait for it and take its answer.
 */
async function tellChunk(
  chunk: readonly PendingPage[],
  key: string,
  destination: string,
  { store, notifierFor, metered, worker }: TogetherPorts,
): Promise<void> {
  const account = chunk[0]?.effect.outcome.client_account_id ?? '';
  const notifier = notifierFor(destination, account);
  const taken: PendingPage[] = [];
  let claimed!: () => void;
  const allClaimed = new Promise<void>((resolve) => (claimed = resolve));
  let undecided = chunk.length;
  const decided = () => {
    if (--undecided === 0) claimed();
  };
  let answer: ReturnType<Notifier['notifyGroup']> | undefined;

  const results = await Promise.allSettled(
    chunk.map(async (page) => {
      let counted = false;
      const count = () => {
        if (!counted) decided();
        counted = true;
      };
      try {
        const told = await performOnce(
          store,
          page.effect,
          {
            messageId: worker.messageId,
            clientName: page.client_name,
            remainingMs: worker.remainingMs(),
            group: key,
          },
          async (inDoubt, earlier) => {
            // An attempt whose end was not seen: the vendor is asked, by both keys that it may know.
            const found =
              (inDoubt ? await notifier.find(effectKey(page.effect)) : undefined) ??
              (earlier === undefined ? undefined : await notifier.find(earlier));
            if (found) return { ...receiptOf(found), ...(earlier === undefined ? {} : { group: earlier }) };
            taken.push(page);
            count();
            await allClaimed;
            answer ??= notifier.notifyGroup(groupOf(taken, key));
            return { ...receiptOf(await answer), group: key };
          },
        );
        if (told.state === 'told' && told.doubt) metered.add('DeliveriesInDoubt');
        if (told.state === 'elsewhere') return;
        await countTold(page.effect, page, store);
      } finally {
        count();
      }
    }),
  );
  if (
    answer &&
    (await answer.then(
      () => true,
      () => false,
    ))
  )
    metered.add('PagesSent');
  const failed = results.find((result) => result.status === 'rejected' && !(result.reason instanceof EffectHeld));
  if (failed?.status === 'rejected') throw failed.reason;
}

function groupOf(pages: readonly PendingPage[], key: string): OutcomeGroup {
  const outcomes = [...pages]
    .sort((a, b) => rank(a.severity) - rank(b.severity))
    .map(
      ({ effect, client_name, severity, headline: found, link }): GroupedOutcome => ({
        key: effectKey(effect),
        clientName: client_name,
        severity: severity as Severity,
        headline: found,
        ...(link === undefined ? {} : { link }),
      }),
    );
  return {
    key,
    severity: outcomes[0]?.severity ?? 'HIGH',
    clients: new Set(pages.map(({ effect }) => effect.outcome.client_account_id)).size,
    outcomes,
  };
}

function rank(severity: string): number {
  return Object.keys(SEVERITIES).indexOf(severity);
}
