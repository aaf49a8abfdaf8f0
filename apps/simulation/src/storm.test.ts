import { CLIENTS, INVESTIGATIONS, runStorm, type Storm } from './storm';

// 1,000 clients, three investigations each, six states each, within one minute of simulated time.

const MINUTE = 60_000;

function told(title: string, { events, criticalMs, calls, refusedCalls, groups, lastTicketMinutes }: Storm): void {
  const seconds = (at: number) => ((criticalMs[Math.floor(criticalMs.length * at)] ?? 0) / 1000).toFixed(1);
  process.stdout.write(
    `${title}: ${events} events; CRITICAL accepted after p50 ${seconds(0.5)} s, p99 ${seconds(0.01)} s, at most ${seconds(0)} s; ` +
      `${calls} calls, ${((100 * refusedCalls) / calls).toFixed(2)} % refused, ${groups} of them for many; last ticket after ${lastTicketMinutes} min\n`,
  );
}

describe.each([
  ['own', 'where each client has an integration key of its own'],
  ['shared', 'where all clients share one integration key'],
] as const)('a storm (%s key)', (keys, where) => {
  let storm: Storm;
  beforeAll(async () => {
    storm = await runStorm(keys);
    told(where, storm);
  }, 600_000);

  it('loses nothing', () => {
    expect(storm.events).toBe(CLIENTS * INVESTIGATIONS * 6);
    expect(storm).toMatchObject({ unpaged: [], withoutTicket: 0, stuck: 0 });
  });

  it('tells nothing twice', () => expect(storm.pagedTwice).toEqual([]));

  it('puts every CRITICAL in front of a human within 60 seconds', () => {
    expect(storm.criticalMs).toHaveLength(CLIENTS);
    expect(storm.criticalMs[0]).toBeLessThanOrEqual(MINUTE);
  });

  it('is refused at most one call in a hundred', () => {
    expect(storm.refusedCalls / storm.calls).toBeLessThanOrEqual(0.01);
  });
});
