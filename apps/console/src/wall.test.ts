import type { Page } from 'playwright-core';
import { ANALYSIS, aPattern, EXPOSED, REJECTED, START, withoutFirstClient, withPatterns } from '../test/a-pattern';
import { describeInBrowser, hardToRead, inBrowser, picture, type InBrowser } from '../test/in-browser';
import type { AnalysisCard, Snapshot } from './snapshot';

jest.setTimeout(60_000);

/** As long as an answer may be. */
const WORDY: AnalysisCard = {
  ...ANALYSIS,
  answer: {
    ...ANALYSIS.answer,
    cause: 'A certificate of the collector was renewed. '.repeat(7).slice(0, 300),
    confidence: 0.72,
    checkFirst: ['certificate', 'version', 'queue', 'log', 'memory'].map((what) =>
      `Whether the collector’s ${what} changed today. `.repeat(5).slice(0, 200),
    ),
    recommendations: [],
  },
};

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

  it('counts only who is left after a split, also at the foot, and says what the dotted circle is', async () => {
    const others = ['b', 'c', 'd'].map((id) => aPattern(id, 6));
    snapshot = withPatterns(withoutFirstClient(aPattern('a', 6)), ...others);
    const first = page.locator('[data-pattern=a]');
    await first.getByText('4 outcomes').waitFor();
    expect(await first.locator('b').first().textContent()).toBe('4');
    expect(await first.getByRole('img').getAttribute('aria-label')).toBe('4 outcomes from 4 clients');
    expect(await page.textContent('footer')).toContain('split off');
    snapshot = withPatterns(...others, withoutFirstClient(aPattern('a', 6)));
    await page.locator('[data-pattern=d]').waitFor();
    expect(await page.locator('footer b').textContent()).toBe('4');
  });

  it('names of two the clients, a model’s words, what it would check and who is exposed', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const much = { analysis: WORDY, exposed: EXPOSED, verdicts: [REJECTED] };
    snapshot = withPatterns(aPattern('a', 20, much), withoutFirstClient(aPattern('b', 6, much)));
    const [first, second] = [page.locator('[data-pattern=a]'), page.locator('[data-pattern=b]')];
    await first.getByText('and 8 more').waitFor();
    expect(await second.getByLabel('Its clients').locator('li').allTextContents()).toEqual(
      [1, 2, 3, 4].map((index) => expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d Client ${index}$`))),
    );
    for (const pattern of [first, second]) {
      await pattern.getByText('a model’s words, 72 % sure').waitFor();
      await pattern.getByText('Whether the collector’s certificate changed today.').waitFor();
      await pattern.getByText('Harbor Bank, Lumen, Northwind').waitFor();
    }
    await picture(page, 'wall-two');
    expect(await page.locator('article > *').evaluateAll(cut)).toEqual([]);
    expect(await hardToRead(page)).toEqual([]);
  });

  it('fills the screen with one of which little is known: who was hit when, and who was told', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const one = { told: 'page', destination: 'pagerduty:default', state: 'delivered' } as const;
    const human = { state: 'acknowledged', by: 'Kim' } as const;
    const evidence = [{ what: '3 clients name it within 15 minutes, where less than 0.01 would be usual.', weight: 5 }];
    snapshot = withPatterns(aPattern('a', 6, { evidence, deliveries: [{ ...one, human }], clientsTold: 5 }));
    const told = page.locator('section', { has: page.getByRole('heading', { name: 'Told' }) });
    await told.getByText('acknowledged by Kim').waitFor();
    await told.getByText('5 clients in their own tickets').waitFor();
    expect(await page.getByLabel('Its clients').locator('li').count()).toBe(5);
    await picture(page, 'wall-little');
    expect(await page.locator('article > *').evaluateAll(cut)).toEqual([]);
    expect(await hardToRead(page)).toEqual([]);
    await picture(page, 'wall-little');
  });

  it('gives the whole screen to one that is alone: its clients, what to check first, and whom to warn', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const told = [{ at: new Date(START + 9 * 60_000).toISOString() }];
    snapshot = withPatterns(
      aPattern('p1', 50, {
        analysis: WORDY,
        exposed: EXPOSED,
        told,
        deliveries: [{ told: 'page', destination: 'pagerduty:default', state: 'delivered' }],
        evidence: [5, 4, 3].map((weight) => ({ what: `${weight} ${'clients that say so '.repeat(20)}`, weight })),
        uncertain: true,
        verdicts: [{ ...REJECTED, verdict: 'confirmed' }],
      }),
    );
    await page.getByText('and 16 more').waitFor();
    await page.getByText('Whether the collector’s certificate changed today.').waitFor();
    await page.getByText('Two releases, by chance.').waitFor();
    await page.getByText('Harbor Bank, Lumen, Northwind').waitFor();
    await picture(page, 'wall-alone');
    expect(await page.locator('article > *').evaluateAll(cut)).toEqual([]);
    expect(await hardToRead(page)).toEqual([]);
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
