import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  clientViewServer,
  consoleServer,
  snapshotReader,
  type Before,
  type Crossed,
  type Snapshot,
} from '@org/console';
import { startDemo, type Demo, type DemoOptions } from '@org/local';
import { clientViews } from '../src/client-views';
import { root } from './run-demo';

jest.setTimeout(180_000);

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const withChromium = CHROMIUM ? it : it.skip; // `page.test.ts` says so, and fails in CI

const MERIDIAN = 'meridian-health'; // counts its resources
const ATLAS = 'atlas-logistics'; // gives them pseudonyms
const BANK = 'harbor-bank'; // names them

const scenario: NonNullable<DemoOptions['scenario']> = {
  title: 'Three clients, and one report that nobody can read',
  seed: 'client-view',
  agent_spaces: {
    tags: { owner: '{{email:owner}}', 'desk {{phone:desk}}': 'first floor', db_password: 'sunshine' },
  },
  investigations: [MERIDIAN, ATLAS, BANK, 'lumen-games'].map((client) => ({
    id: client,
    client,
    starts: 1,
    minutes: 5,
    title: 'Orders fail for {{email:caller}}',
    symptom: 'HTTP 500 on {{ipv4:api}}',
    priority: 'HIGH',
    ends: 'completed',
    records: client === 'lumen-games' ? ('unreadable' as const) : ('summary' as const),
    root_cause: {
      title: 'The pool of {{db_url:orders}} is full, called from {{ipv4:api}}',
      resources: ['arn:aws:rds:{region}:{account}:db:orders'],
    },
    notes: 'Seen with key {{aws_access_key:agent}}.',
    ...(client === BANK ? { mitigation: { at: 9, minutes: 1, ends: 'completed' as const } } : {}),
  })),
};

let demo: Demo;
const server: Server = createServer();
let address: string;

