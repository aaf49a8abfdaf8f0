import type { MetricName } from '@org/configuration';
import type { Pattern } from '@org/correlation-engine';
import { investigationKey, type Severity } from '@org/event-schema';
import { EffectHeld, effectKey, performOnce, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import type { Notifier, PatternAlert } from '@org/notifiers';

export interface AlertPorts {
  readonly store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure' | 'investigation'>;
  readonly notifierFor: (destination: string) => Notifier;
  readonly clientName: (accountId: string) => string;
  /** What a language model makes of it, if one is configured, within its budget and well. Never throws. */
  readonly analyse: (pattern: Pattern) => Promise<string | undefined>;
  readonly metered: Metrics<MetricName>;
  readonly meta: Pick<MessageMeta, 'messageId' | 'remainingMs'>;
}

/** As many members are linked in the alert; the console shows all. */
const MAX_LINKED = 20;

/**
 * Tells one destination of a pattern, once in the pattern's life: later members change the pattern, and wake nobody.
 *
 * @returns whether this call told it
 */
export async function alertOnce(
  destination: string,
  pattern: Pattern,
  severity: Severity,
  { store, notifierFor, clientName, analyse, metered, meta }: AlertPorts,
): Promise<boolean> {
  const effect = { of: 'pattern' as const, pattern_id: pattern.pattern_id, destination };
  try {
    const told = await performOnce(
      store,
      effect,
      { messageId: meta.messageId, clientName: `${pattern.clients.length} clients`, remainingMs: meta.remainingMs() },
      async (inDoubt) => {
        if (inDoubt) metered.add('DeliveriesInDoubt');
        const notifier = notifierFor(destination);
        const [investigations, prose] = await Promise.all([linkedMembers(pattern), analyse(pattern)]);
        const alert: PatternAlert = {
          key: effectKey(effect),
          title: pattern.shared,
          severity,
          clients: pattern.clients.length,
          evidence: [
            pattern.explanation,
            ...[...pattern.evidence].sort((a, b) => b.weight - a.weight).map(({ what }) => what),
          ],
          investigations,
          ...(prose === undefined ? {} : { prose }),
        };
        const { id, url, action } = await notifier.notifyPattern(alert, { repeat: inDoubt });
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
      },
    );
    if (told.state !== 'told') return false;
    if (told.doubt) metered.add('DeliveriesInDoubt');
    if (told.receipt.action === 'accepted') metered.add('PagesSent');
    if (told.receipt.action === 'created') metered.add('TicketsCreated');
    return true;
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('NotifyFailures');
    throw error;
  }

  /** The links are those that the router accepted, if it has been there already. */
  async function linkedMembers({ members }: Pattern): Promise<PatternAlert['investigations']> {
    return Promise.all(
      members.slice(0, MAX_LINKED).map(async (member) => {
        const key = investigationKey(member);
        const { outcomes } = await store.investigation(key);
        const link = outcomes.at(-1)?.event.links.devops_agent_investigation;
        return { key, clientName: clientName(member.client_account_id), ...(link === undefined ? {} : { link }) };
      }),
    );
  }
}
