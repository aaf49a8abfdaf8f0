import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Worker, type Circumstances } from './worker';

const FUNCTION_TIMEOUT_MS = 30_000;
/** A message is visible again after six times the function's timeout, as the central stack sets it. */
const TIMEOUTS = 6;

/** The function that a queue feeds, as the central stack sets it. */
export interface Reader {
  readonly name: string;
  readonly timeoutMs: number;
  readonly batch: number;
}

const ROUTER: Reader = { name: 'router', timeoutMs: FUNCTION_TIMEOUT_MS, batch: 10 };

/** How much a queue or an asynchronous invoke repeats and delays by itself; nothing after healing. */
export interface Habits {
  readonly twice: number;
  readonly maxReceives: number;
  /** How many batches Lambda takes side by side by now; without it, as many as there are. */
  readonly side?: () => number;
}

interface Message {
  readonly id: string;
  readonly body: string;
  receives: number;
  gone: boolean;
}

/** As the central stack sets it for the sweep. */
export const SWEEP_TIMEOUT_MS = 75_000;

export type QueueFunction = (worker: Worker, event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** An SQS queue that feeds a function: what a worker does not report as done comes again when it is visible again. */
export class Queue {
  readonly waiting = new Set<Message>();
  dead: Message[] = [];
  #sent = 0;
  #running = 0;
  readonly #ready: Message[][] = [];
  #batch: Message[] = [];

  constructor(
    private readonly name: string,
    private readonly about: Circumstances,
    private readonly habits: Habits,
    private readonly run: QueueFunction,
    private readonly reader: Reader = ROUTER,
  ) {}

  send(body: unknown): void {
    const message: Message = {
      id: `${this.name}-${++this.#sent}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      receives: 0,
      gone: false,
    };
    this.waiting.add(message);
    this.#visible(message);
  }

  /** What a person does who has read the alarm: the messages come again, as new ones. */
  redrive(): void {
    const { dead } = this;
    this.dead = [];
    for (const { body } of dead) this.send(body);
  }

  #visible(message: Message): void {
    if (message.gone) return;
    if (message.receives >= this.habits.maxReceives) {
      message.gone = true;
      this.waiting.delete(message);
      this.dead.push(message);
      return;
    }
    message.receives++;
    const { clock, random, healedAt } = this.about;
    clock.after(TIMEOUTS * this.reader.timeoutMs, () => this.#visible(message));
    const twice = clock.now < healedAt && random.chance(this.habits.twice);
    for (let copies = twice ? 2 : 1; copies > 0; copies--) {
      clock.after(random.between(1, 50), () => this.#gather(message));
    }
  }

  #gather(message: Message): void {
    if (message.gone) return;
    if (this.#batch.length === 0) this.about.clock.after(20, () => this.#receive());
    if (!this.#batch.includes(message)) this.#batch.push(message);
    if (this.#batch.length === this.reader.batch) this.#receive();
  }

  #receive(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) this.#ready.push(batch);
    this.#work();
  }

  #work(): void {
    const { side = () => Infinity } = this.habits;
    while (this.#ready.length > 0 && this.#running < side()) this.#run(this.#ready.shift() as Message[]);
    if (this.#ready.length > 0) this.about.clock.after(1_000, () => this.#work());
  }

  #run(messages: readonly Message[]): void {
    const batch = messages.filter((message) => !message.gone);
    if (batch.length === 0) return;
    this.#running++;
    const ended = () => {
      this.#running--;
      if (this.#ready.length > 0) this.about.clock.after(1, () => this.#work());
    };
    const worker = new Worker(this.reader.name, this.about, this.reader.timeoutMs, ended);
    const Records = batch.map(({ id, body, receives }) => ({
      messageId: id,
      body,
      attributes: { ApproximateReceiveCount: String(receives) },
    }));
    const context = { awsRequestId: 'simulated', getRemainingTimeInMillis: worker.remainingMs };
    this.run(worker, { Records } as unknown as SQSEvent, context as unknown as Context).then(
      ({ batchItemFailures }) => {
        if (!worker.alive) return;
        worker.alive = false;
        ended();
        for (const message of batch) {
          if (batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === message.id)) continue;
          message.gone = true;
          this.waiting.delete(message);
        }
      },
      () => worker.die(),
    );
  }
}

export type InvokedFunction = (worker: Worker, input: unknown) => Promise<unknown>;

/** Lambda's asynchronous invoke: at least once, two retries after one and two minutes, then the dead letters. */
export class AsyncFunction {
  running = 0;
  dead: unknown[] = [];

  constructor(
    private readonly name: string,
    private readonly about: Circumstances,
    private readonly habits: Habits,
    private readonly run: InvokedFunction,
    private readonly timeoutMs = FUNCTION_TIMEOUT_MS,
  ) {}

  invoke(input: unknown): void {
    const { clock, random, healedAt } = this.about;
    const twice = clock.now < healedAt && random.chance(this.habits.twice);
    for (let copies = twice ? 2 : 1; copies > 0; copies--) this.#later(input, 1, random.between(5, 200));
  }

  redrive(): void {
    const { dead } = this;
    this.dead = [];
    for (const input of dead) this.invoke(input);
  }

  #later(input: unknown, attempt: number, ms: number): void {
    this.running++;
    this.about.clock.after(ms, () => {
      const failed = () => {
        worker.alive = false;
        this.running--;
        if (attempt < 3) this.#later(input, attempt + 1, attempt * 60_000);
        else this.dead.push(input);
      };
      const worker: Worker = new Worker(this.name, this.about, this.timeoutMs, failed);
      this.run(worker, input).then(
        () => {
          if (!worker.alive) return;
          worker.alive = false;
          this.running--;
        },
        () => worker.alive && failed(),
      );
    });
  }
}
