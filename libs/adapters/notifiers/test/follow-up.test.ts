import { createHmac } from 'node:crypto';
import { anEvent } from '@org/event-schema/testing';
import type { HttpRequest } from '../src/call';
import type { PatternAlert, PatternMember } from '../src';
import { jiraNotifier } from '../src/jira';
import { pagerDutyNotifier } from '../src/pagerduty';
import { webhookNotifier } from '../src/webhook';

const KEY = '123456789012/space/task/1';
const secret = async () => 'c2VjcmV0';

type Asked = { readonly method: string; readonly path: string; readonly body: unknown };

/** A vendor that answers by method and path, and remembers what it was asked. */
function vendor(answers: Readonly<Record<string, unknown>>) {
  const asked: Asked[] = [];
  const transport = async ({ url, method, body }: HttpRequest) => {
    const path = new URL(url).pathname;
    asked.push({ method, path, body: body === undefined ? undefined : (JSON.parse(body) as unknown) });
    return { status: 200, headers: new Headers(), text: JSON.stringify(answers[`${method} ${path}`] ?? {}) };
  };
  return {
    asked,
    transport,
    writes: () => asked.filter(({ path, method }) => method === 'POST' && !/search/.test(path)),
  };
}

describe('PagerDuty', () => {
  const incident = (status: string) =>
    vendor({
      'GET /incidents': {
        incidents: [
          {
            id: 'Q1',
            status,
            last_status_change_at: '2026-11-20T10:05:00Z',
            last_status_change_by: { summary: 'Sam <!here>' },
          },
        ],
      },
    });
  const at = ({ transport }: ReturnType<typeof vendor>) =>
    pagerDutyNotifier({ routingKey: secret, apiKey: secret, serviceId: 'P1', transport });

  it.each([
    ['triggered', 'open'],
    ['acknowledged', 'acknowledged'],
    ['resolved', 'resolved'],
  ])('tells that an incident is %s as %s, with who and when', async (status, state) => {
    expect(await at(incident(status)).followUp?.status(KEY)).toEqual({
      state,
      by: 'Sam ‹!here›',
      at: '2026-11-20T10:05:00Z',
    });
  });

  it('says nothing of a key that PagerDuty does not know', async () => {
    expect(await at(vendor({ 'GET /incidents': { incidents: [] } })).followUp?.status(KEY)).toBeUndefined();
  });

  it.each(['acknowledge', 'resolve'] as const)('can %s by the key of the page', async (act) => {
    const events = vendor({});
    await at(events).followUp?.[act](KEY, 'mended');
    expect(events.writes()).toEqual([
      {
        method: 'POST',
        path: '/v2/enqueue',
        body: { routing_key: 'c2VjcmV0', event_action: act, dedup_key: KEY },
      },
    ]);
  });

  it('brings the page of a pattern up to date while it is open, and opens none that a human has resolved', async () => {
    const open = incident('acknowledged');
    await at(open).notifyPattern(ALERT, { repeat: false });
    expect(open.writes()).toMatchObject([
      { body: { dedup_key: 'corr-1', payload: { summary: expect.stringContaining('4 clients, up from 3') } } },
    ]);
    const closed = incident('resolved');
    expect(await at(closed).notifyPattern(ALERT, { repeat: false })).toMatchObject({ action: 'found' });
    expect(closed.writes()).toEqual([]);
  });

  it('brings what a model made of it to the open page, and to none that a human has resolved', async () => {
    const explained = { ...FOUND, explained: true as const, prose: 'A release leaks.' };
    const open = incident('triggered');
    await at(open).notifyPattern(explained, { repeat: false });
    expect(open.writes()).toMatchObject([
      {
        body: {
          dedup_key: 'corr-1',
          payload: { custom_details: { written_by_a_language_model: 'A release leaks.' } },
        },
      },
    ]);
    const closed = incident('resolved');
    expect(await at(closed).notifyPattern(explained, { repeat: false })).toMatchObject({ action: 'found' });
    expect(closed.writes()).toEqual([]);
  });

  it('closes the page of a pattern that is over', async () => {
    const open = incident('acknowledged');
    await at(open).notifyPattern({ ...ALERT, ended: true }, { repeat: false });
    expect(open.writes()).toMatchObject([{ body: { event_action: 'resolve', dedup_key: 'corr-1' } }]);
  });
});

