import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { readBody, sendJson } from '../wire';
import { END_OF_INVOCATION } from './client';

export interface Work {
  readonly requestId: string;
  readonly payload: string;
  /** A fault: the process dies after its work, before its answer counts. */
  readonly loseAnswer?: boolean;
}

export interface Answer {
  readonly payload: string;
  /** The `errorType` when the function failed, for example `Sandbox.Timedout`. */
  readonly error?: string;
}

export interface EnvironmentOptions {
  readonly clientFile: string;
  readonly taskRoot: string;
  /** Host, port and path under which {@link ExecutionEnvironment.handle} is reached. */
  readonly apiOf: (environmentId: string) => string;
  readonly variables: Readonly<Record<string, string>>;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string, requestId: string | undefined) => void;
  /** The process is ready for work. */
  readonly onReady: (environment: ExecutionEnvironment) => void;
  /** The process is gone; `initError` when it never became ready. */
  readonly onGone: (environment: ExecutionEnvironment, initError: Answer | undefined) => void;
}

interface InFlight extends Work {
  readonly settle: (answer: Answer) => void;
  readonly timer: NodeJS.Timeout;
  /** Once only: the next poll may come before the last output of this work has been read. */
  isHandedOut: boolean;
  answer?: Answer;
  readonly streamsLeft: Set<string>;
}

// Real Lambda gives an init 10 s; a laptop that starts a dozen processes at once needs longer.
const INIT_TIMEOUT_MS = 60_000;

/** One process of one function, and its side of the Lambda Runtime API. It runs one invocation at a time. */
export class ExecutionEnvironment {
  readonly id = randomUUID();
  private readonly child: ChildProcess;
  private waitingPoll: ServerResponse | undefined;
  private inFlight: InFlight | undefined;
  private isReady = false;
  private initError: Answer | undefined;
  private readonly initTimer: NodeJS.Timeout;
  private readonly gone: Promise<void>;

  constructor(private readonly options: EnvironmentOptions) {
    this.child = spawn(process.execPath, [options.clientFile], {
      cwd: options.taskRoot,
      env: { ...options.variables, AWS_LAMBDA_RUNTIME_API: options.apiOf(this.id) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.on('error', () => undefined);
    this.readLines(this.child.stdout, 'stdout');
    this.readLines(this.child.stderr, 'stderr');
    this.initTimer = setTimeout(() => this.kill(), INIT_TIMEOUT_MS);
    this.gone = new Promise((resolve) => {
      let over = false;
      const end = (how: string) => {
        if (over) return;
        over = true;
        this.end(how);
        resolve();
      };
      this.child.on('error', (error) => end(`cannot start: ${error.message}`));
      this.child.on('close', (code, signal) => end(signal ? 'signal: killed' : `exit status ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Hands work to a process that has announced itself by {@link EnvironmentOptions.onReady}. Never rejects. */
  run(work: Work): Promise<Answer> {
    return new Promise((settle) => {
      const timer = setTimeout(() => this.timeOut(), this.options.timeoutMs);
      this.inFlight = { ...work, settle, timer, isHandedOut: false, streamsLeft: new Set(['stdout', 'stderr']) };
      this.answerPoll();
    });
  }

  isRunning(requestId: string): boolean {
    return this.inFlight?.requestId === requestId;
  }

  /** The function's own requests: `invocation/next`, `invocation/ID/response`, `invocation/ID/error`, `init/error`. */
  async handle(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === 'invocation/next') {
      this.waitingPoll = response;
      if (!this.isReady) {
        this.isReady = true;
        clearTimeout(this.initTimer);
        this.options.onReady(this);
      }
      this.answerPoll();
      return;
    }
    const body = (await readBody(request)).toString('utf8');
    const [kind, requestId, outcome] = path.split('/');
    if (kind === 'init' && requestId === 'error') {
      this.initError = { payload: body, error: errorTypeOf(body) };
    } else if (kind === 'invocation' && this.inFlight && this.inFlight.requestId === requestId) {
      this.inFlight.answer = { payload: body, ...(outcome === 'error' ? { error: errorTypeOf(body) } : {}) };
      this.settleWhenComplete();
    }
    sendJson(response, 202, { status: 'OK' });
  }

  /** Ends the process at once; what it was doing fails as a crash does. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.kill();
    await this.gone;
  }

  private answerPoll(): void {
    const { waitingPoll, inFlight } = this;
    if (!waitingPoll || !inFlight || inFlight.isHandedOut) return;
    this.waitingPoll = undefined;
    inFlight.isHandedOut = true;
    waitingPoll.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': inFlight.requestId,
      'lambda-runtime-deadline-ms': String(Date.now() + this.options.timeoutMs),
      'lambda-runtime-invoked-function-arn': this.options.functionArn,
    });
    waitingPoll.end(inFlight.payload);
  }

  private timeOut(): void {
    if (!this.inFlight) return;
    const seconds = (this.options.timeoutMs / 1000).toFixed(2);
    const message = `RequestId: ${this.inFlight.requestId} Error: Task timed out after ${seconds} seconds`;
    this.inFlight.answer = failure('Sandbox.Timedout', message);
    this.kill();
  }

  private settleWhenComplete(): void {
    const { inFlight } = this;
    if (!inFlight?.answer || inFlight.streamsLeft.size > 0) return;
    if (inFlight.loseAnswer) {
      this.kill();
      return;
    }
    this.finish(inFlight, inFlight.answer);
    this.options.onReady(this);
  }

  private finish(inFlight: InFlight, answer: Answer): void {
    clearTimeout(inFlight.timer);
    this.inFlight = undefined;
    inFlight.settle(answer);
  }

  private end(how: string): void {
    clearTimeout(this.initTimer);
    const { inFlight } = this;
    if (inFlight) {
      const crash = failure(
        'Runtime.ExitError',
        `RequestId: ${inFlight.requestId} Error: Runtime exited with error: ${how}`,
      );
      // Whatever a killed process had already answered does not count: its kill came first.
      this.finish(inFlight, inFlight.answer?.error === 'Sandbox.Timedout' ? inFlight.answer : crash);
    }
    const initError = this.isReady
      ? undefined
      : (this.initError ?? failure('Runtime.ExitError', `Runtime exited: ${how}`));
    this.options.onGone(this, initError);
  }

  private readLines(stream: Readable | null, name: 'stdout' | 'stderr'): void {
    let rest = '';
    const read = (line: string) => {
      const [printed = '', endedRequest] = line.split(END_OF_INVOCATION);
      if (printed) this.options.onLine(name, printed, this.inFlight?.requestId);
      if (endedRequest !== undefined && this.inFlight?.requestId === endedRequest) {
        this.inFlight.streamsLeft.delete(name);
        this.settleWhenComplete();
      }
    };
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line);
    });
    stream?.on('end', () => read(rest));
  }
}

export function failure(errorType: string, errorMessage: string): Answer {
  return { payload: JSON.stringify({ errorType, errorMessage }), error: errorType };
}

function errorTypeOf(body: string): string {
  try {
    return String((JSON.parse(body) as { errorType?: unknown }).errorType ?? 'Error');
  } catch {
    return 'Error';
  }
}
