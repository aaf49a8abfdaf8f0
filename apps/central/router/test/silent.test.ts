import { anEnvelope, aHeartbeat } from '@org/event-schema/testing';
import { startCentral } from './central';

// A client that sends nothing cannot say so: central notices by itself.

it('counts agent spaces whose heartbeats have stopped, and says in the record which', async () => {
  const central = startCentral();
  await central.receive(aHeartbeat());
  await central.sweepFor(25);
  expect(central.counted.ClientsSilent).toBe(0);
  await central.sweepFor(10);
  expect(central.counted.ClientsSilent).toBeGreaterThan(0);
  const { client_account_id, agent_space_id } = aHeartbeat().detail;
  expect((await central.store.silence())?.silent).toContainEqual(
    expect.objectContaining({ client_account_id, agent_space_id, since: '2026-11-20T12:00:00.000Z' }),
  );
  expect(central.log.join()).toContain('agent space is silent');
});

it('lets a client that was never heard of have as long as one that was, from when it was noticed', async () => {
  const central = startCentral();
  await central.sweepFor(5);
  expect(await central.store.silence()).toMatchObject({ count: 0, silent: [] });
  const awaited = (await central.store.silence())?.awaited ?? [];
  expect(awaited.length).toBeGreaterThan(1);
  await central.sweepFor(30);
  expect(await central.store.silence()).toMatchObject({ count: awaited.length, awaited: [] });
});

it('asks every five minutes only', async () => {
  const central = startCentral();
  await central.receive(anEnvelope());
  await central.sweepFor(4);
  expect(central.counted).not.toHaveProperty('ClientsSilent');
});
