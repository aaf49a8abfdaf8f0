import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';

// Jest gives every test file an Error of its own, and Node's network errors are of another, which the SDK then wraps and
// robs of name and code. With this, `instanceof Error` answers as it does in a running function.
const plainInstanceOf = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown) {
    if (this === Error && Object.prototype.toString.call(value) === '[object Error]') return true;
    return plainInstanceOf.call(this as typeof Error, value);
  },
});

export interface Asked {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** Bedrock on loopback, reached as the deployed code would be led to it: by AWS_ENDPOINT_URL. Answers as a test says. */
export class Bedrock {
  readonly asked: Asked[] = [];
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.writeHead(500).end();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Bedrock> {
    const server = createServer();
    const bedrock = new Bedrock(server);
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        bedrock.asked.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
        bedrock.answer(response, request);
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    return bedrock;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

export const saying = (text: string) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
      metrics: { latencyMs: 1 },
    }),
  );

export const failing = (status: number, type: string) => (response: ServerResponse) =>
  void response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
    .end(JSON.stringify({ message: 'about the prompt: ledger-db' }));

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

/** One message of an event stream: an event of the agent, or an exception in the middle of it. */
export function message(kind: 'event' | 'exception', type: string, payload: unknown): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: kind },
      [kind === 'event' ? ':event-type' : ':exception-type']: { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: new Uint8Array(Buffer.from(JSON.stringify(payload), 'utf8')),
  });
}

export const chunk = (bytes: Uint8Array) => message('event', 'chunk', { bytes: Buffer.from(bytes).toString('base64') });

export function streamHead(response: ServerResponse): ServerResponse {
  return response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-agent-content-type': 'application/json',
    'x-amz-bedrock-agent-session-id': 'session',
  });
}
