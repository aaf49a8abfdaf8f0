import { createServer, request, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { investigationStore, type InvestigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { consoleServer, type Console, type ConsoleOptions } from './server';
import type { Snapshot } from './snapshot';
import { saveChecked } from './verdict';

const NOON = new Date('2026-11-20T12:00:00Z');
const members = ['210987654321', '310987654321', '410987654321'].map((client_account_id) => ({
  client_account_id,
  agent_space_id: 'space',
  investigation_id: 'inv',
  outcome_version: 1,
}));
const KEYS = members.map(({ client_account_id }) => `${client_account_id}/space/inv`);
const good = { verdict: 'rejected', by: 'ana', why: 'Two releases, by chance.' };

let store: InvestigationStore;
let server: Server;
let page: Console;
let port: number;

beforeEach(async () => {
  store = investigationStore({ tableName: 'central', client: tableInMemory().documents(), retentionDays: 9999 });
  const kept = { version: 1, last_timestamp: NOON.toISOString(), keys: [], members };
  for (const pattern_id of ['p1', 'p2', 'p3']) await store.savePattern({ ...kept, pattern_id }, 0);
});

afterEach(async () => {
  page.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function serve(changes: Partial<ConsoleOptions> = {}) {
  page = consoleServer({
    pageFolder: '/nowhere',
    read: async () => ({ patterns: [] }) as unknown as Snapshot,
    user: 'ana',
    saveVerdict: (patternId, asked) => saveChecked(store, { patternId, asked, now: NOON }),
    ...changes,
  });
  server = createServer((incoming, response) => {
    page.handle(incoming, response).then(
      (answered) => answered || response.writeHead(404).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
}

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

function ask(method: string, path: string, headers: OutgoingHttpHeaders, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const asking = request({ host: '127.0.0.1', port, path, method, headers: given }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asking.on('error', reject).end(body);
  });
}

async function verdicts() {
  const { text } = await ask('GET', '/api/snapshot', { host: `localhost:${port}` });
  return (JSON.parse(text) as Snapshot).verdicts;
}

interface Post {
  readonly pattern?: string;
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
}

/** What our own page sends, but for what a test changes. */
async function say({ pattern = 'p1', body = good, headers = {} }: Post = {}): Promise<Answer> {
  return ask(
    'POST',
    `/api/patterns/${pattern}/verdicts`,
    {
      host: `localhost:${port}`,
      origin: `http://localhost:${port}`,
      'content-type': 'application/json',
      'x-console-token': (await verdicts())?.token,
      ...headers,
    },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
}

describe('what people say of a pattern', () => {
  it('is kept once, with who and why', async () => {
    await serve();
    const { status, text } = await say();
    expect([status, JSON.parse(text)]).toEqual([201, { verdict: { ...good, at: NOON.toISOString() } }]);
    expect(await store.labels(9)).toEqual([{ ...good, at: NOON.toISOString(), pattern_id: 'p1' }]);
  });

  it('names the other pattern of a merge, and the investigations that a split takes away', async () => {
    await serve();
    expect(await say({ body: { ...good, verdict: 'merged', into: 'corr-p2' } })).toMatchObject({ status: 201 });
    expect(await say({ pattern: 'p2', body: { ...good, verdict: 'split', members: [KEYS[1]] } })).toMatchObject({
      status: 201,
    });
    expect(await store.labels(9)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pattern_id: 'p1', into: 'p2' }),
        expect.objectContaining({ pattern_id: 'p2', members: [KEYS[1]] }),
      ]),
    );
  });

  it.each<[string, number, string, Post]>([
    ['another host', 403, 'loopback', { headers: { host: 'attacker.example' } }],
    ['the page of another site', 403, 'this console only', { headers: { origin: 'https://attacker.example' } }],
    ['another port of this machine', 403, 'this console only', { headers: { origin: 'http://localhost:1' } }],
    ['no page at all', 403, 'this console only', { headers: { origin: undefined } }],
    ['a page without the token', 403, 'Load it again', { headers: { 'x-console-token': undefined } }],
    ['a page of an earlier start', 403, 'Load it again', { headers: { 'x-console-token': 'x'.repeat(32) } }],
    ['a form', 415, 'application/json', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['more than 64 KB', 413, '64 KB', { body: { ...good, why: 'x'.repeat(65_536) } }],
    [
      'more than 64 KB of unknown length',
      413,
      '64 KB',
      { body: ' '.repeat(65_537), headers: { 'transfer-encoding': 'chunked' } },
    ],
    ['what is no JSON', 400, 'no verdict', { body: '{' }],
    ['nothing', 400, 'no verdict', { body: '' }],
    ['another word', 400, '/verdict', { body: { ...good, verdict: 'deleted' } }],
    ['a field too many', 400, 'no verdict', { body: { ...good, pattern_id: 'p2' } }],
    ['no reason', 400, '/why', { body: { ...good, why: undefined } }],
    ['a pattern that nobody knows', 404, 'called \\"p9\\"', { pattern: 'p9' }],
    ['what cannot be a name', 404, 'No pattern is called', { pattern: '%E0%A4%A' }],
    ['an empty reason', 422, 'Say why', { body: { ...good, why: ' \n' } }],
    ['nobody', 422, 'Say who', { body: { ...good, by: ' ' } }],
    ['a merge into nothing', 422, 'Say which pattern', { body: { ...good, verdict: 'merged' } }],
    ['a merge into itself', 422, 'into itself', { body: { ...good, verdict: 'merged', into: 'p1' } }],
    ['a merge into a stranger', 404, '\\"p9\\"', { body: { ...good, verdict: 'merged', into: 'p9' } }],
    ['a split of nobody', 422, 'Say which', { body: { ...good, verdict: 'split' } }],
    ['a split of a stranger', 422, 'a/b/c\\" does not', { body: { ...good, verdict: 'split', members: ['a/b/c'] } }],
    ['a split of all', 422, 'all of its members', { body: { ...good, verdict: 'split', members: KEYS } }],
  ])('is refused from %s with %i, in words, and writes nothing', async (_, status, words, post) => {
    await serve();
    const answer = await say(post);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(words) });
    expect(await store.labels(9)).toEqual([]);
  });

  it('is refused when the other pattern is itself part of a third', async () => {
    await serve();
    await say({ pattern: 'p2', body: { ...good, verdict: 'merged', into: 'p3' } });
    expect(await say({ body: { ...good, verdict: 'merged', into: 'p2' } })).toMatchObject({
      status: 422,
      text: expect.stringContaining('itself merged into'),
    });
    expect(await store.labels(9)).toHaveLength(1);
  });

  it.each([
    ['AccessDeniedException', 403, 'your AWS credentials may read the table and not write to it'],
    ['TimeoutError', 502, 'did not take it (TimeoutError)'],
  ])('tells in words that the table refused it: %s', async (name, status, words) => {
    await serve({ saveVerdict: () => Promise.reject(Object.assign(new Error('no'), { name })) });
    expect(await say()).toMatchObject({ status, text: expect.stringContaining(words) });
  });

  it('has a token of its own for each start', async () => {
    await serve();
    const first = (await verdicts())?.token;
    page.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await serve();
    expect((await verdicts())?.token).not.toBe(first);
    expect(await verdicts()).toMatchObject({ user: 'ana' });
  });

  it('is not asked for, and not taken, where the page is read-only', async () => {
    await serve({ saveVerdict: undefined as never });
    expect(await verdicts()).toBeUndefined();
    expect(await say()).toMatchObject({ status: 404 });
  });
});
