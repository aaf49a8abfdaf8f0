import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from './errors';

/** Who calls, as its signature says: the access key id is the account. Signatures themselves are not verified. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  /** The signing name, for example `events` or `sts`. */
  readonly service: string;
}

/** @returns undefined when the request carries no SigV4 signature
 *  @throws ServiceError when the access key id is not a 12-digit account */
export function callerOf(request: IncomingMessage): Caller | undefined {
  const scope = /Credential=([^/,\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '');
  if (!scope) return undefined;
  const [, account = '', region = '', service = ''] = scope;
  if (!/^\d{12}$/.test(account)) {
    throw new ServiceError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid. (In the local cloud the access key id is the 12-digit account.)',
      403,
    );
  }
  return { account, region, service };
}

/** One operation of a service that speaks AWS JSON. */
export type JsonService = (operation: string, input: Record<string, unknown>, caller: Caller) => unknown;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

export function sendServiceError(response: ServerResponse, error: unknown): void {
  const refusal =
    error instanceof ServiceError ? error : new ServiceError('InternalFailure', `local cloud: ${String(error)}`, 500);
  if (response.headersSent) {
    response.end();
    return;
  }
  sendJson(
    response,
    refusal.status,
    { __type: refusal.code, message: refusal.message },
    { 'x-amzn-errortype': refusal.code },
  );
}

export function parseJson(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.length > 0 ? body.toString('utf8') : '{}') as Record<string, unknown>;
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}
