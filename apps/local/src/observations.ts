import type { BusEvent } from './event-bridge';
import type { Metric } from './metrics';

/** What the local cloud saw happen, in the order in which it happened. */
export type Observation =
  | {
      readonly kind: 'bus_event';
      readonly busArn: string;
      /** The account that owns the bus; the sender's is in the event. */
      readonly account: string;
      readonly event: BusEvent;
    }
  | { readonly kind: 'event_dropped'; readonly account: string; readonly bus: string; readonly reason: string }
  | { readonly kind: 'event_refused'; readonly account: string; readonly bus: string; readonly reason: string }
  | {
      readonly kind: 'delivery_failed';
      readonly ruleArn: string;
      readonly targetArn: string;
      readonly eventId: string;
      readonly code: string;
      readonly reason: string;
      /** False when the target has no dead-letter queue: the event is gone. */
      readonly kept: boolean;
    }
  | { readonly kind: 'function_started' | 'function_stopped'; readonly account: string; readonly functionName: string }
  | ({ readonly kind: 'invocation' } & Invocation)
  | ({ readonly kind: 'log' } & LogLine)
  | ({ readonly kind: 'metric' } & Metric & { readonly value: number })
  | ({ readonly kind: 'dead_letter' } & DeadLetter);

export interface Invocation {
  readonly account: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly durationMs: number;
  /** `undefined` when the function answered, else the error's type, for example `Sandbox.Timedout`. */
  readonly error?: string;
}

export interface LogLine {
  readonly account: string;
  readonly functionName: string;
  readonly requestId: string | undefined;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export interface DeadLetter {
  readonly account: string;
  readonly queueArn: string;
  readonly body: string;
  /** The string attributes, such as ERROR_CODE and RULE_ARN. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface BusRecord {
  readonly busArn: string;
  readonly account: string;
  readonly event: BusEvent;
}

// The newest of each kind; a cloud that runs for days must not fill the memory.
const MAX_KEPT = 50_000;

/** Keeps what was observed, and tells the listener at once. */
export class Observations {
  readonly busEvents: BusRecord[] = [];
  readonly logs: LogLine[] = [];
  readonly invocations: Invocation[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly failures: Observation[] = [];

  constructor(private readonly onEvent: (observation: Observation) => void = () => undefined) {}

  tell(observation: Observation): void {
    switch (observation.kind) {
      case 'bus_event':
        keep(this.busEvents, observation);
        break;
      case 'log':
        keep(this.logs, observation);
        break;
      case 'invocation':
        keep(this.invocations, observation);
        break;
      case 'dead_letter':
        keep(this.deadLetters, observation);
        break;
      case 'event_dropped':
      case 'event_refused':
      case 'delivery_failed':
        keep(this.failures, observation);
        break;
      default:
        break;
    }
    this.onEvent(observation);
  }

  /** The lines of one function, oldest first. */
  logsOf(functionName: string): string[] {
    return this.logs.filter((line) => line.functionName === functionName).map(({ line }) => line);
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MAX_KEPT) list.splice(0, MAX_KEPT / 10);
}
