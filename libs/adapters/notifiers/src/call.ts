import { NotifyError } from './notify-error';
import type { Vendor } from './notifier';

/** A page or ticket must not hold a queue's batch up; both vendors answer well within this. */
const DEFAULT_TIMEOUT_MS = 10_000;

export interface Call {
  readonly vendor: Vendor;
  /** The vendor and the destination, for the reader of an error: `PagerDuty, destination "payments"`. */
  readonly who: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
  /** Field names of ours that an answer may speak of. Nothing else of an answer is repeated: it may echo the payload. */
  readonly fields: readonly string[];
  /** What to do about an answer, by HTTP status. */
  readonly mend: Readonly<Record<number, string>>;
  /** The vendor answers in words, or not at all: its status says everything. */
  readonly statusIsAll?: true;
}

/** One HTTP request, as a transport sends it. */
export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** After this many milliseconds the transport gives up, and throws an error of the name `TimeoutError`. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly text: string;
}

/** Sends one request and gives the answer, whatever its status; what it throws is what `fetch` throws. */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/** The request could not even be made. What was caught is not kept: it quotes the header that did not fit, a secret. */
class Unsendable extends Error {}

const overFetch: Transport = async ({ url, method, headers, body, timeoutMs }) => {
  let request: Request;
  try {
    request = new Request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual', // a redirect of a POST would lose it, and could carry a key elsewhere
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new Unsendable();
  }
  const response = await fetch(request);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/**
 * Makes one HTTP call and gives the JSON of a 2xx answer. Never repeats by itself: retrying belongs to the queue.
 *
 * @throws NotifyError retryable: 429, 408, 5xx, a timeout, a broken connection, an answer that is not JSON;
 *   not retryable: every other status, and a call that could not be made at all
 */
export async function call(request: Call, transport: Transport = overFetch): Promise<unknown> {
  const { vendor, who, url, method, headers, body, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  let answer: HttpAnswer;
  try {
    answer = await transport({
      url,
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
    });
  } catch (error) {
    throw error instanceof Unsendable ? notMade(request) : notReached(error, request);
  }
  const { status, text } = answer;
  if (status < 200 || status > 299) throw refused(answer, request);
  if (request.statusIsAll) return undefined;
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new NotifyError(`${who}: the answer (HTTP ${status}) is not JSON. Check the URL in the configuration.`, {
      vendor,
      status,
      retryable: true,
      inDoubt: true,
    });
  }
}

function notMade({ vendor, who }: Call): NotifyError {
  return new NotifyError(
    `${who}: the call could not be made. Check the URL in the configuration, and that the stored secrets hold one line of plain characters.`,
    { vendor, retryable: false },
  );
}

function notReached(error: unknown, { vendor, who }: Call): NotifyError {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') {
    return new NotifyError(`${who} did not answer in time. It is tried again.`, {
      vendor,
      retryable: true,
      inDoubt: true,
    });
  }
  // What the network said is the cause of what fetch throws.
  const code = typeof cause?.code === 'string' ? cause.code : 'connection failed';
  const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code);
  return new NotifyError(`${who} could not be reached (${code}). It is tried again.`, {
    vendor,
    retryable: true,
    inDoubt: !neverSent,
    cause,
  });
}

function refused({ status, headers, text }: HttpAnswer, { vendor, who, fields, mend }: Call): NotifyError {
  if (status === 429) {
    const retryAfterMs = waitAsked(headers);
    const limit = headers.get('ratelimit-reason');
    const named = limit !== null && /^[A-Za-z0-9-]{1,64}$/.test(limit) ? `: ${limit}` : '';
    return new NotifyError(`${who} asks for fewer calls (HTTP 429${named}). It is tried again later.`, {
      vendor,
      status,
      retryable: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (status >= 500 || status === 408 || status === 425) {
    const retryAfterMs = waitAsked(headers);
    return new NotifyError(`${who} has trouble of its own (HTTP ${status}). It is tried again.`, {
      vendor,
      status,
      retryable: true,
      inDoubt: status !== 425,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  const about = fields.filter((field) => new RegExp(`\\b${field.replaceAll('_', '[_ ]')}\\b`).test(text));
  return new NotifyError(
    `${who} refused the call (HTTP ${status}${about.length > 0 ? `, about ${about.join(', ')}` : ''}). ` +
      (mend[status] ?? 'Check the URLs in the configuration.'),
    { vendor, status, retryable: false },
  );
}

/**
 * The wait in milliseconds: `Retry-After` as seconds or as a date (RFC 9110, 10.2.3; counted from the vendor's own `Date`,
 * so that our clock does not matter), else PagerDuty's `ratelimit-reset` in seconds.
 */
function waitAsked(headers: HttpAnswer['headers']): number | undefined {
  const asked = headers.get('retry-after') ?? headers.get('ratelimit-reset');
  if (asked === null) return undefined;
  if (/^\s*\d{1,6}(\.\d+)?\s*$/.test(asked)) return Math.ceil(Number(asked) * 1000);
  const until = Date.parse(asked);
  if (Number.isNaN(until)) return undefined;
  const theirNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(theirNow) ? Date.now() : theirNow));
}
