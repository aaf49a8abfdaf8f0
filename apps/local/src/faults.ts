/** Probabilities (0 to 1) of what goes wrong on purpose; the same seed makes the same choices in the same order. */
export interface Faults {
  readonly seed: number;
  /** An event or message is delivered twice. */
  readonly duplicate?: number;
  /** A message overtakes those before it; an event arrives late. */
  readonly reorder?: number;
  /** An event or message waits up to `maxDelayMs` before it is delivered. */
  readonly delay?: number;
  /** PutEvents entries, deliveries and Lambda invocations are throttled. */
  readonly throttle?: number;
  /** A function's process is killed during an invocation, or after its effects and before its answer counts. */
  readonly kill?: number;
  /** 1,000 when left out. */
  readonly maxDelayMs?: number;
}

export type FaultKind = 'duplicate' | 'reorder' | 'delay' | 'throttle' | 'kill';

/** Decides, fault by fault. Each kind has a sequence of its own, so that one kind does not shift another's choices. */
export class FaultPlan {
  private readonly dice = new Map<string, () => number>();

  constructor(private readonly faults: Faults = { seed: 0 }) {}

  strikes(kind: FaultKind): boolean {
    const probability = this.faults[kind] ?? 0;
    return probability > 0 && this.roll(kind) < probability;
  }

  /** A delay in milliseconds, 0 when none. */
  delayMs(): number {
    return this.strikes('delay') ? this.pick(this.faults.maxDelayMs ?? 1000) : 0;
  }

  /** A whole number from 0 to `below` - 1. */
  pick(below: number): number {
    return Math.floor(this.roll('pick') * below);
  }

  private roll(kind: string): number {
    let die = this.dice.get(kind);
    if (!die) this.dice.set(kind, (die = mulberry32(this.faults.seed ^ hash(kind))));
    return die();
  }
}

// Mulberry32 by Tommy Ettinger (public domain): small, seeded, good enough to choose faults.
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
