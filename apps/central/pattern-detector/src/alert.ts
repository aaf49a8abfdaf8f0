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
  /** How many clients a pattern needs. */
  readonly leastClients: number;
  readonly metered: Metrics<MetricName>;
  readonly meta: Pick<MessageMeta, 'messageId' | 'remainingMs'>;
}

/** As many members are linked in the alert; the console shows all. */
const MAX_LINKED = 20;

/**
 * Tells one destination of a pattern, once in the pattern's life; and brings that page or ticket up to date when twice as
 * many clients are hit as at the step before. The step follows from the pattern alone, so that of many workers one tells it.
 *
 * @returns whether this call told anything
 */
export async function alertOnce(
  destination: string,
  pattern: Pattern,
  severity: Severity,
  ports: AlertPorts,
): Promise<boolean> {
  const first = await tell(destination, pattern, severity, undefined, ports);
  if (first !== 'done') return first === 'told';
  const step = stepOf(pattern, ports.leastClients);
  return step > 0 && (await tell(destination, pattern, severity, step, ports)) === 'told';
}

/** 0 at first; 1 with twice as many clients as a pattern needs, 2 with four times as many, … */
export function stepOf({ clients }: Pick<Pattern, 'clients'>, leastClients: number): number {
  return Math.max(0, Math.floor(Math.log2(clients.length / leastClients)));
}

async function tell(
  destination: string,
  pattern: Pattern,
  severity: Severity,
  step: number | undefined,
  { store, notifierFor, clientName, analyse, metered, meta, leastClients }: AlertPorts,
): Promise<'told' | 'done' | 'elsewhere'> {
  const effect = {
    of: 'pattern' as const,
    pattern_id: pattern.pattern_id,
    destination,
    ...(step === undefined ? {} : { act: `update-${step}` as const }),
  };
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
          ...(step === undefined ? {} : { update: { number: step, clientsBefore: leastClients * 2 ** (step - 1) } }),
        };
        const { id, url, action } = await notifier.notifyPattern(alert, { repeat: inDoubt });
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
      },
    );
    if (told.state !== 'told') return told.state;
    if (told.doubt) metered.add('DeliveriesInDoubt');
    if (told.receipt.action === 'accepted' && step === undefined) metered.add('PagesSent');
    if (told.receipt.action === 'created') metered.add('TicketsCreated');
    return 'told';
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
