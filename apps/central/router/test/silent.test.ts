import { anEnvelope, aHeartbeat } from '@org/event-schema/testing';
import { startCentral } from './central';

// A client that sends nothing cannot say so: central notices by itself.

it('counts every agent space that was never heard of, and those whose heartbeats have stopped', async () => {
  const central = startCentral();
  /** What one count adds to the metric. */
  const silent = async (minutes: number) => {
    const before = central.counted.ClientsSilent ?? 0;
    await central.sweepFor(minutes);
    return (central.counted.ClientsSilent ?? 0) - before;
  };
  const all = await silent(5);
  expect(all).toBeGreaterThan(1);
  await central.receive(aHeartbeat());
  expect(await silent(5)).toBe(all - 1);
  await silent(25);
  expect(await silent(5)).toBe(all);
  expect(central.log.join()).toContain('agent space is silent');
});

it('asks every five minutes only', async () => {
  const central = startCentral();
  await central.receive(anEnvelope());
  await central.sweepFor(4);
  expect(central.counted).not.toHaveProperty('ClientsSilent');
});
