import { problemsOf } from './checker';
import { OUTAGES, runOutage } from './outage';

// Something is away for a while. Afterwards everything is told, each once, and what is late says so.

const LATE_AFTER_MINUTES = 15;

describe.each(OUTAGES)('after an outage of the %s', (outage) => {
  it.each([
    ['30 minutes', 30],
    ['6 hours', 6 * 60],
    ['25 hours, past the day for which EventBridge tries', 25 * 60],
  ])(
    'of %s nothing is lost, doubled, or left in a queue; what is late is marked',
    async (_, minutes) => {
      const world = await runOutage(outage, minutes);
      expect(await problemsOf(world)).toEqual([]);
      expect(world.pages).toHaveLength(12);
      expect(Math.max(...world.pages.map(({ afterMinutes }) => afterMinutes))).toBeGreaterThan(minutes - 1);
      // PagerDuty shows a page up to 25 seconds after it was sent; around the limit both are right.
      const wrong = world.pages.filter(
        ({ late, afterMinutes }) =>
          late !== afterMinutes > LATE_AFTER_MINUTES && Math.abs(afterMinutes - LATE_AFTER_MINUTES) > 2,
      );
      expect(wrong).toEqual([]);
      expect(world.deadNatives > 0).toBe(outage === 'bus' && minutes > 24 * 60);
    },
    300_000,
  );
});
