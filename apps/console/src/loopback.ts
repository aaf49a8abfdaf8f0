import type { IncomingMessage, ServerResponse } from 'node:http';

// Nothing but our own files may run or load: what an investigation says can at worst be shown as text.
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Begins an answer with the headers that every answer of ours has. */
export function begin(response: ServerResponse, status: number, type: string): ServerResponse {
  return response.writeHead(status, { ...HEADERS, 'content-type': type });
}

/**
 * Refuses whoever asks by another name than a loopback one, so that no page of another site can read what is served here
 * (DNS rebinding).
 *
 * @returns true when it was refused
 */
export function refusesStranger(request: IncomingMessage, response: ServerResponse): boolean {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) return false;
  begin(response, 403, 'text/plain').end('This page answers on the loopback address only.\n');
  return true;
}
