import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleServer, type Console } from './server';
import type { Snapshot } from './snapshot';

let folder: string;
let server: Server;
let page: Console;
let reads: number;
let snapshot: Snapshot;

const empty: Snapshot = {
  at: '2026-11-20T12:00:00Z',
  clients: [],
  outcomes: [],
  deliveries: [],
  patterns: [],
  quarantined: [],
  limits: { investigations: 100, records: 400 },
  clientViews: false,
  totals: {
    investigations: 0,
    outcomes: 0,
    withheld: 0,
    redactions: 0,
    pages: 0,
    tickets: 0,
    patterns: 0,
    quarantined: 0,
    aiTodayUsd: 0,
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  reads = 0;
  snapshot = empty;
  page = consoleServer({
    pageFolder: folder,
    pollMs: 5,
    read: async () => {
      reads += 1;
      return snapshot;
    },
  });
  server = createServer((incoming, response) => {
    page.handle(incoming, response).then(
      (answered) => answered || response.writeHead(404).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  page.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ host: '127.0.0.1', port, path, headers: { host: `localhost:${port}`, ...headers }, method }, resolve)
      .on('error', reject)
      .end();
  });

describe('the console’s server', () => {
  it('serves the page, and lets the browser load nothing from elsewhere', async () => {
    const response = await get('/');
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
  });

  it.each(['/', '/api/snapshot', '/api/stream'])('refuses %s under any name but a loopback one', async (path) => {
    const response = await get(path, { host: 'attacker.example' });
    response.resume();
    expect(response.statusCode).toBe(403);
    expect(reads).toBe(0);
  });

  it('leaves every other path, and every method that could change something, to others', async () => {
    for (const [path, method] of [
      ['/pagerduty/v2/enqueue', 'GET'],
      ['/', 'POST'],
      ['/../secret', 'GET'],
    ] as const) {
      const response = await get(path, {}, method);
      response.resume();
      expect(response.statusCode).toBe(404);
    }
  });

  it('pushes a snapshot to whoever looks, and another only when something changed', async () => {
    const messages: Snapshot[] = [];
    const response = await get('/api/stream');
    const changed = new Promise<void>((resolve) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        for (const [, data] of chunk.matchAll(/^data: (.*)$/gm)) messages.push(JSON.parse(data ?? '') as Snapshot);
        if (messages.length === 1) {
          const seen = reads;
          const wait = () =>
            reads > seen + 3 ? (snapshot = { ...empty, totals: { ...empty.totals, pages: 1 } }) : setTimeout(wait, 1);
          wait();
        }
        if (messages.length === 2) resolve();
      });
    });
    await changed;
    response.destroy();
    expect(messages.map(({ totals }) => totals.pages)).toEqual([0, 1]);
  });
});
