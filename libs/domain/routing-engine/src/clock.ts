import type { Time } from './calendar';
import type { When } from './condition';
import { remove, type Bits, type PatternSet } from './pattern-set';

/** What the time makes of a table: which of its conditions may match at all. */
export interface TimeState {
  /** The names of the times that it is inside of. */
  readonly inside: ReadonlySet<string>;
  readonly rules: Bits;
  readonly overrides: Bits;
  /** Undefined when no window is in effect, which is nearly always. */
  readonly windows: Bits | undefined;
  /** Epoch milliseconds between which this holds: `since` included, `until` not. */
  readonly since: number;
  readonly until: number;
}

interface Timed extends Pick<When, 'during' | 'outside'> {
  readonly from?: number;
  readonly until?: number;
}

interface Conditions {
  readonly timed: readonly Timed[];
  readonly set: PatternSet;
}

/** Tells what the time makes of a table. Remembers the last answer, because times change a few times a day. */
export class Clock {
  private last: TimeState | undefined;
  private readonly instants: readonly number[];

  constructor(
    private readonly times: readonly Time[],
    private readonly rules: Conditions,
    private readonly overrides: Conditions,
    private readonly windows: Conditions,
  ) {
    const ends = windows.timed.flatMap(({ from = -Infinity, until = Infinity }) => [from, until]);
    this.instants = [...new Set(ends)].sort((a, b) => a - b);
  }

  at(now: number): TimeState {
    const { last } = this;
    if (last !== undefined && now >= last.since && now < last.until) return last;
    const inside = new Set<string>();
    let since = this.instants.findLast((instant) => instant <= now) ?? -Infinity;
    let until = this.instants.find((instant) => instant > now) ?? Infinity;
    for (const time of this.times) {
      const moment = time.at(now);
      if (moment.inside) inside.add(time.name);
      since = Math.max(since, moment.since);
      until = Math.min(until, moment.until);
    }
    const windows = allowed(this.windows, inside, now);
    const state: TimeState = {
      inside,
      rules: allowed(this.rules, inside, now),
      overrides: allowed(this.overrides, inside, now),
      windows: windows.some((word) => word !== 0) ? windows : undefined,
      since,
      until,
    };
    this.last = state;
    return state;
  }
}

function allowed({ timed, set }: Conditions, inside: ReadonlySet<string>, now: number): Bits {
  const bits = set.all.slice();
  set.owners.forEach((owner, bit) => {
    const { during, outside, from = -Infinity, until = Infinity } = timed[owner] as Timed;
    const holds =
      now >= from &&
      now < until &&
      (during.length === 0 || during.some((name) => inside.has(name))) &&
      !outside.some((name) => inside.has(name));
    if (!holds) remove(bits, bit);
  });
  return bits;
}
