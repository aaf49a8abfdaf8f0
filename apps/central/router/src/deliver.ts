import type { MetricName } from '@org/configuration';
import { investigationKey, kindOf, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { EffectHeld, effectKey, performOnce, type CallLimit, type InvestigationStore } from '@org/investigation-store';
import type { Metrics } from '@org/lambda-runtime';
import type { Notifier, NotifyContext } from '@org/notifiers';
import { countTold, dayOf, effectOf, receiptOf, type Telling, type Worker } from './telling';
import { NoCallLeft, purposeOf, tellTogether, type TogetherPorts } from './together';

export interface DeliverPorts {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly store: TogetherPorts['store'] & Pick<InvestigationStore, 'stopCalls' | 'investigation'>;
  /** What a destination's vendor takes in a minute, and what shares that; undefined where nothing is configured. */
  readonly limitOf: (destination: string, accountId: string) => CallLimit | undefined;
  /** The notifier behind a destination for one client; throws when the configuration has none. */
  readonly notifierFor: (destination: string, accountId: string) => Notifier;
  /** Our link to the investigation, once there is a gateway for it; the plain deep link until then. */
  readonly linkFor: (event: InvestigationEvent) => string | undefined;
  /** What is told later than this after the outcome says so. */
  readonly lateAfterMinutes: number;
  readonly metered: Metrics<MetricName>;
  readonly worker: Worker;
}

/**
 * Tells one destination of one outcome, by claim → act → receipt. When no call is left at its vendor, a page is told
 * together with others, and anything else stays owed: the follow-up brings it.
 */
export async function deliver(telling: Telling, ports: DeliverPorts): Promise<void> {
  const { destination, event } = telling;
  if (await mustWaitForTicket(telling, ports.store)) {
    throw new EffectHeld(`The ticket of the investigation is not filed yet at ${destination}. It is tried again.`);
  }
  const limit = ports.limitOf(destination, event.client_account_id);
  try {
    await tellAlone(telling, limit, ports);
  } catch (error) {
    if (!(error instanceof NoCallLeft)) throw error;
    if (kindOf(destination) === 'page' && limit) await tellTogether(telling, limit, ports);
  }
}

/** A mitigation is a comment on the ticket of its investigation: before that is filed, it would become a second one. */
export async function mustWaitForTicket(
  { destination, event }: Pick<Telling, 'destination' | 'event'>,
  store: Pick<InvestigationStore, 'investigation'>,
): Promise<boolean> {
  if (!event.event_type.startsWith('mitigation_') || kindOf(destination) !== 'ticket') return false;
  const { decisions, deliveries } = await store.investigation(investigationKey(event));
  return decisions.some(
    ({ key, destinations }) =>
      key !== outcomeKey(event) &&
      destinations.includes(destination) &&
      !deliveries.some((one) => one.key === key && one.destination === destination && one.state === 'done'),
  );
}

async function tellAlone(telling: Telling, limit: CallLimit | undefined, ports: DeliverPorts): Promise<void> {
  const { destination, event } = telling;
  const { store, metered, worker } = ports;
  try {
    const told = await performOnce(
      store,
      effectOf(telling),
      { messageId: worker.messageId, clientName: event.client_name, remainingMs: worker.remainingMs() },
      async (inDoubt, group) => {
        if (inDoubt) metered.add('DeliveriesInDoubt');
        const notifier = ports.notifierFor(destination, event.client_account_id);
        const together = group === undefined ? undefined : await notifier.find(group);
        if (together) return { ...receiptOf(together), ...(group === undefined ? {} : { group }) };
        const call = limit && (await store.takeCall(limit, purposeOf(telling)));
        if (call && !call.taken) throw new NoCallLeft(call.retryAfterMs);
        return receiptOf(await notifier.notify(event, contextOf(telling, inDoubt, ports)));
      },
    );
    if (told.state === 'elsewhere') return;
    if (told.state === 'told') {
      if (told.doubt) metered.add('DeliveriesInDoubt');
      const { action } = told.receipt;
      if (action === 'accepted') metered.add('PagesSent');
      if (action === 'created') metered.add('TicketsCreated');
    }
    // Also when it was done before: a crash may have come between the receipt and this.
    await countTold(effectOf(telling), dayOf(event), store);
  } catch (error) {
    if (!(error instanceof EffectHeld) && !(error instanceof NoCallLeft)) metered.add('NotifyFailures');
    // Whatever we had counted: others of this limit need not learn it by a call of their own.
    if (limit && (error as { status?: unknown }).status === 429) await store.stopCalls(limit);
    throw error;
  }
}

function contextOf(
  telling: Telling,
  inDoubt: boolean,
  { now, linkFor, lateAfterMinutes }: DeliverPorts,
): NotifyContext {
  const { event, decision, act } = telling;
  const link = linkFor(event);
  const minutesAgo = Math.floor((now().getTime() - Date.parse(event.timestamp)) / 60_000);
  const waited = act === undefined ? undefined : /^escalation-(\d+)$/.exec(act)?.[1];
  return {
    key: effectKey(effectOf(telling)),
    ...(link === undefined ? {} : { link }),
    repeat: inDoubt || event.outcome_version > 1 || act !== undefined,
    ruleId: decision.rule_id,
    reason: waited === undefined ? decision.reason : 'escalation',
    explanation:
      waited === undefined
        ? decision.explanation
        : `Nobody has acknowledged this within ${waited} minutes. ${decision.explanation}`,
    ...(minutesAgo > lateAfterMinutes ? { lateMinutes: minutesAgo } : {}),
  };
}
