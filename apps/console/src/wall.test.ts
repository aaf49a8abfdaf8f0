import type { Page } from 'playwright-core';
import { ANALYSIS, aPattern, EXPOSED, REJECTED, START, withPatterns } from '../test/a-pattern';
import { describeInBrowser, hardToRead, inBrowser, picture, type InBrowser } from '../test/in-browser';
import type { Snapshot } from './snapshot';

jest.setTimeout(60_000);

describeInBrowser('the wall', () => {
  let browser: InBrowser;
  let page: Page;
  let snapshot: Snapshot;
  let trouble: string[];

  beforeAll(async () => {
    browser = await inBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.end();
  });

  beforeEach(async () => {
    snapshot = withPatterns();
    ({ page, trouble } = await browser.open('/wall', { read: async () => snapshot }));
  }, 30_000);

  afterEach(async () => {
    await browser.close();
  });

  it('says that there is no pattern, and which clients are silent', async () => {
    await page.getByText('No cause is shared by several clients.').waitFor();
    expect(await page.textContent('header')).toContain('1 client watched, 1 silent');
    await page.getByText('Silent: Acme').waitFor();
    const health = ['well', 'silent', 'waiting'] as const;
    const clients = Array.from({ length: 40 }, (_, index) => ({
      account: String(index),
      name: `Client ${index}`,
      health: index < 36 ? ('well' as const) : (health[index % 3] ?? 'well'),
      investigations: 0,
    }));
    snapshot = { ...withPatterns(), clients, totals: { ...snapshot.totals, investigations: 57 } };
    await page.getByText('57 investigations').waitFor();
    expect(await page.locator('.field i').count()).toBe(40);
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, 'wall-none');
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
    await pattern.getByText('20 outcomes').waitFor();
    expect(await pattern.locator('b').first().textContent()).toBe('16');
    expect(await pattern.locator('circle').count()).toBe(20);
    expect(await page.locator('article').evaluateAll(places)).toEqual(before);
    expect(trouble).toEqual([]);
  });

  it('gives the places to patterns that live, and says what became of the others', async () => {
    const at = new Date(START).toISOString();
    const over = aPattern('over', 6, { cause: 'old-relay 1.0', over: at });
    const rejected = aPattern('rejected', 9, { cause: 'chance', standing: REJECTED, verdicts: [REJECTED] });
    snapshot = withPatterns(
      rejected,
      over,
      aPattern('a', 8, { analysis: ANALYSIS, exposed: EXPOSED }),
      aPattern('b', 5),
    );
    await page.locator('[data-pattern=b]').waitFor();
    expect(await page.locator('article').evaluateAll((all) => all.map((one) => one.className))).toEqual([
      'alive',
      'alive',
      'over',
    ]);
    expect(await page.locator('h1').textContent()).toBe('2 patterns');
    await page.getByText('over since').waitFor();
    expect(await page.locator('[data-pattern=a]').textContent()).toContain('3 more exposed');
    await page.getByText('a model’s words, 72 % sure').waitFor();
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, 'wall-lives');
    snapshot = withPatterns(rejected, aPattern('a', 8));
    await page.locator('.set-aside').getByText('rejected by ana').waitFor();
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, 'wall-rejected');
    expect(trouble).toEqual([]);
  });

  it('gives the whole screen to one that is alone: its clients, what to check first, and whom to warn', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const told = [{ at: new Date(START + 9 * 60_000).toISOString() }];
    snapshot = withPatterns(
      aPattern('p1', 50, {
        analysis: ANALYSIS,
        exposed: EXPOSED,
        told,
        uncertain: true,
        verdicts: [{ ...REJECTED, verdict: 'confirmed' }],
      }),
    );
    await page.getByText('and 16 more').waitFor();
    await page.getByText('Whether the collector’s certificate changed today.').waitFor();
    await page.getByText('Two releases, by chance.').waitFor();
    await page.getByText('Harbor Bank, Lumen, Northwind').waitFor();
    expect(await page.locator('article > *').evaluateAll(cut)).toEqual([]);
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, 'wall-alone');
    expect(trouble).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is large, and fits the screen, in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const long = [5, 4, 3].map((weight) => ({ what: `${weight} ${'clients that say so '.repeat(20)}`, weight }));
    const told = [
      { at: new Date(START + 9 * 60_000).toISOString() },
      { at: new Date(START + 60 * 60_000).toISOString(), act: 'update-1' },
    ];
    snapshot = withPatterns(
      aPattern('p1', 20, { told }),
      aPattern('p2', 7, { evidence: long, cause: `relay-${'with-a-long-name-'.repeat(8)}` }),
      aPattern('p3', 90, { told }),
      aPattern('p4', 4, { cause: 'cdc-relay 1.17.4' }),
      aPattern('p5', 4, { cause: `payments-${'gateway-'.repeat(12)}`, over: new Date(START).toISOString() }),
      aPattern('p6', 4),
    );
    await page.locator('footer').getByText('cdc-relay').waitFor();
    const sizes = await page
      .locator('p, h2, b, li, figcaption span')
      .evaluateAll((all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize)));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(22);
    const scroll = await page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]);
    expect(scroll).toEqual([1920, 1080]);
    expect(await page.locator('article > *').evaluateAll(cut)).toEqual([]);
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, `wall-${colorScheme}`);
    expect(trouble).toEqual([]);
  });
});

function places(all: Element[]): string[] {
  return all.map((one) => JSON.stringify(one.getBoundingClientRect()));
}

/** Those whose content does not fit into them. */
function cut(all: Element[]): string[] {
  return all.filter((one) => one.scrollHeight > one.clientHeight).map((one) => one.className);
}
