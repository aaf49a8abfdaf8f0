import { loadConfiguration } from '@org/configuration';
import { investigationStore, type InvestigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import {
  ANALYSIS,
  anOutcome,
  aPattern as aCard,
  EXPOSED,
  REJECTED,
  START,
  withoutFirstClient,
  withPatterns,
} from '../test/a-pattern';
import { describeInBrowser, hardToRead, inBrowser, picture, type InBrowser } from '../test/in-browser';
import { snapshotReader } from './read-snapshot';
import type { PatternCard } from './snapshot';
import { saveChecked } from './verdict';

const NOON = new Date('2026-11-20T12:00:00Z');
const NAMES = ['Acme', 'Harbor Bank', 'Northwind Retail and Wholesale of the Eastern Provinces', 'Lumen'];
const NOT_YET = 'Not asked yet: no model is configured, its budget is spent, or the next sweep asks.';
const PAGE = { told: 'page', destination: 'pagerduty:default', state: 'delivered' } as const;
const accountOf = (index: number) => `41830572619${index}`;

const loaded = loadConfiguration([
  {
    path: 'central_account.yaml',
    text: "central_account_id: '999999999999'\norganization_id: 'o-a1b2c3d4e5'\nintegrations: { pagerduty: { routing_key_secret: a, api_key_secret: b, service_id: P1 } }\n",
  },
  ...NAMES.map((name, index) => ({
    path: `clients/${index}.yaml`,
    text: `client_name: ${name}\nclient_account_id: '${accountOf(index)}'\nenvironment: production\ndevops_agent: { agent_space_id: s${index}, region: us-east-1 }\n`,
  })),
]);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { configuration } = loaded;

/** A pattern of all clients, as the correlation engine makes it. */
function aPattern(pattern_id: string, shared: string) {
  const members = NAMES.map((_, index) => ({
    client_account_id: accountOf(index),
    agent_space_id: `s${index}`,
    investigation_id: `inv-${index}`,
    outcome_version: 1,
    timestamp: new Date(+NOON + index * 300_000).toISOString(),
    region: 'us-east-1',
    because: index === 2 ? 'same-kind' : 'shares-it',
  }));
  return {
    pattern_id,
    version: 1,
    keys: [],
    shared,
    clients: members.map(({ client_account_id }) => client_account_id),
    of_clients: 12,
    confidence: 0.93,
    uncertain: false,
    evidence: [
      { what: `4 clients name ${shared} within 15 minutes; in the 14 days before nobody did.`, weight: 4.1 },
      { what: 'One of the clients reports often.', weight: -0.4 },
    ],
    members,
    first_timestamp: NOON.toISOString(),
    last_timestamp: members.at(-1)?.timestamp ?? '',
    explanation: `4 of 12 clients name ${shared}.`,
  };
}

jest.setTimeout(60_000);

describeInBrowser('the page', () => {
  let browser: InBrowser;
  let store: InvestigationStore;

  beforeAll(async () => {
    browser = await inBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.end();
  });

  beforeEach(async () => {
    store = investigationStore({ tableName: 'central', client: tableInMemory().documents(), retentionDays: 9999 });
    await store.savePattern(aPattern('p1', 'fluent-relay 3.9.2'), 0);
    await store.savePattern(aPattern('p2', 'cdc-relay 1.17.4'), 0);
  });

  afterEach(async () => {
    await browser.close();
  });

  const open = () =>
    browser.open('/', {
      read: snapshotReader(store, { configuration, now: () => NOON }),
      saveVerdict: (patternId, asked) => saveChecked(store, { patternId, asked, now: NOON }),
      user: 'ana',
    });

  it('lets a person reject a pattern with the keyboard alone, keeps who and why, and dims it', async () => {
    const { page, trouble } = await open();
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByRole('button', { name: 'Reject', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Two releases, by chance.');
    await picture(page, 'page-form');
    await page.keyboard.press('Tab');
    expect(await pattern.getByLabel('Who says so').inputValue()).toBe('ana');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await pattern.getByText('rejected by ana').waitFor();
    expect(await pattern.getAttribute('class')).toContain('set-aside');
    expect(await pattern.getByLabel('What people said of it').textContent()).toContain('Two releases, by chance.');
    expect(await store.labels(9)).toMatchObject([
      { pattern_id: 'p1', verdict: 'rejected', by: 'ana', why: 'Two releases, by chance.' },
    ]);
    expect(
      await pattern
        .getByRole('button', { name: 'Reject', exact: true })
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
    expect(trouble).toEqual([]);
  });

  it('strikes out the client whose investigations were split off, and names the pattern of a merge', async () => {
    const { page, trouble } = await open();
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByRole('button', { name: 'Split' }).click();
    await pattern.getByLabel('Harbor Bank').check();
    await pattern.getByLabel('Why').fill('An expired certificate of its own.');
    await picture(page, 'page-split');
    await pattern.getByRole('button', { name: 'Split the pattern' }).click();
    await pattern.locator('s', { hasText: 'Harbor Bank' }).waitFor();
    await pattern.getByRole('button', { name: 'Merge' }).click();
    await pattern.getByLabel('Part of').selectOption('p2');
    await pattern.getByLabel('Why').fill('The same relay.');
    await pattern.getByRole('button', { name: 'Merge the pattern' }).click();
    await pattern.getByText('merged into cdc-relay 1.17.4').waitFor();
    expect(trouble).toEqual([]);
  });

  it('says in words why a verdict was not kept, and keeps what was typed', async () => {
    const { page } = await open();
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByRole('button', { name: 'Split' }).click();
    await pattern.getByLabel('Why').fill('None of them.');
    await pattern.getByRole('button', { name: 'Split the pattern' }).click();
    expect(await pattern.getByRole('alert').textContent()).toBe('Say which investigations leave it.');
    expect(await pattern.getByLabel('Why').inputValue()).toBe('None of them.');
    expect(await store.labels(9)).toEqual([]);
  });

  it('says at once that a verdict was recorded, before it shows', async () => {
    const read = snapshotReader(store, { configuration, now: () => NOON });
    const once = await read();
    const { page } = await browser.open('/', {
      read: async () => once,
      saveVerdict: (patternId, asked) => saveChecked(store, { patternId, asked, now: NOON }),
      user: 'ana',
    });
    const pattern = page.locator('[data-pattern=p2]');
    await pattern.getByRole('button', { name: 'Confirm' }).click();
    await pattern.getByLabel('Why').fill('The same relay.');
    await pattern.getByRole('button', { name: 'Confirm the pattern' }).click();
    await pattern.getByText('Recorded.').waitFor();
    expect(await store.labels(9)).toHaveLength(1);
  });

  it('contradicts itself nowhere after a split: what people were told then is marked as that', async () => {
    const evidence = [{ what: '3 clients name fluent-relay 3.9.2 within 15 minutes.', weight: 5 }];
    const grown = {
      evidence,
      explanation: `5 of 120 clients share fluent-relay 3.9.2 in 6 investigations. When it was told: ${evidence[0]?.what}`,
    };
    const snapshot = withPatterns(
      withoutFirstClient(aCard('p1', 6, grown)),
      aCard('p2', 3, { explanation: `3 of 120 clients share it. ${evidence[0]?.what}`, evidence, deliveries: [PAGE] }),
    );
    const { page } = await browser.open('/', {
      read: async () => ({ ...snapshot, verdicts: { user: 'ana', token: '' } }),
    });
    const [first, second] = [page.locator('[data-pattern=p1]'), page.locator('[data-pattern=p2]')];
    await first.getByText('4 of 120 clients').waitFor();
    const said = first.getByLabel('What was told of it');
    expect(await said.locator('p').first().textContent()).toBe(
      'When it last grew: 5 of 120 clients share fluent-relay 3.9.2 in 6 investigations.',
    );
    expect(await second.getByLabel('What was told of it').locator('p').first().textContent()).toBe(
      'When it was told: 3 of 120 clients share it.',
    );
    expect(await first.getByText('3 clients name fluent-relay 3.9.2 within 15 minutes.').count()).toBe(1);
    const ours = ((await first.textContent()) ?? '').replace((await said.textContent()) ?? '', '');
    expect(ours).not.toMatch(/[56] (of 120 )?(clients|outcomes|investigations)/);
    await second.getByRole('button', { name: 'Merge' }).click();
    expect(await second.getByLabel('Part of').textContent()).toContain('fluent-relay 3.9.2, 4 clients');
  });

  it.each<[string, Partial<PatternCard>, string]>([
    ['leaves no doubt', {}, 'It leaves no doubt, so no model was asked. Confirm it to have one asked.'],
    ['is uncertain', { uncertain: true }, NOT_YET],
    ['was confirmed', { standing: { ...REJECTED, verdict: 'confirmed' } }, NOT_YET],
    ['was rejected', { uncertain: true, standing: REJECTED }, 'People set it aside, so no model is asked.'],
    ['is over', { over: NOON.toISOString() }, 'It leaves no doubt, so no model was asked.'],
    [
      'was explained',
      { analysis: ANALYSIS },
      'anthropic.claude was asked: $0.01, for 900 tokens of question and 120 of answer.',
    ],
    [
      'has the cause of another',
      { analysis: { ...ANALYSIS, askedFor: 'p0' } },
      'anthropic.claude was asked for p0, of the same cause. Its answer is used again and cost nothing more.',
    ],
    [
      'got an answer that may not be shown',
      { analysis: { model: 'm', costUsd: 0.002, refused: 'more-than-words' } },
      'Its answer is not shown: it holds more than plain words, such as a link or a command.',
    ],
  ])('says what a model was asked of a pattern that %s', async (_, changes, words) => {
    const { page } = await browser.open('/', { read: async () => withPatterns(aCard('p1', 6, changes)) });
    const analysis = page.getByLabel('What a language model made of it');
    await analysis.getByText(words, { exact: true }).waitFor();
    expect(await analysis.textContent()).not.toContain('words72');
  });

  it('says that nobody is known to be exposed, and nothing before that was looked for', async () => {
    const unknown = aCard('p2', 6);
    Reflect.deleteProperty(unknown, 'exposed');
    const { page } = await browser.open('/', { read: async () => withPatterns(aCard('p1', 6), unknown) });
    const words = 'Nobody else has named it or had such trouble in the last 14 days.';
    await page.locator('[data-pattern=p1]').getByText(words).waitFor();
    expect(await page.locator('[data-pattern=p2]').getByText(words).count()).toBe(0);
  });

  it('leads from an investigation to the card of its pattern, by the pattern’s id, and from the page to the wall', async () => {
    const pattern = withoutFirstClient(aCard('pattern-fa6e', 6));
    const at = (index: number) => pattern.members[index]?.investigation ?? '';
    const snapshot = {
      ...withPatterns(pattern, aCard('none', 6, { standing: REJECTED })),
      outcomes: [anOutcome(`${at(0)}/1`), anOutcome(`${at(1)}/1`), anOutcome('client/space/of-its-own/1')],
    };
    const { page } = await browser.open('/', { read: async () => snapshot });
    const chips = page.locator('.investigation').getByRole('link', { name: 'fluent-relay 3.9.2' });
    await chips.waitFor();
    await chips.click();
    expect(new URL(page.url()).hash).toBe('#pattern-pattern-fa6e');
    const card = page.locator('[data-pattern=pattern-fa6e]');
    expect(await card.evaluate((one) => one.matches(':target'))).toBe(true);
    await card.getByText('pattern-fa6e', { exact: true }).waitFor();
    await page.locator('.investigation .row').first().click();
    expect(await page.locator('.ways').textContent()).toContain('Ticket OPS-1');
    await page.getByRole('link', { name: 'wall' }).click();
    await page.getByRole('heading', { name: '1 pattern' }).waitFor();
  });

  it('says in its header what language models cost today', async () => {
    const snapshot = withPatterns();
    const totals = { ...snapshot.totals, aiTodayUsd: 0.0021 };
    const { page } = await browser.open('/', { read: async () => ({ ...snapshot, totals }) });
    expect(await page.locator('.totals div', { hasText: 'AI today' }).locator('dd').textContent()).toBe('$0.0021');
  });

  it('has no buttons where it is read-only', async () => {
    const { page } = await browser.open('/', { read: snapshotReader(store, { configuration, now: () => NOON }) });
    await page.locator('[data-pattern=p1]').waitFor();
    expect(await page.getByRole('button', { name: 'Reject' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('is readable in %s, whatever became of a pattern', async (colorScheme) => {
    const split = { ...REJECTED, verdict: 'split', members: 1 } as const;
    const snapshot = withPatterns(
      aCard('p1', 50, { analysis: ANALYSIS, exposed: EXPOSED, told: [{ at: new Date(START).toISOString() }] }),
      aCard('p2', 6, { standing: REJECTED, verdicts: [split, REJECTED], analysis: { ...ANALYSIS, askedFor: 'p1' } }),
      aCard('p3', 6, { over: new Date(START).toISOString() }),
    );
    const { page } = await browser.open('/', {
      read: async () => ({ ...snapshot, verdicts: { user: 'ana', token: '' } }),
    });
    await page.emulateMedia({ colorScheme });
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByText('Harbor Bank').waitFor();
    expect(await pattern.getByLabel('What a language model made of it').textContent()).toContain(
      '72 % sure; the evidence alone gives 94 %',
    );
    await pattern.getByText('$0.01').waitFor();
    await page.locator('[data-pattern=p2]').getByRole('button', { name: 'Confirm' }).click();
    await picture(page, `page-${colorScheme}`);
    expect(await hardToRead(page)).toEqual([]);
  });

  it.each([
    ['phone', 390],
    ['screen', 1440],
  ])('fits the width of a %s, also with an open form', async (device, width) => {
    const { page } = await open();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width, height: 844 });
    const pattern = page.locator('[data-pattern=p1]');
    await pattern.getByRole('button', { name: 'Split' }).click();
    await picture(page, `page-${device}`);
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    expect(scrollWidth).toBe(clientWidth);
  });
});
