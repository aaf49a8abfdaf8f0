import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { DevOpsAgentError } from '@org/devops-agent-client';
import { LanguageModelError } from '@org/language-model';
import type { HttpAnswer } from '@org/notifiers';
import type { Random } from './random';

/** What can befall one call to the outside world. */
export const FAULTS = {
  'crash-before': 'the worker dies, and the call is never made',
  'crash-after': 'the call does its work, and the worker dies before it knows',
  'answer-lost': 'the call does its work, and its caller gets an error',
  throttled: 'the other side asks for fewer calls',
  unavailable: 'the other side has trouble of its own, and does nothing',
  overloaded: 'HTTP 503 with a wait, and nothing done',
  unreachable: 'no connection, and nothing sent',
  'timed-out': 'the caller gives up, and the call does its work later',
  slow: 'it takes seconds',
  hanging: 'no answer comes before the function is stopped',
  'sent-twice': 'the answer was lost, and the SDK sends it again by itself',
  'race-lost': 'somebody else changes the item just before',
  'entry-refused': 'PutEvents answers 200, and the entry failed',
  refused: 'a language model refuses for good, and takes no money',
  nonsense: 'a language model answers, and takes its money, with nothing that may be shown',
} as const;
export type Fault = keyof typeof FAULTS;

export type PortKind = 'table' | 'http' | 'secret' | 'bus' | 'invoke' | 'agent' | 'model';

const ANYWHERE = ['crash-before', 'crash-after', 'answer-lost', 'throttled', 'slow', 'hanging'] as const;

export const FAULTS_OF: Record<PortKind, readonly Fault[]> = {
  table: [...ANYWHERE, 'unavailable', 'sent-twice', 'race-lost'],
  http: [...ANYWHERE, 'unavailable', 'overloaded', 'unreachable', 'timed-out'],
  secret: [...ANYWHERE, 'unavailable'],
  bus: [...ANYWHERE, 'unavailable', 'entry-refused'],
  invoke: [...ANYWHERE, 'unavailable'],
  agent: [...ANYWHERE, 'unavailable'],
  model: [...ANYWHERE, 'unavailable', 'timed-out', 'refused', 'nonsense'],
};

/** How often something goes wrong, from 0 to 1: with the vendors, in the router, in the other functions. */
export interface Rates {
  readonly vendors: number;
  readonly router: number;
  readonly others: number;
}

/** Decides what befalls each call, and remembers what befell which. */
export class Faults {
  #calls = 0;
  constructor(
    private readonly random: Random,
    private readonly rates: Rates,
    /** The number of a call, counted from 0, and what befalls it: for going through them all. */
    private readonly plan: ReadonlyMap<number, Fault> | undefined,
    private readonly coverage: Coverage | undefined,
    /** Each call's point and kind, in order. */
    readonly calls: { readonly point: string; readonly kind: PortKind }[] | undefined,
  ) {}

  at(point: string, kind: PortKind, healed: boolean): Fault | undefined {
    const call = this.#calls++;
    this.calls?.push({ point, kind });
    let fault: Fault | undefined;
    if (this.plan) fault = this.plan.get(call);
    else if (!healed && this.random.chance(this.#rate(point, kind))) fault = this.random.pick(FAULTS_OF[kind]);
    this.coverage?.add(point, kind, fault);
    return fault;
  }

  #rate(point: string, kind: PortKind): number {
    if (kind === 'http' || kind === 'model') return this.rates.vendors;
    return point.startsWith('router') ? this.rates.router : this.rates.others;
  }
}

/** Which fault befell which call how often, over many schedules. */
export class Coverage {
  readonly points = new Map<string, { kind: PortKind; calls: number; faults: Map<Fault, number> }>();

  add(point: string, kind: PortKind, fault: Fault | undefined): void {
    let entry = this.points.get(point);
    if (!entry) this.points.set(point, (entry = { kind, calls: 0, faults: new Map() }));
    entry.calls++;
    if (fault) entry.faults.set(fault, (entry.faults.get(fault) ?? 0) + 1);
  }

  /** Adds what befell another world. */
  take(other: Coverage): void {
    for (const [point, { kind, calls, faults }] of other.points) {
      const entry = this.points.get(point) ?? { kind, calls: 0, faults: new Map<Fault, number>() };
      entry.calls += calls;
      for (const [fault, count] of faults) entry.faults.set(fault, (entry.faults.get(fault) ?? 0) + count);
      this.points.set(point, entry);
    }
  }

  /** Pairs of a call and a fault that could befall it, and never did. */
  missing(): string[] {
    return [...this.points].flatMap(([point, { kind, faults }]) =>
      FAULTS_OF[kind].filter((fault) => !faults.has(fault)).map((fault) => `${point}: ${fault}`),
    );
  }

  /** A row for each call, a column for each fault. */
  table(): string {
    const columns = Object.keys(FAULTS) as Fault[];
    const rows = [...this.points]
      .sort()
      .map(([point, { kind, calls, faults }]) => [
        point,
        String(calls),
        ...columns.map((fault) => (FAULTS_OF[kind].includes(fault) ? String(faults.get(fault) ?? 0) : '')),
      ]);
    const all = [['call', 'calls', ...columns], ...rows];
    const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    return all
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join(' ')
          .trimEnd(),
      )
      .join('\n');
  }
}

/** What the caller of a port sees when the other side did not do, or did not say. */
export function errorOf(kind: PortKind, fault: Fault): Error {
  switch (kind) {
    case 'table':
      return fault === 'throttled'
        ? new ProvisionedThroughputExceededException({ message: 'Too many requests', $metadata: {} })
        : Object.assign(new Error('Internal server error'), { name: 'InternalServerError' });
    case 'agent':
      return new DevOpsAgentError({
        operation: 'Simulated',
        code: fault === 'throttled' ? 'ThrottlingException' : 'InternalServerException',
        retryable: true,
      });
    case 'model':
      return new LanguageModelError(`The model gave no answer (${fault}).`, { retryable: fault !== 'refused' });
    case 'http':
      return fault === 'unreachable'
        ? Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
        : fault === 'timed-out'
          ? Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' })
          : Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
    default:
      return Object.assign(new Error(`Simulated: ${fault}`), {
        name: fault === 'throttled' ? 'TooManyRequestsException' : 'ServiceException',
        $metadata: { httpStatusCode: fault === 'throttled' ? 429 : 500 },
      });
  }
}

/** An HTTP answer that says what went wrong, or nothing when the fault is not told by an answer. */
export function answerOf(fault: Fault, random: Random): HttpAnswer | undefined {
  const wait = String(random.between(1, 240));
  switch (fault) {
    case 'throttled':
      return httpAnswer(429, {}, { 'retry-after': wait });
    case 'overloaded':
      return httpAnswer(503, {}, { 'retry-after': wait });
    case 'unavailable':
      return httpAnswer(500, {});
    default:
      return undefined;
  }
}

export function httpAnswer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, text: JSON.stringify(body) ?? '', headers: { get: (name) => headers[name.toLowerCase()] ?? null } };
}