const FOUND: PatternAlert = {
  key: 'corr-1',
  title: 'cdc-relay 1.17.4',
  severity: 'CRITICAL',
  clients: 4,
  evidence: ['4 clients name cdc-relay.'],
  investigations: [{ key: KEY, clientName: 'Acme' }],
};
const ALERT: PatternAlert = { ...FOUND, update: { number: 2, clientsBefore: 3 } };

describe('Jira', () => {
  const site = (issues: readonly object[], more: Readonly<Record<string, unknown>> = {}) =>
    vendor({
      'POST /rest/api/3/search/jql': { issues },
      'POST /rest/api/3/issue': { key: 'ACME-9' },
      'GET /rest/api/3/issue/ACME-1/transitions': {
        transitions: [
          { id: '11', to: { statusCategory: { key: 'indeterminate' } } },
          { id: '31', to: { statusCategory: { key: 'done' } } },
        ],
      },
      ...more,
    });
  const issue = (category: string, label = `outcome:${KEY}`) => ({
    key: 'ACME-1',
    fields: {
      labels: [label],
      status: { statusCategory: { key: category } },
      assignee: { displayName: 'Sam' },
      statuscategorychangedate: '2026-11-20T10:05:00.000+0000',
    },
  });
  const at = ({ transport }: ReturnType<typeof vendor>) =>
    jiraNotifier({
      baseUrl: 'https://example.atlassian.net',
      email: secret,
      token: secret,
      projectKey: 'ACME',
      issueType: 'Task',
      transport,
    });

  it.each([
    ['new', 'open'],
    ['indeterminate', 'acknowledged'],
    ['done', 'resolved'],
  ])('tells that an issue in a status of category %s is %s', async (category, state) => {
    expect(await at(site([issue(category)])).followUp?.status(KEY)).toEqual({
      state,
      by: 'Sam',
      at: '2026-11-20T10:05:00.000Z',
    });
  });

  it('closes an issue by the transition that leads to done, and says why', async () => {
    const open = site([issue('new')]);
    await at(open).followUp?.resolve(KEY, 'The mitigation completed.');
    expect(open.writes().map(({ path }) => path)).toEqual([
      '/rest/api/3/issue/ACME-1/comment',
      '/rest/api/3/issue/ACME-1/transitions',
    ]);
    expect(open.writes()[1]?.body).toEqual({ transition: { id: '31' } });
  });

  it('leaves an issue alone that is done, or that is not known', async () => {
    for (const issues of [[issue('done')], []]) {
      const quiet = site(issues);
      await at(quiet).followUp?.resolve(KEY, 'The mitigation completed.');
      await at(quiet).followUp?.acknowledge(KEY, 'Sam is at it.');
      expect(quiet.writes()).toEqual([]);
    }
  });

  it('says on the issue that somebody is at it, once', async () => {
    const open = site([issue('new')]);
    await at(open).followUp?.acknowledge(KEY, 'Acknowledged in PagerDuty by Sam.');
    const [comment] = open.writes();
    const again = site([issue('new')], { 'GET /rest/api/3/issue/ACME-1/comment': { comments: [comment?.body] } });
    await at(again).followUp?.acknowledge(KEY, 'Acknowledged in PagerDuty by Sam.');
    expect([open.writes().length, again.writes().length]).toEqual([1, 0]);
  });

  const member: PatternMember = {
    patternKey: 'corr-1',
    parentId: 'OPS-7',
    event: anEvent({ client_account_id: '123456789012', agent_space_id: 'space', investigation_id: 'task' }),
    title: 'cdc-relay 1.17.4',
    clients: 4,
  };

  it('ties the issue that a client has to the pattern: a comment with the count, and a link to the parent', async () => {
    const known = site([issue('new', 'investigation:123456789012/space/task')]);
    expect(await at(known).patternMember?.(member, { repeat: false })).toMatchObject({
      id: 'ACME-1',
      action: 'commented',
    });
    expect(JSON.stringify(known.writes()[0]?.body)).toContain('seen at 4 clients');
    expect(known.writes()[1]).toMatchObject({
      path: '/rest/api/3/issueLink',
      body: { inwardIssue: { key: 'OPS-7' }, outwardIssue: { key: 'ACME-1' } },
    });
  });

  it('says on the issue that a client has that it is no part of the pattern after all, once, and files none', async () => {
    const withdrawn = { ...member, withdrawn: 'There was no common cause.' };
    const label = 'investigation:123456789012/space/task';
    const known = site([issue('new', label)]);
    expect(await at(known).patternMember?.(withdrawn, { repeat: false })).toMatchObject({ action: 'commented' });
    const [comment, ...more] = known.writes();
    expect(more).toEqual([]);
    expect(JSON.stringify(comment?.body)).toContain('There was no common cause.');
    const again = site([issue('new', label)], {
      'GET /rest/api/3/issue/ACME-1/comment': { comments: [comment?.body] },
    });
    for (const quiet of [again, site([]), site([issue('done', label)])]) {
      expect(await at(quiet).patternMember?.(withdrawn, { repeat: true })).toMatchObject({ action: 'found' });
      expect(quiet.writes()).toEqual([]);
    }
  });

  it('files an issue where the client has none', async () => {
    const empty = site([]);
    expect(await at(empty).patternMember?.(member, { repeat: false })).toMatchObject({
      id: 'ACME-9',
      action: 'created',
    });
  });

  it('adds what a model made of a pattern to its issue, once, and apart from growth', async () => {
    const explained = { ...FOUND, explained: true as const, prose: 'A release leaks.' };
    const open = site([issue('indeterminate', 'outcome:corr-1')]);
    expect(await at(open).notifyPattern(explained, { repeat: false })).toMatchObject({ action: 'commented' });
    const [comment] = open.writes();
    expect(JSON.stringify(comment?.body)).toContain('A release leaks.');
    const again = site([issue('indeterminate', 'outcome:corr-1')], {
      'GET /rest/api/3/issue/ACME-1/comment': { comments: [comment?.body] },
    });
    expect(await at(again).notifyPattern(explained, { repeat: true })).toMatchObject({ action: 'found' });
    expect(await at(again).notifyPattern(ALERT, { repeat: false })).toMatchObject({ action: 'commented' });
  });

  it('adds growth to the issue of the pattern, and leaves a closed one closed', async () => {
    const open = site([issue('indeterminate', 'outcome:corr-1')]);
    expect(await at(open).notifyPattern(ALERT, { repeat: false })).toMatchObject({ action: 'commented' });
    const closed = site([issue('done', 'outcome:corr-1')]);
    expect(await at(closed).notifyPattern(ALERT, { repeat: false })).toMatchObject({ action: 'found' });
    expect(closed.writes()).toEqual([]);
  });
});

describe('a webhook', () => {
  it('is signed as Standard Webhooks says, under an id that stays the same for the same outcome', async () => {
    const requests: HttpRequest[] = [];
    const notifier = webhookNotifier({
      name: 'siem',
      url: 'https://siem.example.com',
      signingSecret: async () => `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`,
      now: () => new Date('2026-11-20T10:00:00Z'),
      transport: async (request) => {
        requests.push(request);
        return { status: 204, headers: new Headers(), text: '' };
      },
    });
    const context = { key: KEY, repeat: false, ruleId: 'r', reason: 'rule-matched', explanation: 'Rule r matched.' };
    await notifier.notify(anEvent(), context);
    await notifier.notify(anEvent(), { ...context, repeat: true });
    const [first, second] = requests;
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = first?.headers ?? {};
    const expected = createHmac('sha256', '0123456789abcdef01234567').update(`${id}.${at}.${first?.body}`);
    expect({ id, at, signature }).toEqual({ id: KEY, at: '1795168800', signature: `v1,${expected.digest('base64')}` });
    expect(second?.headers['webhook-id']).toBe(id);
  });
});
