import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Snapshot } from './snapshot';

/** What the page is served from. */
export interface ConsoleOptions {
  /** Reads what the page shows now. May be called once a second. */
  readonly read: () => Promise<Snapshot>;
  /** The folder of the built page. */
  readonly pageFolder: string;
  readonly pollMs?: number;
}

export interface Console {
  /** Answers a request for the page or its data; false when it is neither. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  close(): void;
}

const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/main.js': { file: 'main.js', type: 'text/javascript; charset=utf-8' },
  '/main.css': { file: 'main.css', type: 'text/css; charset=utf-8' },
};

// Nothing but our own files may run or load: what an investigation says can at worst be shown as text.
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * The page and its data, read-only. While somebody looks, the store is read once per `pollMs` for all of them, and what
 * changed is pushed. Only loopback names are answered, so that no page of another site can read it (DNS rebinding).
 */
export function consoleServer({ read, pageFolder, pollMs = 1000 }: ConsoleOptions): Console {
  const viewers = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let last = '';

  const poll = async () => {
    try {
      const { at, ...content } = await read();
      const text = JSON.stringify(content);
      if (text !== last) {
        last = text;
        for (const viewer of viewers) viewer.write(message(at, text));
      }
    } catch {
      // The store is away: viewers keep what they see, and the next round tries again.
    }
    timer = viewers.size > 0 ? setTimeout(() => void poll(), pollMs) : undefined;
  };

  return {
    handle: async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://console');
      const page = Object.hasOwn(FILES, pathname) ? FILES[pathname] : undefined;
      if (request.method !== 'GET' || !(page || pathname === '/api/stream' || pathname === '/api/snapshot'))
        return false;
      if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) {
        response.writeHead(403, HEADERS).end('This page answers on the loopback address only.\n');
        return true;
      }
      if (page) {
        const content = await readFile(join(pageFolder, page.file));
        response.writeHead(200, { ...HEADERS, 'content-type': page.type }).end(content);
      } else if (pathname === '/api/snapshot') {
        response.writeHead(200, { ...HEADERS, 'content-type': 'application/json' }).end(JSON.stringify(await read()));
      } else {
        response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
        response.write(last === '' ? ': waiting\n\n' : message(new Date().toISOString(), last));
        viewers.add(response);
        response.on('close', () => viewers.delete(response));
        timer ??= setTimeout(() => void poll(), 0);
      }
      return true;
    },
    close: () => {
      clearTimeout(timer);
      for (const viewer of viewers) viewer.end();
    },
  };
}

function message(at: string, content: string): string {
  return `data: ${JSON.stringify({ at, ...(JSON.parse(content) as object) })}\n\n`;
}
