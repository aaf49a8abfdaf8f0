import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request that is for it and says true; says false of any other, and has not touched it then. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Trouble on purpose. Each switch counts down, and says nothing about the requests after. */
export interface Faults {
  /** Answers the next calls with 429. */
  throttle(calls: number): void;
  /** Answers the next calls with 500, having done nothing. */
  fail(calls: number): void;
  /** Does what the next calls that have an effect ask for, and breaks the connection instead of answering. */
  loseAnswers(calls: number): void;
}

export interface FaultSwitches extends Faults {
  take(kind: 'throttle' | 'fail' | 'lose'): boolean;
}

export function faultSwitches(): FaultSwitches {
  const left = { throttle: 0, fail: 0, lose: 0 };
  return {
    throttle: (calls) => void (left.throttle = calls),
    fail: (calls) => void (left.fail = calls),
    loseAnswers: (calls) => void (left.lose = calls),
    take: (kind) => left[kind] > 0 && left[kind]-- > 0,
  };
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendJson(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** The whole body, or undefined when it is larger than the vendor takes. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path under the prefix and the query, or undefined when the request is not for this stand-in. */
export function under(prefix: string, request: IncomingMessage): { path: string; query: URLSearchParams } | undefined {
  if (!URL.canParse(request.url ?? '/', 'http://local')) return undefined;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  if (pathname !== prefix && !pathname.startsWith(`${prefix}/`)) return undefined;
  return { path: pathname.slice(prefix.length), query: searchParams };
}

/** Counts calls in a sliding window; `admit` answers how many milliseconds to wait, 0 when the call may pass. */
export function slidingWindow(calls: number, windowMs: number, now: () => number): (who: string) => number {
  const seen = new Map<string, number[]>();
  return (who) => {
    const at = now();
    const recent = (seen.get(who) ?? []).filter((time) => time > at - windowMs);
    const oldest = recent[0];
    const wait = recent.length < calls || oldest === undefined ? 0 : oldest + windowMs - at;
    if (wait === 0) recent.push(at);
    seen.set(who, recent);
    return wait;
  };
}
