import type { MetricName } from '@org/configuration';
import type { Pattern } from '@org/correlation-engine';
import { investigationKey, kindOf, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { EffectHeld, performOnce, type Delivery, type InvestigationStore } from '@org/investigation-store';
import type { MessageMeta, Metrics } from '@org/lambda-runtime';
import type { Notifier, PatternMember } from '@org/notifiers';
import { tryEach } from './try-each';

export interface MemberPorts {
  readonly store: Pick<InvestigationStore, 'claim' | 'receipt' | 'failure' | 'investigation' | 'pattern'>;
  readonly notifierFor: (destination: string, accountId?: string) => Notifier;
  /** Whether {@link CLIENT_TICKETS} means something for a client. */
  readonly hasTickets: (accountId: string) => boolean;
  readonly clientName: (accountId: string) => string;
  /** Who hears of the pattern itself. */
  readonly notify: readonly string[];
  readonly metered: Metrics<MetricName>;
  readonly meta: Pick<MessageMeta, 'messageId' | 'remainingMs'>;
}

/** Where a client's own tickets are filed, if the router has filed none for it elsewhere. */
export const CLIENT_TICKETS = 'jira:default';

/** So many clients at most for one message; the next report of the pattern, or the sweep, goes on with the others. */
const MAX_AT_ONCE = 20;

/** A ticket takes four calls of at most ten seconds at the notifier; with less time left none is begun. */
const ONE_NEEDS_MS = 40_000;

/**
 * Tells each client of a pattern, in its own ticket and once, at how many clients it was seen; no other is named. A client
 * waits for the next report of the pattern, or for the sweep, while the provider's own ticket, which is the parent, or the
 * router's ticket for its investigation is not there yet: otherwise it would get two.
 *
 * @returns how many clients this call told
 * @throws what the first of those that failed threw, after all were tried
 */
export async function tellMembers(pattern: Pattern, ports: MemberPorts): Promise<number> {
  const { store, notify, hasTickets, meta } = ports;
  const { deliveries = [] } = (await store.pattern(pattern.pattern_id)) ?? {};
  const told = new Set(deliveries.filter(isDone).map(({ act }) => act));
  const parent = parentAmong(deliveries);
  if (!parent && notify.some((destination) => kindOf(destination) === 'ticket')) return 0;

  let begun = 0;
  let count = 0;
  await tryEach(
    pattern.clients.filter((account) => !told.has(actFor(account))),
    async (account) => {
      if (begun >= MAX_AT_ONCE || meta.remainingMs() < ONE_NEEDS_MS) return;
      const report = await routedReport(account, pattern, store);
      if (!report || (report.ticketAt === undefined && !hasTickets(account))) return;
      begun++;
      if (await tellMember(pattern, report, parent?.vendor_id, ports)) count++;
    },
  );
  return count;
}

/** The provider's own ticket of a pattern, under which those of the clients are filed. */
export function parentAmong(deliveries: readonly Delivery[]): Delivery | undefined {
  return deliveries.find((delivery) => isFirst(delivery) && isDone(delivery) && isTicket(delivery));
}

/** A client that was told of the pattern in its own ticket. */
export interface ToldClient {
  readonly account: string;
  /** Where its ticket is. */
  readonly destination: string;
  /**
   * Whether the ticket was filed for the pattern. A plain comment stands on a ticket of the client's own; of one whose attempt
   * was not seen to end nobody knows, and {@link memberKey} finds only what was filed for the pattern.
   */
  readonly filed: boolean;
}

export function toldClients(deliveries: readonly Delivery[]): ToldClient[] {
  return deliveries.flatMap((delivery) => {
    const account = delivery.act?.startsWith(MEMBER) ? delivery.act.slice(MEMBER.length) : undefined;
    if (account === undefined || !mayBeTold(delivery)) return [];
    const { destination, action, in_doubt } = delivery;
    return [{ account, destination, filed: action !== 'commented' || in_doubt === true }];
  });
}

/** Told, or by an attempt that nobody saw the end of. */
export function mayBeTold({ state, in_doubt }: Delivery): boolean {
  return state !== 'failed' || in_doubt === true;
}

/** The key that a client's ticket is filed under: that of the notifier for tickets. */
export function memberKey(patternId: string, account: string): string {
  return `corr-${patternId}.${account}`;
}

async function tellMember(
  pattern: Pattern,
  { event, ticketAt: destination = CLIENT_TICKETS }: Routed,
  parentId: string | undefined,
  { store, notifierFor, clientName, metered, meta }: MemberPorts,
): Promise<boolean> {
  const account = event.client_account_id;
  const { patternMember: tell, find } = notifierFor(destination, account);
  if (!tell) return false;
  const { pattern_id } = pattern;
  const member: PatternMember = {
    ...memberOf(pattern, event, clientName),
    ...(parentId === undefined ? {} : { parentId }),
  };
  const effect = { of: 'pattern', pattern_id, destination, act: actFor(account) } as const;
  try {
    const told = await performOnce(
      store,
      effect,
      { messageId: meta.messageId, clientName: clientName(account), remainingMs: meta.remainingMs() },
      async (inDoubt) => {
        // What was filed for the pattern is an issue of this investigation too, and would get the same as a comment.
        const filed = inDoubt ? await find(memberKey(pattern_id, account)) : undefined;
        const { id, url, action } = filed ?? (await tell(member, { repeat: inDoubt }).catch(inDoubtOf));
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
      },
    );
    if (told.state !== 'told') return false;
    if (told.doubt) metered.add('DeliveriesInDoubt');
    if (told.receipt.action === 'created') metered.add('TicketsCreated');
    return true;
  } catch (error) {
    if (!(error instanceof EffectHeld)) metered.add('NotifyFailures');
    throw error;
  }
}

/** Telling takes several calls: one that surely did nothing may come after one that has filed the ticket. */
function inDoubtOf(error: Error): never {
  throw Object.assign(error, { inDoubt: true });
}

/** A client's part in a pattern, in which no other client is named. */
export function memberOf(
  pattern: Pattern,
  event: InvestigationEvent,
  clientName: MemberPorts['clientName'],
): PatternMember {
  const { pattern_id, clients } = pattern;
  const others = clients
    .filter((other) => other !== event.client_account_id)
    .flatMap((other) => [other, clientName(other)]);
  return {
    patternKey: `corr-${pattern_id}`,
    event,
    title: titleWithout(others, pattern),
    clients: clients.length,
  };
}

/** A report as the router took it in. */
export interface Routed {
  readonly event: InvestigationEvent;
  /** Where the router has filed the client's ticket, if it did: what is to be said of the pattern is said there. */
  readonly ticketAt?: string;
}

/** The client's newest report of the pattern, as the router took it in, once it has told those whom it wanted to. */
export async function routedReport(
  account: string,
  { members }: Pick<Pattern, 'members'>,
  store: Pick<InvestigationStore, 'investigation'>,
): Promise<Routed | undefined> {
  const member = members.findLast(({ client_account_id }) => client_account_id === account);
  if (!member) return undefined;
  const { outcomes, decisions, deliveries } = await store.investigation(investigationKey(member));
  const event = outcomes.find(({ event: { outcome_version } }) => outcome_version === member.outcome_version)?.event;
  const decision = decisions.find(({ key }) => key === outcomeKey(member));
  const filed = deliveries.find((delivery) => isDone(delivery) && isTicket(delivery));
  const wanted = decision?.destinations.some((destination) => kindOf(destination) === 'ticket');
  if (!event || !decision || (wanted && !filed)) return undefined;
  return { event, ...(filed && { ticketAt: filed.destination }) };
}

/** What is shared comes from the reports, so it might hold the name of one of those who share it. */
function titleWithout(names: readonly string[], { shared, category }: Pattern): string {
  const title = shared.toLowerCase();
  return names.some((name) => title.includes(name.toLowerCase())) ? category.replaceAll('_', ' ') : shared;
}

const MEMBER = 'update-member-';

function actFor(account: string): `update-member-${string}` {
  return `${MEMBER}${account}`;
}

const isDone = ({ state }: Delivery) => state === 'done';
const isFirst = ({ act }: Delivery) => act === undefined;
const isTicket = ({ destination }: Delivery) => kindOf(destination) === 'ticket';
