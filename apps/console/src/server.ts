import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { begin, refusesStranger } from './loopback';
import type { Snapshot } from './snapshot';
import { takeVerdict, type SaveVerdict } from './take-verdict';

/** What the page is served from. */
export interface ConsoleOptions {
  /** Reads what the page shows now. May be called once a second. */
  readonly read: () => Promise<Snapshot>;
  /** The folder of the built page. */
  readonly pageFolder: string;
  readonly pollMs?: number;
  /** Keeps what people say of patterns on the page. Absent: the page is read-only. */
  readonly saveVerdict?: SaveVerdict;
  /** Who is in front of the page, as the form proposes it. */
  readonly user?: string;
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
  '/wall': { file: 'wall/index.html', type: 'text/html; charset=utf-8' },
  '/wall/wall.js': { file: 'wall/wall.js', type: 'text/javascript; charset=utf-8' },
  '/wall/wall.css': { file: 'wall/wall.css', type: 'text/css; charset=utf-8' },
};

const VERDICTS = /^\/api\/patterns\/([^/]{1,300})\/verdicts$/;

/**
 * The page and its data, and the one thing that can be written: what people say of a pattern, if `saveVerdict` is given. While somebody looks, the store is read once per `pollMs` for all of them, and what
 * changed is pushed. Only loopback names are answered.
 */
export function consoleServer({ read, pageFolder, pollMs = 1000, saveVerdict, user = '' }: ConsoleOptions): Console {
  const viewers = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let last = '';
  // Of this start: whoever can read the page's data may write, and a page of another site can read nothing.
  const token = randomBytes(24).toString('base64url');
  const readAll = async (): Promise<Snapshot> => ({
    ...(await read()),
    ...(saveVerdict && { verdicts: { user, token } }),
  });

  const poll = async () => {
    try {
      const { at, ...content } = await readAll();
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
      const patternId = VERDICTS.exec(pathname)?.[1];
      if (saveVerdict && patternId !== undefined && request.method === 'POST') {
        if (!refusesStranger(request, response))
          await takeVerdict(request, response, { patternId: decoded(patternId), token, saveVerdict });
        return true;
      }
      const page = Object.hasOwn(FILES, pathname) ? FILES[pathname] : undefined;
      if (request.method !== 'GET' || !(page || pathname === '/api/stream' || pathname === '/api/snapshot'))
        return false;
      if (refusesStranger(request, response)) return true;
      if (page) {
        const content = await readFile(join(pageFolder, page.file));
        begin(response, 200, page.type).end(content);
      } else if (pathname === '/api/snapshot') {
        const snapshot = JSON.stringify(await readAll());
        begin(response, 200, 'application/json').end(snapshot);
      } else {
        begin(response, 200, 'text/event-stream');
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

/** What cannot be decoded is the id of no pattern. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function message(at: string, content: string): string {
  return `data: ${JSON.stringify({ at, ...(JSON.parse(content) as object) })}\n\n`;
}
