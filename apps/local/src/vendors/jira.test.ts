import { outcomeKey } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import { jiraNotifier } from '@org/notifiers/jira';
import { jiraStandIn, type JiraOptions, type JiraStandIn } from './jira';
import { served } from './loopback.testing';

const ACCOUNT = { email: 'bot@example.com', token: 'api-token' };
const document = (text = 'words') => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

let clock: number;
let standIn: JiraStandIn;
let url: string;
let stop: () => Promise<void>;
async function start(options: Partial<JiraOptions> = {}): Promise<void> {
  clock = Date.parse('2026-11-20T10:05:00Z');
  standIn = jiraStandIn({
    projects: { OPS: ['Task', 'Bug'], PAY: ['Task'] },
    accounts: [ACCOUNT],
    now: () => clock,
    ...options,
  });
  ({ url, stop } = await served(standIn.handle));
}
beforeEach(() => start());
afterEach(() => stop());

const basic = ({ email, token }: typeof ACCOUNT) => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
async function ask(method: string, path: string, body?: unknown, authorization = basic(ACCOUNT)) {
  const response = await fetch(`${url}/jira/rest/api/3/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const fields = (changes: object = {}) => ({
  project: { key: 'OPS' },
  issuetype: { name: 'Task' },
  summary: 'disk full',
  description: document(),
  labels: ['one'],
  ...changes,
});
const create = (changes: object = {}) => ask('POST', 'issue', { fields: fields(changes) });
const search = (jql: string, more: object = {}) => ask('POST', 'search/jql', { jql, fields: ['labels'], ...more });
const keysOf = ({ body }: { body: Record<string, unknown> }) =>
  (body['issues'] as { key: string }[]).map(({ key }) => key);

describe('browsing to an issue', () => {
  it('shows a person what it says and what was said about it, as plain text', async () => {
    await create({ description: document('The <b>disk</b> is full.') });
    await ask('POST', 'issue/OPS-1/comment', { body: document('Still full.') });
    const response = await fetch(`${url}/jira/browse/OPS-1`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toMatch(/^OPS-1 {2}disk full\n[^]*The <b>disk<\/b> is full\.\n[^]*Still full\./);
  });
});

describe('creating an issue', () => {
  it('numbers the issues of each project', async () => {
    expect(await create()).toMatchObject({ status: 201, body: { id: '10001', key: 'OPS-1' } });
    expect(await create({ project: { key: 'PAY' } })).toMatchObject({ status: 201, body: { key: 'PAY-1' } });
    expect(standIn.tickets()).toMatchObject([
      {
        key: 'OPS-1',
        project: 'OPS',
        summary: 'disk full',
        priority: 'Medium',
        labels: ['one'],
        status: 'To Do',
        text: 'words',
        comments: [],
      },
      { key: 'PAY-1' },
    ]);
  });

  it.each([
    ['no project', { project: undefined }, 'project', 'valid project is required'],
    ['an unknown project', { project: { key: 'NONE' } }, 'project', 'valid project is required'],
    ['no type', { issuetype: undefined }, 'issuetype', 'Specify an issue type'],
    [
      'a type that the project has not',
      { project: { key: 'PAY' }, issuetype: { name: 'Bug' } },
      'issuetype',
      'Specify a valid issue type',
    ],
    ['no summary', { summary: ' ' }, 'summary', 'You must specify a summary of the issue.'],
    ['a summary of two lines', { summary: 'a\nb' }, 'summary', 'contains newline characters'],
    ['a long summary', { summary: 's'.repeat(256) }, 'summary', "can't exceed 255 characters"],
    ['a label with a blank', { labels: ['a b'] }, 'labels', 'contains spaces which is invalid'],
    ['a long label', { labels: ['l'.repeat(256)] }, 'labels', 'exceeds the maximum length'],
    ['labels that are no list', { labels: 'one' }, 'labels', 'not an array of strings'],
    ['a priority of ours', { priority: { name: 'CRITICAL' } }, 'priority', 'valid priority'],
    ['wiki text', { description: 'h1. words' }, 'description', 'must be an Atlassian Document'],
    ['a long description', { description: document('x'.repeat(32_767)) }, 'description', '32,767'],
    ['an unknown field', { customfield_1: 1 }, 'customfield_1', 'cannot be set'],
  ])('refuses %s, and says at which field', async (_, changes, field, words) => {
    const { status, body } = await create(changes);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorMessages: [], errors: { [field]: expect.stringContaining(words) } });
    expect(standIn.tickets()).toEqual([]);
  });

  const text = { type: 'text', text: 'x' };
  const paragraph = { type: 'paragraph', content: [text] };
  const docOf = (...content: unknown[]) => ({ type: 'doc', version: 1, content });
  it.each([
    ['another version', { ...docOf(paragraph), version: 2 }],
    ['no content', { type: 'doc', version: 1 }],
    ['text outside a paragraph', docOf(text)],
    ['an empty text', docOf({ type: 'paragraph', content: [{ type: 'text', text: '' }] })],
    ['a node that does not exist', docOf({ type: 'script', content: [] })],
    ['a list without items', docOf({ type: 'bulletList', content: [] })],
    ['a list of paragraphs', docOf({ type: 'bulletList', content: [paragraph] })],
    [
      'a link without an address',
      docOf({ type: 'paragraph', content: [{ ...text, marks: [{ type: 'link', attrs: {} }] }] }),
    ],
    ['a mark that does not exist', docOf({ type: 'paragraph', content: [{ ...text, marks: [{ type: 'blink' }] }] })],
    [
      'strong code',
      docOf({ type: 'paragraph', content: [{ ...text, marks: [{ type: 'code' }, { type: 'strong' }] }] }),
    ],
    ['a mention of nobody', docOf({ type: 'paragraph', content: [{ type: 'mention' }] })],
  ])('refuses a document with %s', async (_, description) => {
    expect((await create({ description })).body).toMatchObject({
      errors: { description: expect.stringContaining('Atlassian Document') },
    });
  });

  it('refuses who is not signed in, and what is not JSON', async () => {
    expect((await ask('POST', 'issue', { fields: fields() }, '')).status).toBe(401);
    expect((await ask('POST', 'issue', { fields: fields() }, basic({ ...ACCOUNT, token: 'old' }))).status).toBe(401);
    expect((await ask('POST', 'issue', '{')).status).toBe(400);
  });
});

describe('searching', () => {
  beforeEach(async () => {
    await create({ labels: ['a', 'investigation:1/s/t'] });
    clock += 1000;
    await create({ labels: ['b', 'investigation:1/s/t'] });
    await create({ project: { key: 'PAY' }, labels: ['a'] });
  });

  it.each([
    ['project = OPS', ['OPS-2', 'OPS-1']],
    ['project = "OPS" AND labels = "investigation:1/s/t" ORDER BY created ASC', ['OPS-1', 'OPS-2']],
    ['labels in (b, "a") and project in (OPS, PAY) order by created desc', ['PAY-1', 'OPS-2', 'OPS-1']],
    ['labels = "none"', []],
    ["key = 'OPS-2'", ['OPS-2']],
  ])('understands %s', async (jql, keys) => {
    const answer = await search(jql);
    expect(keysOf(answer)).toEqual(keys);
    expect(answer.body['isLast']).toBe(true);
  });

  it.each([
    ['order by created', 'Unbounded'],
    ['', 'Unbounded'],
    ['project = OPS OR labels = a', 'OR'],
    ['text ~ "disk"', 'text'],
    ['project =', 'Unexpected end'],
    ['labels = "a', 'quoted string'],
    ['labels in (a', 'Unexpected'],
    ['project = OPS order by rank', 'order'],
    ['project = NONE', "does not exist for the field 'project'"],
  ])('refuses %j rather than guess', async (jql, words) => {
    const { status, body } = await search(jql);
    expect(status).toBe(400);
    expect((body['errorMessages'] as string[]).join()).toContain(words);
  });

  it('gives ids only unless fields are asked for, page by page', async () => {
    const first = (await ask('POST', 'search/jql', { jql: 'project = OPS', maxResults: 1 })).body;
    expect(first).toEqual({ issues: [{ id: '10002' }], isLast: false, nextPageToken: '1' });
    const rest = (await ask('POST', 'search/jql', { jql: 'project = OPS', maxResults: 1, nextPageToken: '1' })).body;
    expect(rest).toEqual({ issues: [{ id: '10001' }], isLast: true });
  });

  it('says that the old search is gone', async () => {
    expect((await ask('POST', 'search', { jql: 'project = OPS' })).status).toBe(410);
  });
});

describe('limits', () => {
  it('names the limit that was reached and the wait', async () => {
    await stop();
    await start({ callsPerSecond: 2 });
    await create();
    await create();
    const { status, headers } = await create();
    expect(status).toBe(429);
    expect([headers.get('retry-after'), headers.get('ratelimit-reason')]).toEqual(['1', 'jira-burst-based']);
    clock += 1000;
    expect((await create()).status).toBe(201);
  });
});

describe('with our notifier', () => {
  const outcome = anEvent();
  const context = {
    key: outcomeKey(outcome),
    repeat: false,
    ruleId: 'tickets',
    reason: 'rule-matched',
    explanation: 'Rule tickets.',
  };
  const later = anEvent({ outcome_version: 2, summary: { root_cause_brief: 'RDS proxy misconfigured' } });
  const laterContext = { ...context, key: outcomeKey(later), repeat: true };
  const notifier = (issueType = 'Task') =>
    jiraNotifier({
      baseUrl: `${url}/jira`,
      email: async () => ACCOUNT.email,
      token: async () => ACCOUNT.token,
      projectKey: 'OPS',
      issueType,
    });

  it('becomes an issue that can be found by its key', async () => {
    expect(await notifier().find(context.key)).toBeUndefined();
    expect(await notifier().notify(outcome, context)).toEqual({
      vendor: 'jira',
      id: 'OPS-1',
      action: 'created',
      url: `${url}/jira/browse/OPS-1`,
    });
    expect(await notifier().find(context.key)).toMatchObject({ id: 'OPS-1', action: 'found' });
    expect(standIn.tickets()).toMatchObject([
      { summary: '[HIGH] Acme Corporation: RDS connection pool exhausted', priority: 'High' },
    ]);
    expect(standIn.tickets()[0]?.text).toContain('Why it is here: Rule tickets. (rule tickets)');
  });

  it('is one issue when the answer is lost and it is sent again', async () => {
    standIn.faults.loseAnswers(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({ retryable: true, inDoubt: true });
    expect(await notifier().notify(outcome, { ...context, repeat: true })).toMatchObject({
      id: 'OPS-1',
      action: 'found',
    });
    expect(standIn.tickets()).toHaveLength(1);
  });

  it('comments a later outcome of the same investigation, once, though the answer is lost', async () => {
    await notifier().notify(outcome, context);
    standIn.faults.loseAnswers(1);
    await expect(notifier().notify(later, laterContext)).rejects.toMatchObject({ inDoubt: true });
    expect(await notifier().notify(later, laterContext)).toMatchObject({ id: 'OPS-1', action: 'found' });
    expect(await notifier().find(laterContext.key)).toMatchObject({ id: 'OPS-1' });
    expect(standIn.tickets()).toHaveLength(1);
    expect(standIn.tickets()[0]?.comments.map(({ text }) => text)).toEqual([
      expect.stringContaining('RDS proxy misconfigured'),
    ]);
  });

  it('gives a closed issue a successor, because nobody reads comments on it', async () => {
    await notifier().notify(outcome, context);
    standIn.move('OPS-1', 'Done');
    expect(await notifier().notify(later, laterContext)).toMatchObject({ id: 'OPS-2', action: 'created' });
    expect(await notifier().notify(outcome, { ...context, repeat: true })).toMatchObject({
      id: 'OPS-1',
      action: 'found',
    });
  });

  it('can miss an issue that the search does not know yet, and files a second under the same label', async () => {
    await stop();
    await start({ searchLagMs: 5000 });
    await notifier().notify(outcome, context);
    expect(await notifier().notify(outcome, { ...context, repeat: true })).toMatchObject({
      id: 'OPS-2',
      action: 'created',
    });
    expect(standIn.tickets()[0]?.labels).toEqual(standIn.tickets()[1]?.labels);
  });

  it('says what to mend when the project has no such issue type', async () => {
    await expect(notifier('Incident').notify(outcome, context)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/HTTP 400, about issuetype\)\. Check that the project has the issue type/),
    });
  });

  it('understands the stand-in’s faults as it would the vendor’s', async () => {
    standIn.faults.throttle(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({
      retryable: true,
      status: 429,
      retryAfterMs: 2000,
    });
    standIn.faults.fail(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({ retryable: true, status: 500 });
    await expect(notifier().notify(outcome, context)).resolves.toMatchObject({ action: 'created' });
  });

  it('comments a pattern that has grown', async () => {
    const alert = {
      key: 'pattern/3f2a/5',
      title: 'pools exhausted',
      severity: 'CRITICAL' as const,
      clients: 5,
      evidence: ['All name rds.'],
      investigations: [{ key: context.key, clientName: 'Acme Corporation' }],
    };
    await notifier().notifyPattern(alert, { repeat: false });
    expect(
      await notifier().notifyPattern({ ...alert, key: 'pattern/3f2a/8', clients: 8 }, { repeat: true }),
    ).toMatchObject({ action: 'commented' });
    expect(standIn.tickets()).toMatchObject([
      { priority: 'Highest', comments: [{ text: expect.stringContaining('Seen at 8 clients') }] },
    ]);
  });
});

it('gives an issue with its fields, and its comments newest first when asked', async () => {
  await create();
  for (const words of ['first', 'second'])
    expect((await ask('POST', 'issue/OPS-1/comment', { body: document(words) })).status).toBe(201);
  expect((await ask('POST', 'issue/OPS-1/comment', { body: 'plain' })).status).toBe(400);
  expect((await ask('GET', 'issue/OPS-1')).body).toMatchObject({
    key: 'OPS-1',
    fields: { status: { statusCategory: { key: 'new' } } },
  });
  const { body } = await ask('GET', 'issue/OPS-1/comment?orderBy=-created&maxResults=1');
  expect(body).toMatchObject({ total: 2, comments: [{ body: document('second') }] });
  expect((await ask('GET', 'issue/OPS-9')).status).toBe(404);
});
