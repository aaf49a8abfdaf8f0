import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { chromium, type Browser } from 'playwright-core';
import type { Snapshot } from '@org/console';
import { endAll, isAlive, orchestrator, type Run } from './run-demo';

jest.setTimeout(180_000);

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!CHROMIUM) {
  const line =
    'not run: the page in a real browser, because no Chromium is installed (Debian: apt-get install chromium)';
  if (process.env['CI']) throw new Error(line);
  process.stdout.write(`${line}\n`);
}
const withChromium = CHROMIUM ? it : it.skip;

// Whatever a test came to, nothing it started outlives this file.
afterAll(endAll);

describe('the page, while the demo plays', () => {
  let run: Run;
  let address: string;

  beforeAll(async () => {
    run = orchestrator('demo');
    address = (await run.line(/Open (http:\S+)/))[1] ?? '';
  });

  withChromium('shows an investigation as it arrives, who was told, and why', async () => {
    let browser: Browser | undefined;
    try {
      browser = await chromium.launch({
        executablePath: CHROMIUM ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      });
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(address);
      const row = page.locator('[data-investigation]').filter({ hasText: 'Northwind Retail' }).last();
      await row.waitFor({ timeout: 60_000 });
      await row.locator('.reason').waitFor();
      expect(await row.locator('.reason').innerText()).toMatch(/high_severity/);
      await row.getByText('page', { exact: false }).first().waitFor();
      await row.locator('button.row').click();
      expect(await row.locator('.details').innerText()).toMatch(/Rule\s+routing_rules\.high_severity/);
      expect(await page.locator('.client').count()).toBe(12);
      await page.setViewportSize({ width: 390, height: 800 });
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
    } finally {
      await browser?.close();
    }
  });

  it('answers on loopback names only, so that no page of another site can read it', async () => {
    const { port } = new URL(address);
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/snapshot', headers: { host: 'attacker.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('takes what people say of a pattern from itself, and from no other site', async () => {
    const { verdicts } = (await (await fetch(`${address}api/snapshot`)).json()) as Snapshot;
    const say = (origin: string) =>
      fetch(`${address}api/patterns/no-such-pattern/verdicts`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', 'x-console-token': verdicts?.token ?? '' },
        body: JSON.stringify({ verdict: 'rejected', by: verdicts?.user, why: 'A test.' }),
      });
    expect((await say('https://attacker.example')).status).toBe(403);
    const answer = await say(new URL(address).origin);
    expect([answer.status, await answer.json()]).toEqual([404, { problem: 'No pattern is called "no-such-pattern".' }]);
  });

  it('shows every client, and lets no planted value through', async () => {
    const snapshot = (await (await fetch(`${address}api/snapshot`)).json()) as Snapshot;
    expect(snapshot.clients.map(({ name }) => name)).toContain('Harbor Bank');
    expect(JSON.stringify(snapshot)).not.toMatch(/AKIA[A-Z2-7]{16}/);
  });
});

describe('stopping it in the middle', () => {
  it('leaves no process behind, and the next start is clean', async () => {
    const first = orchestrator('demo');
    await first.line(/Open (http:\S+)/);
    const children = await childrenOf(first);
    first.process.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    const second = orchestrator('demo');
    await second.line(/Open (http:\S+)/);
    second.process.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('leaves no process behind when it is killed', async () => {
    const run = orchestrator('demo');
    await run.line(/Open (http:\S+)/);
    const children = await childrenOf(run);
    run.process.kill('SIGKILL');
    await run.ended;
    await eventually(() => children.every((pid) => !isAlive(pid)));
  });
});

/** The function processes, once some have started. Read from /proc, so that the demo needs no door for it. */
async function childrenOf(run: Run): Promise<number[]> {
  const file = `/proc/${run.process.pid}/task/${run.process.pid}/children`;
  if (!existsSync(file)) return [];
  let pids: number[] = [];
  await eventually(() => (pids = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number)).length > 0);
  return pids;
}

/** Waits for a condition, without guessing how long it takes. */
async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 25));
}
