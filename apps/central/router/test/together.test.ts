import { outcomeKey } from '@org/event-schema';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { startCentral } from './central';

// When more is to be told than the vendor takes, one call tells of many, and nobody waits for long.

const reports = (count: number, changes: object = {}) =>
  Array.from({ length: count }, (_, index) =>
    anEvent({ investigation_id: `inv-${index}`, severity: 'CRITICAL', priority: 'CRITICAL', ...changes }),
  );

let central: ReturnType<typeof startCentral>;
beforeEach(() => {
  central = startCentral();
});

const receiveAll = (events: ReturnType<typeof reports>) =>
  Promise.all(events.map((event, index) => central.receive(anEnvelope(event), { messageId: `m${index}` })));
const paged = () =>
  new Set([
    ...central.vendors.told.filter(({ destination }) => destination.startsWith('pagerduty')).map(({ key }) => key),
    ...central.vendors.groups.flat(),
  ]);
const singles = () =>
  central.vendors.told.filter(({ destination, context }) => destination.startsWith('pagerduty') && context);

it('pages one by one while calls are left', async () => {
  await receiveAll(reports(5));
  expect(singles()).toHaveLength(5);
  expect(central.vendors.groups).toEqual([]);
});

it('tells of all the others in one page, when no call is left', async () => {
  central.vendors.perMinute = 60; // ten in a slice, of which seven may be single pages
  const events = reports(40);
  await receiveAll(events);
  expect(singles()).toHaveLength(7);
  expect(central.vendors.groups.map(({ length }) => length)).toEqual([33]);
  for (const event of events) expect(paged()).toContain(outcomeKey(event));
});

it('gives each of them a receipt with the key of the page, once', async () => {
  central.vendors.perMinute = 60;
  const events = reports(20);
  await receiveAll(events);
  const deliveries = await central.store.recentDeliveries(100);
  const pages = deliveries.filter(({ destination }) => destination.startsWith('pagerduty'));
  expect(pages.every(({ state }) => state === 'done')).toBe(true);
  expect(new Set(pages.filter(({ group }) => group).map(({ group }) => group)).size).toBe(1);
  await receiveAll(events);
  await central.sweepFor(30);
  expect(central.vendors.groups).toHaveLength(1);
  expect(singles()).toHaveLength(7);
});

it('leaves tickets to the sweep, which files each once', async () => {
  central.vendors.perMinute = 60;
  const events = reports(20);
  await receiveAll(events);
  const tickets = () => central.vendors.told.filter(({ destination }) => destination === 'jira:default').length;
  expect(tickets()).toBe(10);
  await central.sweepFor(10);
  expect(tickets()).toBe(20);
});

it('loses nothing when the call for many fails', async () => {
  central.vendors.perMinute = 60;
  const events = reports(20);
  central.vendors.before = async (destination) => {
    if (
      destination.startsWith('pagerduty') &&
      central.vendors.told.length >= 7 &&
      central.vendors.groups.length === 0
    ) {
      throw new Error('the connection broke');
    }
  };
  await Promise.allSettled(
    events.map((event, index) => central.receive(anEnvelope(event), { messageId: `m${index}` })),
  );
  central.vendors.before = async () => undefined;
  await central.sweepFor(10);
  for (const event of events) expect(paged()).toContain(outcomeKey(event));
});

it('asks nobody for more when the vendor says that it was too much', async () => {
  central.vendors.perMinute = 60;
  central.vendors.before = async (destination) => {
    if (destination.startsWith('pagerduty'))
      throw Object.assign(new Error('fewer calls'), { status: 429, inDoubt: false });
  };
  await expect(receiveAll(reports(1))).rejects.toThrow('fewer calls');
  let calls = 0;
  central.vendors.before = async (destination) => void (destination.startsWith('pagerduty') && calls++);
  await central.receive(anEnvelope(anEvent({ investigation_id: 'later', severity: 'CRITICAL', priority: 'CRITICAL' })));
  expect(calls).toBe(1); // the page for many, in the next slice
  expect(central.vendors.groups).toHaveLength(1);
});
