import type { MetricName } from '@org/configuration';
import { kindOf, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import {
  EffectHeld,
  effectKey,
  performOnce,
  type Act,
  type DecisionRecord,
  type Effect,
  type InvestigationStore,
} from '@org/investigation-store';
import type { Metrics } from '@org/lambda-runtime';
import type { Notifier, NotifyContext, Receipt } from '@org/notifiers';

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

export interface DeliverPorts {
  readonly now: () => Date;
  readonly store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure' | 'count'>;
  /** The notifier behind a destination for one client; throws when the configuration has none. */
  readonly notifierFor: (destination: string, accountId: string) => Notifier;
  /** Our link to the investigation, once there is a gateway for it; the plain deep link until then. */
  readonly linkFor: (event: InvestigationEvent) => string | undefined;
  /** What is told later than this after the outcome says so. */
  readonly lateAfterMinutes: number;
  readonly metered: Metrics<MetricName>;
  readonly worker: Worker;
}

/** Tells one destination of one outcome, by claim → act → receipt. */
export async function deliver(telling: Telling, ports: DeliverPorts): Promise<void> {
  const { destination, event, act } = telling;
  const { store, metered, worker } = ports;
  try {
    const told = await performOnce(
      store,
      effectOf(telling),
      { messageId: worker.messageId, clientName: event.client_name, remainingMs: worker.remainingMs() },
      async (inDoubt) => {
        if (inDoubt) metered.add('DeliveriesInDoubt');
        const notifier = ports.notifierFor(destination, event.client_account_id);
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
    // Also when it was done before: a crash may have come between the receipt and this. Each is counted once.
    await store.count(
      { account_id: event.client_account_id, client_name: event.client_name, date: event.timestamp.slice(0, 10) },
      [outcomeKey(event), destination, act].filter((part) => part !== undefined).join('#'),
      { [`${kindOf(destination) ?? 'message'}s`]: 1 },
    );
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('NotifyFailures');
    throw error;
  }
}

export function effectOf({ destination, event, act }: Omit<Telling, 'decision'>): Effect {
  return { of: 'outcome', outcome: event, destination, ...(act === undefined ? {} : { act }) };
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

function receiptOf({ id, url, action }: Receipt) {
  return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
}
