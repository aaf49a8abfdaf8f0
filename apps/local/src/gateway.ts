import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalCloudError, ServiceError } from './errors';
import type { Roles } from './facts';
import type { Functions } from './lambda';
import { stsApi, stsError } from './sts';
import type { Tables } from './tables';
import { callerOf, parseJson, readBody, sendJson, sendServiceError, type Caller, type JsonService } from './wire';

/** Serves a path that is not AWS's: the DevOps Agent emulator, a stand-in, a page. @returns false to let the next try */
export type Mount = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** What the gateway sends requests to; filled in once the address is known. */
export interface Services {
  readonly functions: Functions;
  readonly tables: Tables;
  readonly roles: Roles;
  /** By the part of `x-amz-target` before the dot. */
  readonly json: Readonly<Record<string, JsonService>>;
  readonly mounts: readonly Mount[];
}

export interface Gateway {
  readonly url: string;
  serve(services: Services): void;
  stop(): Promise<void>;
}

/**
 * The one port. AWS requests are known by their headers and paths alone, so that a mount always finds the body unread.
 *
 * @param port 0 for any free one
 */
export async function startGateway(port: number): Promise<Gateway> {
  let services: Services | undefined;
  const server = createServer((request, response) => {
    if (!services) {
      sendServiceError(response, new ServiceError('ServiceUnavailable', 'The local cloud is starting.', 503));
      return;
    }
    handle(request, response, services).catch((error: unknown) => sendServiceError(response, error));
  });
  // A function waits for its next invocation for as long as it takes.
  server.requestTimeout = 0;
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new LocalCloudError(
      'the local cloud',
      `port ${port} is taken`,
      'choose another port, or none for any free one',
    );
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (filled) => {
      services = filled;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const path = request.url ?? '/';
  if (path.startsWith('/_lambda/')) return services.functions.handleRuntimeRequest(request, response);

  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service = '', operation = ''] = target.split('.');
    const caller = signedBy(request);
    if (service === 'DynamoDB_20120810') {
      return services.tables.handle(request, await readBody(request), response, caller);
    }
    const run = services.json[service];
    if (!run)
      throw new ServiceError('UnknownOperationException', `The local cloud does not know the service ${service}.`, 404);
    const answer = await run(operation, parseJson(await readBody(request)), caller);
    const version = service === 'AmazonSQS' ? '1.0' : '1.1';
    return sendJson(response, 200, answer, { 'content-type': `application/x-amz-json-${version}` });
  }

  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path)?.[1];
  if (invoked !== undefined) return invoke(decodeURIComponent(invoked), request, response, services);

  if (request.headers.authorization?.includes('/sts/aws4_request')) return sts(request, response, services);

  for (const mount of services.mounts) if (await mount(request, response)) return;
  throw new ServiceError('NotFound', `Nothing in the local cloud answers ${request.method} ${path}.`, 404);
}

async function invoke(
  reference: string,
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
): Promise<void> {
  const caller = signedBy(request);
  const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  const payload = (await readBody(request)).toString('utf8') || '{}';
  const { status, answer } = await services.functions.invoke(reference, type, payload, caller);
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-amz-executed-version': '$LATEST',
    ...(answer?.error === undefined ? {} : { 'x-amz-function-error': 'Unhandled' }),
  });
  response.end(answer?.payload);
}

async function sts(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString('utf8'));
  const send = (status: number, xml: string) => response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  try {
    send(200, stsApi(form, signedBy(request), services.roles));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    send(error.status, stsError(error));
  }
}

function signedBy(request: IncomingMessage): Caller {
  const caller = callerOf(request);
  if (caller) return caller;
  throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}
