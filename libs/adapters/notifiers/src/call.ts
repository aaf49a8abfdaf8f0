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
}

/**
 * Makes one HTTP call and gives the JSON of a 2xx answer. Never repeats by itself: retrying belongs to the queue.
 *
 * @throws NotifyError retryable: 429, 408, 5xx, a timeout, a broken connection, an answer that is not JSON;
 *   not retryable: every other status, and a call that could not be made at all
 */
export async function call(request: Call): Promise<unknown> {
  const { vendor, who } = request;
  const prepared = prepare(request);
  let response: Response;
  let text: string;
  try {
    response = await fetch(prepared);
    text = await response.text();
  } catch (error) {
    throw notReached(error, request);
  }
  if (response.ok) {
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch {
      throw new NotifyError(
        `${who}: the answer (HTTP ${response.status}) is not JSON. Check the URL in the configuration.`,
        {
          vendor,
          status: response.status,
          retryable: true,
          inDoubt: true,
        },
      );
    }
  }
  throw refused(response, text, request);
}

function prepare(request: Call): Request {
  try {
    return new Request(request.url, {
      method: request.method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...request.headers },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual', // a redirect of a POST would lose it, and could carry a key elsewhere
      signal: AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    });
  } catch {
    // What was caught is not passed on: it quotes the URL or the header that did not fit, and that header is a secret.
    throw new NotifyError(
      `${request.who}: the call could not be made. Check the URL in the configuration, and that the stored secrets hold one line of plain characters.`,
      { vendor: request.vendor, retryable: false },
    );
  }
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

function refused(response: Response, text: string, { vendor, who, fields, mend }: Call): NotifyError {
  const { status, headers } = response;
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
function waitAsked(headers: Headers): number | undefined {
  const asked = headers.get('retry-after') ?? headers.get('ratelimit-reset');
  if (asked === null) return undefined;
  if (/^\s*\d{1,6}(\.\d+)?\s*$/.test(asked)) return Math.ceil(Number(asked) * 1000);
  const until = Date.parse(asked);
  if (Number.isNaN(until)) return undefined;
  const theirNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(theirNow) ? Date.now() : theirNow));
}
