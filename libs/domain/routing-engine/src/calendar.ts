import type { Note } from './reading';
import { isRecord, onlyKeys, readNames } from './reading';

/** A stretch of the week, or a list of days, as the clock on the wall of its time zone tells it. */
export interface TimeSource {
  /** An IANA time zone, such as Europe/Berlin. */
  readonly time_zone: string;
  /** The days on which it begins; every day if not said. */
  readonly days?: readonly Day[];
  /** The dates on which it begins, such as holidays: `2026-12-25`. */
  readonly dates?: readonly string[];
  /** From when, such as 09:00; midnight if not said. */
  readonly from?: string;
  /** Until when, this minute not included; the next midnight if not said. Not after `from`: on the next day. */
  readonly to?: string;
  /** Other times that take away from it, such as holidays. */
  readonly except?: readonly string[];
}

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof DAYS)[number];

/** Inside or not, and the instants between which that does not change: `since` included, `until` not. */
export interface Moment {
  readonly inside: boolean;
  readonly since: number;
  readonly until: number;
}

export interface Time {
  readonly name: string;
  at(now: number): Moment;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const NEVER: ReadonlyMap<string, Time> = new Map();

/** Reads the named times of a table. */
export function readTimes(source: unknown, note: Note): ReadonlyMap<string, Time> {
  if (source === undefined) return NEVER;
  if (!isRecord(source)) {
    note('/times', 'times is not an object', 'Give each time a name, with time_zone and what belongs to it');
    return NEVER;
  }
  const plain = new Map<string, Time>();
  const excepts = new Map<string, readonly string[]>();
  for (const [name, written] of Object.entries(source)) {
    const pointer = `/times/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const time = readTime(name, written, pointer, note);
    if (time) plain.set(name, time);
    if (isRecord(written) && written['except'] !== undefined) {
      const names = readNames(written['except'], source, `${pointer}/except`, 'time', note);
      if (names) excepts.set(name, names);
    }
  }
  for (const [name, names] of excepts) {
    const nested = names.find((other) => excepts.has(other));
    if (nested !== undefined) {
      note(`/times/${name}/except`, `"${nested}" has an except of its own`, 'Except only plain times');
    }
  }
  return new Map(
    [...plain].map(([name, time]) => {
      const taken = (excepts.get(name) ?? []).flatMap((other) => plain.get(other) ?? []);
      return [name, taken.length === 0 ? time : { name, at: (now) => without(time.at(now), taken, now) }];
    }),
  );
}

function without(moment: Moment, taken: readonly Time[], now: number): Moment {
  const others = taken.map((time) => time.at(now));
  return {
    inside: moment.inside && !others.some(({ inside }) => inside),
    since: Math.max(moment.since, ...others.map(({ since }) => since)),
    until: Math.min(moment.until, ...others.map(({ until }) => until)),
  };
}

function readTime(name: string, written: unknown, pointer: string, note: Note): Time | undefined {
  if (!isRecord(written)) {
    note(pointer, 'the time is not an object', 'Give time_zone, and days, dates, from or to');
    return undefined;
  }
  const before = note.count();
  onlyKeys(written, ['time_zone', 'days', 'dates', 'from', 'to', 'except'], pointer, note);
  const { time_zone, days, dates } = written;
  const zone = typeof time_zone === 'string' ? zoneOf(time_zone) : undefined;
  if (!zone) note(`${pointer}/time_zone`, 'this is no time zone', 'Give an IANA name, such as Europe/Berlin or UTC');
  const fits = (list: unknown, one: (item: unknown) => boolean) =>
    list === undefined || (Array.isArray(list) && list.length > 0 && list.every(one));
  if (!fits(days, (day) => (DAYS as readonly unknown[]).includes(day))) {
    note(`${pointer}/days`, 'these are no days', `Give a list of ${DAYS.join(', ')}`);
  }
  if (!fits(dates, (date) => typeof date === 'string' && isDate(date))) {
    note(`${pointer}/dates`, 'these are no dates', 'Give a list such as [2026-12-25], as text');
  }
  const minutes = (key: 'from' | 'to', otherwise: number): number => {
    const text = written[key];
    if (text === undefined) return otherwise;
    const [, hours, rest] = (typeof text === 'string' && /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(text)) || [];
    if (hours === undefined) note(`${pointer}/${key}`, `${key} is no time of day`, 'Give hours and minutes: "09:00"');
    return Number(hours) * 60 + Number(rest);
  };
  const from = minutes('from', 0);
  const to = minutes('to', 1440);
  if (note.count() > before || !zone) return undefined;
  const onDays = days === undefined ? undefined : new Set((days as Day[]).map((day) => DAYS.indexOf(day)));
  const onDates = dates === undefined ? undefined : new Set((dates as string[]).map((date) => Date.parse(date) / DAY));
  const begins = (day: number): boolean =>
    (onDays === undefined || onDays.has((((day + 4) % 7) + 7) % 7)) && (onDates === undefined || onDates.has(day));
  const edges = [...new Set([0, from, to, 1440])].sort((a, b) => a - b);
  return { name, at: (now) => momentOf(now, zone, edges, (day, minute) => covers(day, minute, from, to, begins)) };
}

/** Whether a minute of a local day belongs to a stretch that begins on that day, or on the day before. */
function covers(day: number, minute: number, from: number, to: number, begins: (day: number) => boolean): boolean {
  if (from < to) return minute >= from && minute < to && begins(day);
  return (minute >= from && begins(day)) || (minute < to && begins(day - 1));
}

function momentOf(
  now: number,
  zone: Zone,
  edges: readonly number[],
  covered: (day: number, minute: number) => boolean,
): Moment {
  const { offset, since, until } = zone.at(now);
  const local = now + offset;
  const day = Math.floor(local / DAY);
  const minute = (local - day * DAY) / MINUTE;
  const next = edges.find((edge) => edge > minute) ?? 1440;
  const last = edges.findLast((edge) => edge <= minute) ?? 0;
  const instant = (edge: number) => day * DAY + edge * MINUTE - offset;
  return {
    inside: covered(day, Math.floor(minute)),
    since: Math.max(since, instant(last)),
    until: Math.min(until, instant(next)),
  };
}

function isDate(text: string): boolean {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
}

/** How far local time is ahead of UTC, in milliseconds, and between which instants that holds. */
interface Offset {
  readonly offset: number;
  readonly since: number;
  readonly until: number;
}

interface Zone {
  at(now: number): Offset;
}

const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      ...({
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      } as const),
    });
  } catch {
    return undefined;
  }
  const offsetAt = (now: number): number => {
    const [month, day, year, hour, minute, second] = (format.format(now).match(/\d+/g) ?? []).map(Number) as number[];
    const local = Date.UTC(year as number, (month as number) - 1, day, hour, minute, second);
    return local - Math.floor(now / 1000) * 1000;
  };
  const years = new Map<number, readonly Offset[]>();
  const zone: Zone = {
    at: (now) => {
      const year = new Date(now).getUTCFullYear();
      let offsets = years.get(year);
      if (!offsets) years.set(year, (offsets = offsetsOf(Date.UTC(year), Date.UTC(year + 1), offsetAt)));
      return offsets.find(({ until }) => now < until) as Offset;
    },
  };
  zones.set(name, zone);
  return zone;
}

/** Looks so often for a change of the clocks. None was ever taken back within a shorter time. */
const STEP = 5 * DAY;

function offsetsOf(start: number, end: number, offsetAt: (now: number) => number): readonly Offset[] {
  const offsets: Offset[] = [];
  let since = start;
  let offset = offsetAt(start);
  for (let from = start; from < end; from += STEP) {
    const to = Math.min(from + STEP, end);
    if (offsetAt(to) === offset) continue;
    let [same, changed] = [from, to];
    while (changed - same > 1000) {
      const middle = Math.floor((same + changed) / 2000) * 1000;
      if (offsetAt(middle) === offset) same = middle;
      else changed = middle;
    }
    offsets.push({ offset, since, until: changed });
    since = changed;
    offset = offsetAt(changed);
  }
  if (since < end) offsets.push({ offset, since, until: end });
  return offsets;
}
