/**
 * Waits that end early when the cloud stops, so that nothing fires afterwards. `pace` shrinks the waits that AWS makes
 * between attempts (backoff, visibility of failed messages, batching windows); time as functions see it is untouched.
 */
export class Clock {
  private readonly open = new Set<() => void>();
  private stopped = false;

  constructor(readonly pace: number) {}

  /** @returns false when the cloud stopped meanwhile */
  wait(milliseconds: number): Promise<boolean> {
    return this.timer(milliseconds).done;
  }

  /** A wait that can be given up; `done` is false then. */
  timer(milliseconds: number): { readonly done: Promise<boolean>; readonly cancel: () => void } {
    if (this.stopped) return { done: Promise.resolve(false), cancel: () => undefined };
    let cancel: () => void = () => undefined;
    const done = new Promise<boolean>((resolve) => {
      const finish = (inTime: boolean) => {
        clearTimeout(timeout);
        this.open.delete(cancel);
        resolve(inTime);
      };
      cancel = () => finish(false);
      const timeout = setTimeout(() => finish(true), milliseconds);
      this.open.add(cancel);
    });
    return { done, cancel };
  }

  /** A wait of AWS's own, at the local pace. */
  backoff(milliseconds: number): Promise<boolean> {
    return this.wait(milliseconds * this.pace);
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  stop(): void {
    this.stopped = true;
    for (const cancel of [...this.open]) cancel();
  }
}
