import * as fc from 'fast-check';
import { FaultPlan } from './faults';

const choices = (seed: number, probability: number, length = 200) => {
  const plan = new FaultPlan({ seed, kill: probability });
  return Array.from({ length }, () => plan.strikes('kill'));
};

it('makes the same choices for the same seed', () => {
  fc.assert(fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
    expect(choices(seed, probability)).toEqual(choices(seed, probability));
  })); // prettier-ignore
});

it('never strikes at probability 0, always at 1, and about as often as asked in between', () => {
  expect(choices(1, 0)).not.toContain(true);
  expect(choices(1, 1)).not.toContain(false);
  const strikes = choices(1, 0.25, 4000).filter(Boolean).length;
  expect(strikes).toBeGreaterThan(900);
  expect(strikes).toBeLessThan(1100);
});

it('does not shift the choices of one kind by asking for another', () => {
  const plan = new FaultPlan({ seed: 5, kill: 0.5, delay: 0.5 });
  const alone = choices(5, 0.5, 50);
  const mixed = alone.map(() => {
    plan.strikes('delay');
    return plan.strikes('kill');
  });
  expect(mixed).toEqual(alone);
});