beforeAll(async () => {
  demo = await startDemo({ root, pace: 'fast', scenario });
  expect((await demo.play()).complaints).toEqual([]);
  const pageFolder = join(root, 'dist/apps/console');
  const read = snapshotReader(demo.store, { ...demo, now: () => new Date(), clientViews: true });
  const central = consoleServer({ read, pageFolder });
  const clients = clientViewServer({ ...clientViews(demo), pageFolder });
  server.on('request', (request, response) => {
    void (async () => {
      if (!(await central.handle(request, response)) && !(await clients(request, response)))
        response.writeHead(404).end();
      // A browser that still asks while the demo stops gets no answer; a test that asks fails by it.
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await demo.stop();
});

const textAt = async (path: string) => (await fetch(`${address}${path}`)).text();
const accountOf = (file: string) =>
  demo.configuration.clients.find(({ client_name }) => client_name.toLowerCase().replaceAll(' ', '-') === file)
    ?.client_account_id ?? '';
const crossedOf = async (file: string) =>
  JSON.parse(await textAt(`/client/${accountOf(file)}/crossed.json`)) as Crossed;
const beforeOf = async (file: string) => {
  const [first] = (await crossedOf(file)).crossings;
  return JSON.parse(await textAt(`/client/${first?.key}/before.json`)) as Before;
};
const passagesOf = ({ sections }: Before, title: RegExp) =>
  sections.filter((section) => title.test(section.title)).flatMap(({ passages }) => passages);

/** What the scenario planted, with where in the client's view the redactor must have marked it. */
const markedIn = (before: Before) =>
  before.sections
    .flatMap(({ passages }) => passages.flatMap(({ name, text }) => [text, ...(name ? [name] : [])]))
    .flatMap(({ text, marks }) => marks.map(({ start, end }) => text.slice(start, end)));

describe('what a client sees of its own account', () => {
  it('is before and after of every outcome, of every client', async () => {
    for (const { client_account_id } of demo.configuration.clients) {
      const { crossings, problems, compared } = JSON.parse(
        await textAt(`/client/${client_account_id}/crossed.json`),
      ) as Crossed;
      expect({ problems, compared }).toEqual({ problems: [], compared: crossings.length });
      for (const { key, central, left_at } of crossings) {
        expect({ central, left: left_at !== undefined }).toEqual({ central: 'equal', left: true });
        const response = await fetch(`${address}/client/${key}/before.json`);
        expect(response.status).toBe(200);
      }
    }
  });

  it('has the report as the agent wrote it, with everything marked that the redactor took out', async () => {
    const before = await beforeOf(BANK);
    const [report] = passagesOf(before, /^Report \(journal record investigation_summary_md\)$/);
    expect(report?.text.text).toMatch(/^# Investigation Summary/);
    expect(report?.text.marks.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['ipv4', 'connection_string_password', 'aws_access_key_id']),
    );
    const marked = markedIn(before).join('\n');
    for (const { value, kind } of demo.planted()) {
      if (['ipv4', 'email', 'aws_access_key', 'phone'].includes(kind)) expect(marked).toContain(value);
    }
  });

  it('has the tags, those too that only their key gives away, and says what stays unsaid', async () => {
    const before = await beforeOf(BANK);
    const tags = passagesOf(before, /^Tags/);
    const found = (name: RegExp) => tags.find((tag) => name.test(tag.name?.text ?? ''));
    expect(found(/^owner$/)?.text.marks).toMatchObject([{ category: 'email' }]);
    expect(found(/^desk /)?.name?.marks).toMatchObject([{ category: 'phone' }]);
    expect(found(/^db_password$/)?.text.marks).toMatchObject([{ start: 0, category: 'generic_password' }]);
    expect(before.otherRecords).toBeGreaterThan(2);
  });

  it('resolves a pseudonym, which nobody else can', async () => {
    const [{ event } = { event: undefined }] = (await crossedOf(ATLAS)).crossings;
    const [resource] = event?.summary.affected_resources ?? [];
    expect(resource).toMatch(/^res-[a-p]{16}$/);
    expect(passagesOf(await beforeOf(ATLAS), /^Pseudonyms$/)).toMatchObject([
      { name: { text: resource }, text: { text: 'orders' } },
    ]);
  });

  it('shows of a withheld outcome why, and that no text crossed', async () => {
    expect((await crossedOf('lumen-games')).crossings).toMatchObject([
      { withheld_reason: 'report_unreadable', event: { tags: {}, summary: { affected_resources: [] } } },
    ]);
    expect((await beforeOf('lumen-games')).sections.map(({ title }) => title)).toContain('Report');
  });

  it('of another client’s outcome is nothing', async () => {
    const [{ key } = { key: '' }] = (await crossedOf(BANK)).crossings;
    const elsewhere = key.replace(accountOf(BANK), accountOf(ATLAS));
    expect((await fetch(`${address}/client/${elsewhere}/before.json`)).status).toBe(404);
  });
});

describe('what central sees', () => {
  it('holds nothing of the before: no planted value, no report, no sentence that did not cross', async () => {
    const central = (await Promise.all(['/', '/main.js', '/main.css', '/api/snapshot'].map(textAt))).join('\n');
    const planted = demo.planted().map(({ value }) => value);
    expect(planted.length).toBeGreaterThan(5);
    for (const text of [...planted, 'Investigation Summary', 'Seen with key', 'Orders fail for', 'before.json']) {
      expect(central).not.toContain(text);
    }
    // The same values stand in the clients' own views, or this would prove nothing.
    const own = await Promise.all([MERIDIAN, ATLAS, BANK].map(beforeOf));
    const texts = own.flatMap(({ sections }) => sections.flatMap(({ passages }) => passages));
    const said = texts.flatMap(({ name, text }) => [text.text, name?.text ?? '']).join('\n');
    for (const value of planted) expect(said).toContain(value);
  });
});

let browser: Browser | undefined;
let page: Page;
const errors: string[] = [];
beforeAll(async () => {
  if (CHROMIUM) {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
  }
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  if (!browser) return;
  errors.length = 0;
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
});
afterEach(async () => {
  if (!browser) return;
  await page.close();
  expect(errors).toEqual([]);
});

describe('central’s page', () => {
  withChromium('shows tags with what was taken out of them, and leads to the ticket', async () => {
    await page.goto(`${address}/`);
    const row = page.locator('[data-investigation]').filter({ hasText: 'Harbor Bank' }).last();
    await row.locator('button.row').click();
    expect(await row.locator('.tags .placeholder').allInnerTexts()).toEqual(
      expect.arrayContaining(['[email]', '[phone]', '[generic_password]']),
    );
    const ticket = await row.locator('.ways a[href*="/browse/"]').getAttribute('href');
    expect(await (await fetch(ticket ?? '')).text()).toMatch(/^[A-Z]+-\d+ {2}/);
  });

  withChromium(
    'says when a list is longer than it shows, tells a comment from a ticket, and why it refused',
    async () => {
      const snapshot = JSON.parse(await textAt('/api/snapshot')) as Snapshot;
      const chip = { destination: 'jira:default', state: 'delivered', id: 'OPS-1', at: snapshot.at, pattern: false };
      const deliveries = Array.from({ length: 30 }, (_, index) => ({
        ...chip,
        key: `k${index}`,
        about: `Client ${index}`,
      }));
      const shown: Snapshot = {
        ...snapshot,
        deliveries: [
          { ...chip, key: 'corr-1', told: 'page', destination: 'pagerduty:default', about: 'relay 3.9', pattern: true },
          ...deliveries.map((delivery) => ({ ...delivery, told: 'comment' as const })),
        ],
        quarantined: [
          {
            at: snapshot.at,
            sender: '555500001111',
            reason: 'unknown-account',
            explanation: 'Nobody knows it.',
            problems: ['/a: b'],
          },
        ],
      };
      await page.route('**/api/stream', (route) =>
        route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(shown)}\n\n` }),
      );
      await page.goto(`${address}/`);
      const list = page.getByRole('region', { name: 'Pages and tickets' });
      await list.locator('[data-told="pattern"]').filter({ hasText: 'relay 3.9' }).waitFor();
      expect(await list.locator('li').count()).toBe(12);
      expect(await list.locator('li').nth(1).innerText()).toMatch(/^comment/);
      await list.getByRole('button', { name: 'Show all 31 messages' }).press('Enter');
      expect(await list.locator('li').count()).toBe(31);
      expect(await page.getByRole('region', { name: 'Quarantine' }).innerText()).toMatch(/Nobody knows it\.\s+\/a: b/);
    },
  );
});

describe('the page of a client’s own view', () => {
  withChromium('is found from central’s page, and reached and used with the keyboard alone', async () => {
    await page.goto(`${address}/`);
    const row = page.locator('[data-investigation]').filter({ hasText: 'Harbor Bank' }).first();
    await row.locator('button.row').focus();
    await page.keyboard.press('Enter');
    await row.locator('[data-boundary]').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-side="before"] mark').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/client\/530719284465\/[^/]+\/[^/]+\/2$/); // the mitigation
    await page.locator('nav a').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/1$/);
    expect(await page.locator('nav a[aria-current]').innerText()).toMatch(/^investigation completed/);
    await page.goBack();
    await page.waitForURL(/\/2$/);
  });

  withChromium('marks what stayed, and puts a placeholder where it would have stood', async () => {
    const [{ key } = { key: '' }] = (await crossedOf(BANK)).crossings;
    await page.goto(`${address}/client/${key}`);
    const before = page.locator('[data-side="before"]');
    await before.locator('mark.network[title="ipv4"]').first().waitFor();
    expect(await before.locator('h2').innerText()).toMatch(/stays in account 530719284465/i);
    const after = page.locator('[data-side="after"]');
    expect(await after.locator('.placeholder.network').allInnerTexts()).toContain('[ipv4]');
    expect(
      await after
        .locator('.field')
        .filter({ hasText: /^owner/ })
        .locator('.value .placeholder')
        .innerText(),
    ).toBe('[email]');
    const afterText = await after.innerText();
    for (const { value } of demo.planted()) expect(afterText).not.toContain(value);
    expect(afterText).toMatch(/free text: redacted, then cut to 200 characters/);
    expect(await after.locator('.hash').innerText()).toMatch(/^[0-9a-f]{64}$/);
    expect(await after.locator('.central').innerText()).toMatch(/^equal/);
  });

  withChromium('says of a withheld outcome why no text crossed, and fits a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${address}/client/${accountOf('lumen-games')}`);
    expect(await page.locator('.withheld').innerText()).toMatch(/report unreadable/);
    const [{ key } = { key: '' }] = (await crossedOf('lumen-games')).crossings;
    expect(new URL(page.url()).pathname).toBe(`/client/${key}`); // what is read stays when more leaves
    for (const width of [390, 800, 1440]) {
      await page.setViewportSize({ width, height: 844 });
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});
