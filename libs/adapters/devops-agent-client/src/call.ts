import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Hash } from '@smithy/hash-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import { DevOpsAgentError } from './errors';

/** How patient a call is. The times are injectable so that no test has to wait. */
export interface Patience {
  readonly attempts: number;
  /** No wait begins that would end later than this after the call began. */
  readonly withinMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Six attempts within twenty seconds, so that a call ends well inside a function's timeout and the rest of the retrying
 * happens at one layer: Lambda's, or the next run of the schedule.
 */
export const PATIENCE: Patience = {
  attempts: 6,
  withinMs: 20_000,
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Full jitter over 1, 2, 4, 8 seconds, as AWS's own load-testing solution does with this API. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;

/** A page of 1000 tasks with 10,000 characters of description each is 10 MB; more than this is no answer of the service. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export interface CallerOptions {
  readonly region: string;
  /**
   * Replaces the service's own hosts, without the `cp.` or `dp.` prefix. Where it is absent, `AWS_ENDPOINT_URL_DEVOPS_AGENT`
   * and then `AWS_ENDPOINT_URL` are asked, as every AWS SDK does.
   */
  readonly endpoint?: string;
  readonly credentials?: SignatureV4Init['credentials'];
  readonly patience?: Partial<Patience>;
}

export interface Call {
  readonly operation: string;
  /** Control plane (agent spaces, operator app) or data plane (backlog, journal). */
  readonly plane: 'cp' | 'dp';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly body?: object;
}

/** Signs and sends calls, tries again what is worth it, and answers with the parsed body. */
export function caller(options: CallerOptions): (call: Call) => Promise<unknown> {
  const patience = { ...PATIENCE, ...options.patience };
  const endpoint = options.endpoint ?? process.env['AWS_ENDPOINT_URL_DEVOPS_AGENT'] ?? process.env['AWS_ENDPOINT_URL'];
  const signer = new SignatureV4({
    service: 'aidevops',
    region: options.region,
    credentials: options.credentials ?? defaultProvider(),
    sha256: Hash.bind(null, 'sha256'),
  });
  const http = new NodeHttpHandler({ connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true });

  async function once(call: Call): Promise<unknown> {
    const request = await signer.sign(requestOf(call, options.region, endpoint)).catch((cause: unknown) => {
      throw new DevOpsAgentError({ operation: call.operation, code: 'NoCredentials', retryable: false, cause });
    });
    const answer = await send(http, request as HttpRequest).catch((cause: unknown) => {
      throw new DevOpsAgentError({ operation: call.operation, code: 'NetworkError', retryable: true, cause });
    });
    if (answer.status < 200 || answer.status > 299) throw refusalOf(call.operation, answer);
    if (answer.body !== undefined) return answer.body;
    // A body that is cut off looks like this, so it is worth another try.
    const { status } = answer;
    throw new DevOpsAgentError({ operation: call.operation, code: 'MalformedResponse', retryable: true, status });
  }

  return async (call) => {
    const end = patience.now() + patience.withinMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(call);
      } catch (error) {
        if (!(error instanceof DevOpsAgentError) || !error.retryable || attempt >= patience.attempts) throw error;
        const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
        const waitMs = Math.max(error.retryAfterMs ?? 0, Math.round(patience.random() * ceiling));
        if (patience.now() + waitMs > end) throw error;
        await patience.sleep(waitMs);
      }
    }
  };
}

function requestOf(call: Call, region: string, endpoint: string | undefined): HttpRequest {
  const url = new URL(endpoint ?? `https://${call.plane}.aidevops.${region}.api.aws`);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return new HttpRequest({
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    method: call.method,
    path: url.pathname.replace(/\/$/, '') + call.path,
    query: call.query ?? {},
    headers: {
      host: url.host,
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    },
    ...(body !== undefined && { body }),
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** undefined when it is no JSON object. */
  readonly body: Record<string, unknown> | undefined;
}

async function send(http: NodeHttpHandler, request: HttpRequest): Promise<Answer> {
  const { response } = await http.handle(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) throw new Error(`The answer is larger than ${MAX_RESPONSE_BYTES} bytes.`);
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, text]) => [name.toLowerCase(), text]),
  );
  return { status: response.statusCode, headers, body: objectIn(Buffer.concat(chunks).toString('utf8')) };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(operation: string, { status, headers, body }: Answer): DevOpsAgentError {
  // awsRestJson1: the header `x-amzn-errortype`, or a member of the body; either may carry a namespace or an address.
  const named = headers['x-amzn-errortype'] ?? body?.['__type'] ?? body?.['code'];
  const code =
    typeof named === 'string' ? (/^(?:.*#)?([A-Za-z]{1,64})(?::|$)/.exec(named)?.[1] ?? 'Unknown') : 'Unknown';
  const seconds = Number(headers['retry-after']);
  return new DevOpsAgentError({
    operation,
    code,
    status,
    retryable: status === 429 || status >= 500 || code === 'ThrottlingException',
    requestId: headers['x-amzn-requestid'],
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  });
}
