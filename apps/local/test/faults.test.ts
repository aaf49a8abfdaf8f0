import { join } from 'node:path';
import { startDemo } from '../src';

// A killed worker's claim has to run out before another may take its place, and that is real time.
jest.setTimeout(300_000);

/** At least once everywhere, effects once: with the deployed templates and bundles, and trouble on purpose. */
it('loses, doubles and leaks nothing while messages are doubled, overtaken, late and throttled, and functions are killed', async () => {
  const seed = 20261120;
  const faults = { seed, duplicate: 0.2, reorder: 0.2, delay: 0.2, throttle: 0.1, kill: 0.05 };
  const demo = await startDemo({ root: join(__dirname, '../../..'), pace: 'fast', faults });
  try {
    const result = await demo.play();
    expect(result).toMatchObject({ complaints: [], lost: 0, doubled: 0, leaked: 0, crossed: 29 });
    // The trouble was real: what was planted was read, and some of it had to be taken out.
    expect(result.planted).toBeGreaterThan(50);
    expect(result.redactions).toBeGreaterThan(20);
    // What was put on the bus by hand is kept aside with its reason; a stranger did not get that far.
    expect((await demo.store.quarantined(10)).map(({ reason }) => reason).sort()).toEqual([
      'account-mismatch',
      'invalid-event',
    ]);
    expect(demo.cloud.observations.failures).toContainEqual(
      expect.objectContaining({ kind: 'event_refused', account: '555500001111' }),
    );
    expect(demo.cloud.observations.invocations.some(({ error }) => error !== undefined)).toBe(true);
  } finally {
    await demo.stop();
  }
});
