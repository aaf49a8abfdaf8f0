import type { MetricName } from '@org/configuration';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { EffectHeld, performOnce, type DecisionRecord, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import type { Notifier } from '@org/notifiers';

export interface DeliverPorts {
  readonly store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure' | 'count'>;
  /** The notifier behind a destination for one client; throws when the configuration has none. */
  readonly notifierFor: (destination: string, accountId: string) => Notifier;
  /** Our link to the investigation, once there is a gateway for it; the plain deep link until then. */
  readonly linkFor: (event: InvestigationEvent) => string | undefined;
  readonly metered: Metrics<MetricName>;
  readonly meta: Pick<MessageMeta, 'messageId' | 'remainingMs'>;
}

/** Tells one destination of one outcome, by claim → act → receipt. */
export async function deliver(
  destination: string,
  event: InvestigationEvent,
  decision: DecisionRecord,
  { store, notifierFor, linkFor, metered, meta }: DeliverPorts,
): Promise<void> {
  const effect = { of: 'outcome' as const, outcome: event, destination };
  const link = linkFor(event);
  try {
    const told = await performOnce(
      store,
      effect,
      { messageId: meta.messageId, clientName: event.client_name, remainingMs: meta.remainingMs() },
      async (inDoubt) => {
        if (inDoubt) metered.add('DeliveriesInDoubt');
        const { id, url, action } = await notifierFor(destination, event.client_account_id).notify(event, {
          key: outcomeKey(event),
          ...(link === undefined ? {} : { link }),
          repeat: inDoubt || event.outcome_version > 1,
          ruleId: decision.rule_id,
          reason: decision.reason,
          explanation: decision.explanation,
        });
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
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
      `${outcomeKey(event)}#${destination}`,
      { [destination.startsWith('pagerduty:') ? 'pages' : 'tickets']: 1 },
    );
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('NotifyFailures');
    throw error;
  }
}
