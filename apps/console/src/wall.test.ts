import { buildSync } from 'esbuild';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { consoleServer, type Console } from './server';
import type { PatternCard, Snapshot } from './snapshot';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!CHROMIUM) {
  const line =
    'not run: the wall in a real browser, because no Chromium is installed (Debian: apt-get install chromium)';
  if (process.env['CI']) throw new Error(line);
  process.stdout.write(`${line}\n`);
}
const START = Date.parse('2026-11-20T10:00:00Z');

function aPattern(id: string, count: number, changes: Partial<PatternCard> = {}): PatternCard {
  const members = Array.from({ length: count }, (_, index) => ({
    at: new Date(START + index ** 1.4 * 90_000).toISOString(),
    client: `Client ${index % Math.ceil(count * 0.8)}`,
    investigation: `client/space/${index}`,
    splitOff: false,
    sharesIt: index % 4 !== 3,
  }));
  return {
    id,
    cause: 'fluent-relay 3.9.2',
    since: members[0]?.at ?? '',
    clients: [...new Set(members.map(({ client }) => client))],
    ofClients: 120,
    events: count,
    regions: ['eu-west-1', 'us-east-1'],
    confidence: 0.94,
    uncertain: false,
    evidence: [
      {
        what: `${count} clients name fluent-relay 3.9.2 within 40 minutes; in the 14 days before nobody did.`,
        weight: 5.2,
      },
      { what: 'They lie in two Regions, so no single Region is the cause.', weight: 1.4 },
      { what: 'One of the clients reports often.', weight: -0.6 },
    ],
    members,
    explanation: 'Shared.',
    told: [],
    verdicts: [],
    deliveries: [],
    ...changes,
  };
}

const totals = {
  investigations: 0,
  outcomes: 0,
  withheld: 0,
  redactions: 0,
  pages: 0,
  tickets: 0,
  patterns: 0,
  quarantined: 0,
};
const withPatterns = (...patterns: PatternCard[]): Snapshot => ({
  at: '2026-11-20T12:00:00Z',
  clients: [{ account: '418305726194', name: 'Acme', health: 'silent', investigations: 0 }],
  outcomes: [],
  deliveries: [],
  patterns,
  quarantined: [],
  totals,
  limits: { investigations: 100, records: 400 },
  clientViews: false,
});

(CHROMIUM ? describe : describe.skip)('the wall, in a real browser', () => {
  let folder: string;
  let server: Server;
  let wall: Console;
  let browser: Browser;
  let page: Page;
  let snapshot: Snapshot;
  let trouble: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wall-'));
    const source = join(__dirname, 'page');
    buildSync({
      entryPoints: [join(source, 'wall/wall.tsx'), join(source, 'wall/index.html')],
      outbase: source,
      outdir: folder,
      bundle: true,
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      loader: { '.html': 'copy' },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    snapshot = withPatterns();
    wall = consoleServer({ pageFolder: folder, pollMs: 20, read: async () => snapshot });
    server = createServer((incoming, response) => {
      wall.handle(incoming, response).then(
        (answered) => answered || response.writeHead(404).end(),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    trouble = [];
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== 'localhost' && !request.url().startsWith('data:'))
        trouble.push(request.url());
    });
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/wall`);
  }, 30_000);

  afterEach(async () => {
    await page.close();
    wall.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says that there is no pattern, and which clients are silent', async () => {
    await page.getByText('No cause is shared by several clients.').waitFor();
    expect(await page.textContent('header')).toContain('1 client watched, 1 silent');
    expect(trouble).toEqual([]);
  });

  it('shows how a pattern grows, and nothing moves', async () => {
    const other = aPattern('p2', 3, {
      cause: 'x'.repeat(300),
      since: new Date(START - 1).toISOString(),
      uncertain: true,
    });
    snapshot = withPatterns(other, aPattern('p1', 5));
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByText('of 120 clients').waitFor();
    expect(await pattern.locator('b').first().textContent()).toBe('4');
    const before = await page.locator('article').evaluateAll(places);
    snapshot = withPatterns(aPattern('p1', 20), other);
    await pattern.getByText('20 investigations').waitFor();
    expect(await pattern.locator('b').first().textContent()).toBe('16');
    expect(await pattern.locator('circle').count()).toBe(20);
    expect(await page.locator('article').evaluateAll(places)).toEqual(before);
    expect(trouble).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is large, and fits the screen, in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const long = [5, 4, 3].map((weight) => ({ what: `${weight} ${'clients that say so '.repeat(20)}`, weight }));
    snapshot = withPatterns(
      aPattern('p1', 20),
      aPattern('p2', 7, { evidence: long }),
      aPattern('p3', 90),
      aPattern('p4', 4),
    );
    await page.getByText('1 older pattern not shown').waitFor();
    const sizes = await page
      .locator('p, h2, b, figcaption span')
      .evaluateAll((all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize)));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(22);
    const scroll = await page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]);
    expect(scroll).toEqual([1920, 1080]);
    const cut = await page
      .locator('article > *')
      .evaluateAll((all) => all.filter((one) => one.scrollHeight > one.clientHeight).map((one) => one.className));
    expect(cut).toEqual([]);
    if (process.env['WALL_PICTURES'])
      await page.screenshot({ path: `${process.env['WALL_PICTURES']}/${colorScheme}.png` });
    expect(trouble).toEqual([]);
  });
});

function places(all: Element[]): string[] {
  return all.map((one) => JSON.stringify(one.getBoundingClientRect()));
}
