import type { Pattern } from '@org/correlation-engine';
import { kindOf } from '@org/event-schema';
import { effectKey, performOnce, type Act, type Delivery } from '@org/investigation-store';
import { endOnce, isShown } from './alert';
import { mayBeTold, memberKey, memberOf, routedReport, toldClients } from './members';
import type { TellPorts } from './tell-pattern';
import { tryEach } from './try-each';

/** A pattern with what was told of it. */
export interface Told {
  readonly pattern: Pattern;
  readonly deliveries: readonly Delivery[];
}

/**
 * Tells everybody who hears of the pattern that it is over, which closes its page. Its tickets are closed by people. Whoever
 * could not be paged in all that time is not paged for what is over.
 */
export async function tellEnd({ pattern, deliveries }: Told, ports: TellPorts): Promise<void> {
  const told = toldAt(deliveries);
  const ended = deliveries.filter(({ act, state }) => act === 'update-ended' && state === 'done');
  const destinations = [...new Set([...ports.notify, ...told])].filter(
    (destination) =>
      (kindOf(destination) !== 'page' || told.includes(destination)) &&
      !ended.some((delivery) => delivery.destination === destination),
  );
  await tryEach(destinations, (destination) => endOnce(destination, pattern, ports));
  // Its worker was slower than the end: the page was opened when the end had closed it already.
  const late = deliveries.filter(
    (delivery) =>
      delivery.act === undefined &&
      kindOf(delivery.destination) === 'page' &&
      isShown(delivery, ports.now()) &&
      ended.some(({ destination, at }) => destination === delivery.destination && at < delivery.at),
  );
  await closeAlerts({ pattern, deliveries: late }, 'Closed: no new investigation has come for long.', ports);
}

/** Closes the page and the ticket of a pattern, with a note. A chat has nothing to close. */
export async function closeAlerts({ pattern, deliveries }: Told, note: string, ports: TellPorts): Promise<void> {
  const { pattern_id } = pattern;
  await tryEach(toldAt(deliveries), async (destination) => {
    const key = effectKey({ of: 'pattern', pattern_id, destination });
    await once(pattern, destination, 'resolve', ports, ports.notifierFor(destination).followUp, key, note);
  });
}

/** Closes the tickets that were filed for the pattern in its clients' own projects. The note names nobody. */
export async function closeClients({ pattern, deliveries }: Told, note: string, ports: TellPorts): Promise<void> {
  const { pattern_id } = pattern;
  const filed = toldClients(deliveries).filter((client) => client.filed);
  await tryEach(filed, async ({ account, destination }) => {
    const vendor = ports.notifierFor(destination, account).followUp;
    const key = memberKey(pattern_id, account);
    await once(pattern, destination, `resolve-member-${account}`, ports, vendor, key, note);
  });
}

/** Says in the clients' own tickets, which stay open, that they are no part of it after all. The note names nobody. */
export async function withdrawFrom(
  { pattern, deliveries }: Told,
  note: string,
  { store, meta, notifierFor, clientName }: TellPorts,
): Promise<void> {
  const { pattern_id } = pattern;
  const commented = toldClients(deliveries).filter((client) => !client.filed);
  await tryEach(commented, async ({ account, destination }) => {
    const say = notifierFor(destination, account).patternMember;
    const report = say && (await routedReport(account, pattern, store));
    if (!report) return;
    await performOnce(
      store,
      { of: 'pattern', pattern_id, destination, act: `resolve-member-${account}` },
      { messageId: meta.messageId, clientName: clientName(account), remainingMs: meta.remainingMs() },
      async (inDoubt) => {
        const member = { ...memberOf(pattern, report.event, clientName), withdrawn: note };
        const { id, url, action } = await say(member, { repeat: inDoubt });
        return { vendor_id: id, ...(url === undefined ? {} : { url }), action };
      },
    );
  });
}

/** Where people were told of the pattern itself, or may have been: its end may be the first that they heard of it. */
function toldAt(deliveries: readonly Delivery[]): string[] {
  const told = deliveries.filter(
    (delivery) => (delivery.act === undefined || delivery.act === 'update-ended') && mayBeTold(delivery),
  );
  return [...new Set(told.map(({ destination }) => destination))];
}

/** The vendor's own call is harmless to repeat; once is for its limits, and for the notes that people read. */
async function once(
  { pattern_id, clients }: Pattern,
  destination: string,
  act: Act,
  { store, meta }: TellPorts,
  vendor: ReturnType<TellPorts['notifierFor']>['followUp'],
  key: string,
  note: string,
): Promise<void> {
  if (!vendor) return;
  await performOnce(
    store,
    { of: 'pattern', pattern_id, destination, act },
    { messageId: meta.messageId, clientName: `${clients.length} clients`, remainingMs: meta.remainingMs() },
    async () => {
      await vendor.resolve(key, note);
      return { vendor_id: key, action: 'resolve' };
    },
  );
}
