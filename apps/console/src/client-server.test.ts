import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientViewServer } from './client-server';

const ACME = '418305726194';
const KEY = `${ACME}/space-1/3b7f.0f0e_9a41/2`;

let folder: string;
let server: Server;
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  mkdirSync(join(folder, 'client'));
  for (const file of ['index.html', 'client.js', 'client.css']) writeFileSync(join(folder, 'client', file), file);
  writeFileSync(join(folder, 'main.js'), 'central');
  asked = [];
  const handle = clientViewServer({
    pageFolder: folder,
    isClient: (account) => account === ACME,
    crossed: async (account) => {
      asked.push(account);
      return account === ACME ? { client: ACME, crossings: [], problems: [] } : undefined;
    },
    before: async (key) => {
      asked.push(key);
      return key === KEY ? { account: ACME, sections: [], otherRecords: 3 } : undefined;
    },
  });
  server = createServer((incoming, response) => {
    handle(incoming, response).then(
      (answered) => answered || response.writeHead(418).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host: `localhost:${port}`, ...headers }, method }, resolve)
      .on('error', reject)
      .end();
  });
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk as string;
  return { status: response.statusCode, body, policy: response.headers['content-security-policy'] };
}

describe('a client’s own view', () => {
  it.each([`/client/${ACME}`, `/client/${ACME}/`, `/client/${KEY}`])(
    'has its page at %s, so that an outcome can be passed on as an address',
    async (path) => {
      expect(await get(path)).toMatchObject({
        status: 200,
        body: 'index.html',
        policy: expect.stringMatching(/'none'/),
      });
    },
  );

  it('tells what left an account, and what stands in it about an outcome', async () => {
    expect(JSON.parse((await get(`/client/${ACME}/crossed.json`)).body)).toMatchObject({ client: ACME });
    expect(JSON.parse((await get(`/client/${KEY}/before.json`)).body)).toMatchObject({ otherRecords: 3 });
    expect(asked).toEqual([ACME, KEY]);
  });

  it('of an account that is no client’s, or an outcome that never was, is not found', async () => {
    expect(await get('/client/000000000000/')).toMatchObject({ status: 404 });
    expect(await get('/client/999999999999/crossed.json')).toMatchObject({ status: 404, body: 'null' });
    expect(await get(`/client/${ACME}/space-1/other/1/before.json`)).toMatchObject({ status: 404 });
  });

  it('is refused under any name but a loopback one, before anything is read', async () => {
    for (const path of [`/client/${ACME}`, `/client/${ACME}/crossed.json`, `/client/${KEY}/before.json`]) {
      expect(await get(path, { host: 'attacker.example' })).toMatchObject({ status: 403 });
    }
    expect(asked).toEqual([]);
  });

  it.each([
    ['/'],
    ['/main.js'],
    ['/api/snapshot'],
    ['/client/client.js.map'],
    ['/client/../main.js'],
    [`/client/${ACME}/before.json`],
    [`/client/${KEY}/crossed.json`],
    [`/client/${ACME}`, 'POST'],
  ])('leaves %s to others', async (path, method = 'GET') => {
    expect(await get(path, {}, method)).toMatchObject({ status: 418 });
    expect(asked).toEqual([]);
  });
});
