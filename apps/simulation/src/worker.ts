import { answerOf, errorOf, type Fault, type Faults, type PortKind } from './faults';
import type { Clock } from './clock';
import type { Random } from './random';

export interface Circumstances {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: Faults;
  /** From here on nothing goes wrong any more. */
  readonly healedAt: number;
}

/** One invocation of a function: it lives until it ends, crashes, or is stopped by Lambda. */
export class Worker {
  alive = true;
  readonly deadline: number;
  /** Its clock is not exactly ours. */
  readonly #skew: number;

  constructor(
    readonly name: string,
    private readonly about: Circumstances,
    timeoutMs: number,
    private readonly onDeath: () => void,
  ) {
    const { clock, random } = about;
    this.deadline = clock.now + timeoutMs;
    this.#skew = random.between(-3_000, 3_000);
    clock.at(this.deadline, () => this.die());
  }

  now = (): Date => new Date(this.about.clock.now + this.#skew);
  remainingMs = (): number => this.deadline - this.about.clock.now;

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    this.onDeath();
  }

  /** Waits without a call, as between two tries. */
  sleep = (ms: number): Promise<void> => new Promise((wake) => this.about.clock.after(ms, () => this.alive && wake()));

  /**
   * One call to the outside world. `effect` is done some time after the call was made, also when the caller is dead by
   * then: a request that is on its way arrives.
   */
  call<T>(
    point: string,
    kind: PortKind,
    effect: () => T,
    special?: (fault: Fault) => (() => T) | undefined,
  ): Promise<T> {
    const { clock, random, faults, healedAt } = this.about;
    const fault = faults.at(`${this.name}: ${point}`, kind, clock.now >= healedAt);
    return new Promise<T>((resolve, reject) => {
      const latency = random.between(2, 60);
      /** What the caller gets must come to it alive. */
      const answer = (give: () => void) => () => {
        if (this.alive) give();
      };
      const perform = (then: (value: T) => void) => {
        let value: T;
        try {
          value = effect();
        } catch (error) {
          answer(() => reject(error))();
          return;
        }
        then(value);
      };
      const plainly = (ms: number) => clock.after(ms, () => perform((value) => answer(() => resolve(value))()));
      switch (fault) {
        case undefined:
          return plainly(latency);
        case 'slow':
          return plainly(random.between(1_000, 9_000));
        case 'crash-before':
          return this.die();
        case 'crash-after':
          return clock.after(latency, () => {
            // The effect first: what it answers reaches nobody.
            const alive = this.alive;
            this.alive = false;
            perform(() => undefined);
            this.alive = alive;
            this.die();
          });
        case 'hanging':
          return clock.after(latency, () => perform(() => undefined));
        case 'answer-lost':
          return clock.after(latency, () => perform(() => answer(() => reject(errorOf(kind, fault)))()));
        case 'timed-out':
          clock.after(random.between(1_000, 15_000), () => perform(() => undefined));
          return clock.after(
            10_000,
            answer(() => reject(errorOf(kind, fault))),
          );
        default: {
          const instead = special?.(fault);
          if (instead) return clock.after(latency, () => tryTo(instead, answer, resolve, reject));
          const told = kind === 'http' ? answerOf(fault, random) : undefined;
          return clock.after(
            latency,
            answer(() => (told ? resolve(told as T) : reject(errorOf(kind, fault)))),
          );
        }
      }
    });
  }
}

function tryTo<T>(
  effect: () => T,
  answer: (give: () => void) => () => void,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): void {
  try {
    const value = effect();
    answer(() => resolve(value))();
  } catch (error) {
    answer(() => reject(error))();
  }
}
