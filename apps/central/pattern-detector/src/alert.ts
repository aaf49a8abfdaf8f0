import type { MetricName } from '@org/configuration';
import type { Pattern } from '@org/correlation-engine';
import { investigationKey, kindOf, SEVERITIES, type Severity } from '@org/event-schema';
import { EffectHeld, effectKey, performOnce, type Delivery, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import type { Notifier, PatternAlert } from '@org/notifiers';
import type { Insight } from './insight';

export interface AlertPorts {
  readonly store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure' | 'investigation' | 'pattern'>;
  readonly now: () => Date;
  readonly notifierFor: (destination: string) => Notifier;
  readonly clientName: (accountId: string) => string;
  /** What people are told beside the evidence. Never throws. */
  readonly insight: (pattern: Pattern) => Promise<Insight>;
  /** How many clients a pattern needs. */
  readonly leastClients: number;
  readonly metered: Metrics<MetricName>;
  readonly meta: Pick<MessageMeta, 'messageId' | 'remainingMs'>;
}

/** As many members are linked in the alert; the console shows all. */
const MAX_LINKED = 20;

/** A ticket shows in its vendor's search some time after it was filed (seconds; we allow as much as `performOnce`). */
const SHOWN_AFTER_MS = 60_000;

/** What is told of a pattern: that it is there, that it has grown to a step, what a model makes of it, or that it is over. */
type News = 'found' | 'explained' | 'ended' | { readonly step: number };

/**
 * Tells one destination of a pattern, once in the pattern's life; and brings that page or ticket up to date when twice as
 * many clients are hit as at the step before. The step follows from the pattern alone, so that of many workers one tells it.
 *
 * @param atLeast the severity of the report at hand, if there is one: the router may not have taken it in yet
 * @returns whether this call told anything
 */
export async function alertOnce(
  destination: string,
  pattern: Pattern,
  atLeast: Severity,
  ports: AlertPorts,
): Promise<boolean> {
  const first = await tell(destination, pattern, atLeast, 'found', ports);
  if (first !== 'done') return first === 'told';
  const step = stepOf(pattern, ports.leastClients);
  return step > 0 && (await tell(destination, pattern, atLeast, { step }, ports)) === 'told';
}

/** Brings what a model made of a pattern to one destination that was told of it before, once in the pattern's life. */
export async function explainOnce(destination: string, pattern: Pattern, ports: AlertPorts): Promise<boolean> {
  return (await tell(destination, pattern, 'HIGH', 'explained', ports)) === 'told';
}

/** Tells one destination that a pattern is over, once in the pattern's life. A page is closed by it. */
export async function endOnce(destination: string, pattern: Pattern, ports: AlertPorts): Promise<void> {
  await tell(destination, pattern, 'HIGH', 'ended', ports);
}

/** 0 at first; 1 with twice as many clients as a pattern needs, 2 with four times as many, … */
export function stepOf({ clients }: Pick<Pattern, 'clients'>, leastClients: number): number {
  return Math.max(0, Math.floor(Math.log2(clients.length / leastClients)));
}

async function tell(
  destination: string,
  pattern: Pattern,
  atLeast: Severity,
  news: News,
  { store, notifierFor, clientName, insight, metered, meta, leastClients, now }: AlertPorts,
): Promise<'told' | 'done' | 'elsewhere'> {
  if (news !== 'found' && (await isFresh())) return 'elsewhere'; // the sweep comes back to it
  const effect = {
    of: 'pattern' as const,
    pattern_id: pattern.pattern_id,
    destination,
    ...(news === 'found' ? {} : { act: `update-${typeof news === 'object' ? news.step : news}` as const }),
  };
  try {
    const told = await performOnce(
      store,
      effect,
      { messageId: meta.messageId, clientName: `${pattern.clients.length} clients`, remainingMs: meta.remainingMs() },
      async (inDoubt) => {
        if (inDoubt) metered.add('DeliveriesInDoubt');
        const notifier = notifierFor(destination);
        const [members, beside] = await Promise.all([
          readMembers(pattern),
          news === 'ended' ? undefined : insight(pattern),
        ]);
        const alert: PatternAlert = {
          key: effectKey(effect),
          title: pattern.shared,
          severity: highest(['HIGH', atLeast, ...members.flatMap(({ severity }) => severity ?? [])]),
          clients: pattern.clients.length,
          evidence: [
            pattern.explanation,
            ...[...pattern.evidence].sort((a, b) => b.weight - a.weight).map(({ what }) => what),
          ],
          investigations: members.slice(0, MAX_LINKED).map(({ severity: _, ...linked }) => linked),
          ...beside,
          ...(news === 'ended' && { ended: true }),
          ...(news === 'explained' && { explained: true }),
          ...(typeof news === 'object' && {
            update: { number: news.step, clientsBefore: leastClients * 2 ** (news.step - 1) },
          }),
        };
        const { id, url, action } = await notifier.notifyPattern(alert, { repeat: inDoubt });
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
      },
    );
    if (told.state !== 'told') return told.state;
    if (told.doubt) metered.add('DeliveriesInDoubt');
    if (told.receipt.action === 'accepted' && news === 'found') metered.add('PagesSent');
    if (told.receipt.action === 'created') metered.add('TicketsCreated');
    return 'told';
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('NotifyFailures');
    throw error;
  }

  /** News would not find the ticket yet, and file a second one. */
  async function isFresh(): Promise<boolean> {
    if (kindOf(destination) !== 'ticket') return false;
    const { deliveries = [] } = (await store.pattern(pattern.pattern_id)) ?? {};
    const first = deliveries.find((one) => one.destination === destination && one.act === undefined);
    return first !== undefined && !isShown(first, now());
  }

  /** The links and severities are those that the router accepted, if it has been there already. */
  async function readMembers({ members }: Pattern): Promise<readonly (Linked & { severity?: Severity })[]> {
    return Promise.all(
      members.map(async (member) => {
        const key = investigationKey(member);
        const { outcomes } = await store.investigation(key);
        const link = outcomes.at(-1)?.event.links.devops_agent_investigation;
        const own = outcomes.find(({ event }) => event.outcome_version === member.outcome_version)?.event;
        return {
          key,
          clientName: clientName(member.client_account_id),
          ...(link === undefined ? {} : { link }),
          ...(own === undefined ? {} : { severity: own.severity }),
        };
      }),
    );
  }
}

/** Whether a vendor can be relied upon to find what was told, by its key. */
export function isShown({ at }: Delivery, now: Date): boolean {
  return now.getTime() - Date.parse(at) >= SHOWN_AFTER_MS;
}

type Linked = PatternAlert['investigations'][number];

function highest(severities: readonly Severity[]): Severity {
  const known = Object.keys(SEVERITIES) as Severity[];
  return known.find((severity) => severities.includes(severity)) ?? 'HIGH';
}
