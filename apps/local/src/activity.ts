/** Counts what is under way (deliveries, invocations, messages with a reader), so that one can wait for the end of it. */
export class Activity {
  private count = 0;
  private waiting: (() => void)[] = [];

  /** @returns to be called once, when the work is over; further calls do nothing */
  begin(): () => void {
    this.count += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.count -= 1;
      if (this.count === 0) this.settle();
    };
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Resolves when nothing is under way, and nothing new has begun by the next turn of the event loop. */
  async idle(): Promise<void> {
    for (;;) {
      if (this.count > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      if (this.count === 0) return;
    }
  }

  private settle(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
