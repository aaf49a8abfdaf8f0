import * as fc from 'fast-check';
import { DAYS, readTimes, type TimeSource } from './calendar';
import { notebook, type TableProblem } from './reading';

function timeOf(source: TimeSource) {
  const problems: TableProblem[] = [];
  const time = readTimes({ it: source }, notebook(problems)).get('it');
  if (!time) throw new Error(JSON.stringify(problems));
  return time;
}

function problems(times: unknown): string[] {
  const found: TableProblem[] = [];
  readTimes(times, notebook(found));
  return found.map(({ pointer }) => pointer);
}

it.each([
  ['no object', [], '/times'],
  ['a zone that does not exist', { it: { time_zone: 'Europe/Atlantis' } }, '/times/it/time_zone'],
  ['a missing zone', { it: { from: '09:00' } }, '/times/it/time_zone'],
  ['a day that does not exist', { it: { time_zone: 'UTC', days: ['monday'] } }, '/times/it/days'],
  ['a date that does not exist', { it: { time_zone: 'UTC', dates: ['2026-02-29'] } }, '/times/it/dates'],
  ['an hour that does not exist', { it: { time_zone: 'UTC', from: '24:00' } }, '/times/it/from'],
  ['an unknown key', { it: { time_zone: 'UTC', hours: 8 } }, '/times/it/hours'],
  ['an exception that is not there', { it: { time_zone: 'UTC', except: ['holidays'] } }, '/times/it/except/0'],
])('refuses %s', (_, times, pointer) => {
  expect(problems(times)).toEqual([pointer]);
});

it('refuses an exception of an exception', () => {
  const plain = { time_zone: 'UTC' };
  expect(problems({ a: { ...plain, except: ['b'] }, b: { ...plain, except: ['c'] }, c: plain })).toEqual([
    '/times/a/except',
  ]);
});

// Clocks go forward and back, by half an hour on Lord Howe, at midnight in Cairo, below the equator in Sydney.
const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/St_Johns',
);
const minute = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const source = fc.record({
  time_zone: zone,
  days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
  from: minute,
  to: minute,
});
const instant = fc
  .integer({ min: Date.parse('2026-01-01T00:00:00Z') / 1000, max: Date.parse('2027-12-31T00:00:00Z') / 1000 })
  .map((seconds) => seconds * 1000);

/** What the clock on the wall shows, told in the plainest way. */
function onTheWall(
  { time_zone, days, from, to }: Required<Pick<TimeSource, 'time_zone' | 'days' | 'from' | 'to'>>,
  now: number,
): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: time_zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const clock = `${part('hour')}:${part('minute')}`;
  const today = DAYS.indexOf(part('weekday').toLowerCase() as never);
  const begins = (day: number) => days.includes(DAYS[(day + 7) % 7] as never);
  if (from < to) return begins(today) && clock >= from && clock < to;
  return (begins(today) && clock >= from) || (begins(today - 1) && clock < to);
}

it('agrees with the clock on the wall, in every zone and at every time of the year', () => {
  fc.assert(
    fc.property(source, instant, (written, now) => {
      expect(timeOf(written).at(now).inside).toBe(onTheWall(written, now));
    }),
    { numRuns: 3000 },
  );
});

it('holds as long as it says, and answers the same from either end', () => {
  fc.assert(
    fc.property(source, instant, (written, now) => {
      const time = timeOf(written);
      const { inside, since, until } = time.at(now);
      expect(since).toBeLessThanOrEqual(now);
      expect(until).toBeGreaterThan(now);
      for (const other of [since, Math.floor((since + until) / 2), until - 1])
        expect(onTheWall(written, other)).toBe(inside);
    }),
    { numRuns: 1000 },
  );
});
