import { ExecutionEnvironment, type Answer, type EnvironmentOptions, type Work } from './environment';

export interface PoolOptions extends Omit<EnvironmentOptions, 'onReady' | 'onGone'> {
  /** Processes at a time; asked before each start, because later event sources may raise it. */
  readonly maxProcesses: () => number;
  /** An unused process is stopped after this time, in milliseconds. */
  readonly idleMs: number;
  readonly onStarted: (environment: ExecutionEnvironment) => void;
  readonly onStopped: () => void;
}

interface Waiting {
  readonly work: Work;
  readonly settle: (answer: Answer) => void;
}

/** The processes of one function: started when there is work and none is free, stopped when unused. */
export class EnvironmentPool {
  private readonly environments = new Map<string, ExecutionEnvironment>();
  private readonly free = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  private readonly starting = new Set<ExecutionEnvironment>();
  private readonly waiting: Waiting[] = [];
  private stopped = false;

  constructor(private readonly options: PoolOptions) {}

  run(work: Work): Promise<Answer> {
    return new Promise((settle) => {
      this.waiting.push({ work, settle });
      this.advance();
    });
  }

  find(environmentId: string): ExecutionEnvironment | undefined {
    return this.environments.get(environmentId);
  }

  all(): ExecutionEnvironment[] {
    return [...this.environments.values()];
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.free.values()) clearTimeout(timer);
    await Promise.all(this.all().map((environment) => environment.stop()));
    for (const { settle } of this.waiting.splice(0)) settle({ payload: '{}', error: 'Stopped' });
  }

  private advance(): void {
    for (const [environment, timer] of this.free) {
      const next = this.waiting.shift();
      if (!next) return;
      clearTimeout(timer);
      this.free.delete(environment);
      void environment.run(next.work).then(next.settle);
    }
    while (
      !this.stopped &&
      this.waiting.length > this.starting.size &&
      this.environments.size < this.options.maxProcesses()
    ) {
      this.start();
    }
  }

  private start(): void {
    const environment = new ExecutionEnvironment({
      ...this.options,
      onReady: (ready) => {
        this.starting.delete(ready);
        if (this.stopped || !this.environments.has(ready.id)) return;
        const timer = setTimeout(() => {
          this.free.delete(ready);
          void ready.stop();
        }, this.options.idleMs);
        this.free.set(ready, timer);
        this.advance();
      },
      onGone: (gone, initError) => {
        clearTimeout(this.free.get(gone));
        this.free.delete(gone);
        this.starting.delete(gone);
        this.environments.delete(gone.id);
        this.options.onStopped();
        // A function that cannot start fails the work that it was started for, or it would be started for ever.
        if (initError) this.waiting.shift()?.settle(initError);
        this.advance();
      },
    });
    this.environments.set(environment.id, environment);
    this.starting.add(environment);
    this.options.onStarted(environment);
  }
}
