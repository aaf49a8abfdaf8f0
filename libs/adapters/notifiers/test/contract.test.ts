import type { ServerResponse } from 'node:http';
import { anEvent } from '@org/event-schema/testing';
import { NotifyError, type NotifyContext, type Notifier, type OutcomeGroup, type PatternAlert } from '../src';
import { jiraNotifier } from '../src/jira';
import { pagerDutyNotifier } from '../src/pagerduty';
import { slackNotifier } from '../src/slack';
import { teamsNotifier } from '../src/teams';
import { webhookNotifier } from '../src/webhook';
import { ScriptedVendor } from './scripted-vendor';

// What every notifier retries and what it gives up, one list for all. A new notifier adds a row to `notifiers`.

const SECRET = 'R0UT1NGKEY0R0UT1NGKEY0R0UT1NGKEY';
const secret = async () => SECRET;
const TEXT_OF_THE_EVENT = 'pool of ledger-db exhausted';
const event = anEvent({ summary: { root_cause_brief: TEXT_OF_THE_EVENT } });
const context: NotifyContext = {
  key: '123456789012/space/task/1',
  repeat: false,
  ruleId: 'default',
  reason: 'no-rule-matched',
  explanation: 'No rule matched, and the severity is HIGH.',
};
const group: OutcomeGroup = {
  key: 'group-1',
  severity: 'CRITICAL',
  clients: 1,
  outcomes: [{ key: context.key, clientName: 'Acme', severity: 'CRITICAL', headline: TEXT_OF_THE_EVENT }],
};
const alert: PatternAlert = {
  key: 'pattern-1/5',
  title: 'connection pools exhausted',
  severity: 'CRITICAL',
  clients: 5,
  evidence: ['All name rds and too_many_connections.'],
  investigations: [{ key: context.key, clientName: 'Acme Corporation' }],
};

/** One that is told, and cannot be asked: whatever its status says is all there is. */
const toldOnly = new Set(['Slack', 'Teams', 'Webhook']);
const hook = (url: string) => async () => `${url}/services/${SECRET}`;

const notifiers: readonly { name: string; good: unknown; at: (url: string, timeoutMs?: number) => Notifier }[] = [
  {
    name: 'PagerDuty',
    good: { status: 'success', message: 'Event processed', dedup_key: context.key },
    at: (url, timeoutMs = 5000) =>
      pagerDutyNotifier({
        name: 'payments',
        eventsUrl: `${url}/v2/enqueue`,
        apiUrl: url,
        routingKey: secret,
        apiKey: secret,
        serviceId: 'PPAYMNT',
        timeoutMs,
      }),
  },
  {
    name: 'Jira',
    good: { id: '10001', key: 'OPS-1' },
    at: (baseUrl, timeoutMs = 5000) =>
      jiraNotifier({
        baseUrl,
        email: async () => 'bot@example.com',
        token: secret,
        projectKey: 'OPS',
        issueType: 'Task',
        timeoutMs,
      }),
  },
  {
    name: 'Slack',
    good: {},
    at: (url, timeoutMs = 5000) => slackNotifier({ name: 'payments', webhookUrl: hook(url), timeoutMs }),
  },
  {
    name: 'Teams',
    good: {},
    at: (url, timeoutMs = 5000) => teamsNotifier({ name: 'payments', webhookUrl: hook(url), timeoutMs }),
  },
  {
    name: 'Webhook',
    good: {},
    at: (url, timeoutMs = 5000) => webhookNotifier({ name: 'payments', url, signingSecret: secret, timeoutMs }),
  },
];

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const answers: readonly { when: string; answer: (response: ServerResponse) => void; expected: Partial<NotifyError> }[] =
  [
    {
      when: 'HTTP 400',
      answer: json(400, { errors: [SECRET, TEXT_OF_THE_EVENT] }),
      expected: { retryable: false, inDoubt: false, status: 400 },
    },
    { when: 'HTTP 401', answer: json(401, {}), expected: { retryable: false, inDoubt: false, status: 401 } },
    { when: 'HTTP 403', answer: json(403, {}), expected: { retryable: false, inDoubt: false, status: 403 } },
    { when: 'HTTP 404', answer: json(404, {}), expected: { retryable: false, inDoubt: false, status: 404 } },
    { when: 'HTTP 413', answer: json(413, {}), expected: { retryable: false, inDoubt: false, status: 413 } },
    {
      when: 'a redirect',
      answer: json(302, {}, { location: 'http://127.0.0.1:1/' }),
      expected: { retryable: false, inDoubt: false, status: 302 },
    },
    {
      when: 'HTTP 429 without a wait',
      answer: json(429, {}),
      expected: { retryable: true, inDoubt: false, status: 429 },
    },
    {
      when: 'HTTP 429 with a wait in seconds',
      answer: json(429, {}, { 'retry-after': '7' }),
      expected: { retryable: true, retryAfterMs: 7000 },
    },
    {
      when: 'HTTP 429 with a wait until a date, counted by the clock of the vendor',
      answer: json(429, {}, { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:01:30 GMT' }),
      expected: { retryable: true, retryAfterMs: 90_000 },
    },
    {
      when: 'HTTP 429 with a date that is past',
      answer: json(429, {}, { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }),
      expected: { retryable: true, retryAfterMs: 0 },
    },
    {
      when: 'HTTP 429 with the wait in ratelimit-reset',
      answer: json(429, {}, { 'ratelimit-reset': '12' }),
      expected: { retryable: true, retryAfterMs: 12_000 },
    },
    { when: 'HTTP 500', answer: json(500, {}), expected: { retryable: true, inDoubt: true, status: 500 } },
    {
      when: 'HTTP 503 with a wait',
      answer: json(503, {}, { 'retry-after': '3' }),
      expected: { retryable: true, inDoubt: true, retryAfterMs: 3000 },
    },
    {
      when: 'a connection that breaks',
      answer: (response) => void response.socket?.destroy(),
      expected: { retryable: true, inDoubt: true },
    },
    {
      when: 'an answer that is not JSON',
      answer: (response) => void response.writeHead(200).end('<html>'),
      expected: { retryable: true, inDoubt: true },
    },
  ];

describe.each(notifiers)('$name', ({ name: channel, good, at }) => {
  let vendor: ScriptedVendor;
  beforeAll(async () => {
    vendor = await ScriptedVendor.start();
  });
  afterAll(() => vendor.stop());
  beforeEach(() => {
    vendor.requests.length = 0;
  });

  type Run = readonly [string, (notifier: Notifier) => Promise<unknown>];
  const asked: readonly Run[] = [
    ['find', (notifier) => notifier.find(context.key)],
    ['status', async (notifier) => notifier.followUp?.status(context.key)],
    ['acknowledge', async (notifier) => notifier.followUp?.acknowledge(context.key, TEXT_OF_THE_EVENT)],
    ['resolve', async (notifier) => notifier.followUp?.resolve(context.key, TEXT_OF_THE_EVENT)],
  ];
  const calls: readonly Run[] = [
    ['notify', (notifier) => notifier.notify(event, context)],
    ['notify again', (notifier) => notifier.notify(event, { ...context, repeat: true })],
    ['notifyPattern', (notifier) => notifier.notifyPattern(alert, { repeat: false })],
    ['notifyGroup', (notifier) => notifier.notifyGroup(group)],
    ...(toldOnly.has(channel) ? [] : asked),
  ];
  const given = answers.filter(({ when }) => !(toldOnly.has(channel) && when === 'an answer that is not JSON'));

  describe.each(given)('after $when', ({ answer, expected }) => {
    it.each(calls)('%s says whether to try again, and repeats neither secret nor text', async (_, run) => {
      vendor.answer = answer;
      const error = await failure(run(at(vendor.url)));
      expect(error).toMatchObject(expected);
      if (!('retryAfterMs' in expected)) expect(error.retryAfterMs).toBeUndefined();
      expect(error.message).toMatch(/^(PagerDuty|Jira|Slack|Teams|Webhook) \("(payments|OPS)"\).+\. ?.*\.$/s);
      expect(everythingIn(error)).not.toContain(SECRET);
      expect(everythingIn(error)).not.toContain(TEXT_OF_THE_EVENT);
      expect(vendor.requests).toHaveLength(1); // retrying belongs to the queue
    });
  });

  it('tries again, in doubt, when the vendor takes too long', async () => {
    vendor.answer = () => undefined;
    expect(await failure(at(vendor.url, 50).notify(event, context))).toMatchObject({ retryable: true, inDoubt: true });
  });

  it('tries again without a doubt when nobody listens, since nothing was sent', async () => {
    const gone = await ScriptedVendor.start();
    const { url } = gone;
    await gone.stop();
    expect(await failure(at(url).notify(event, context))).toMatchObject({ retryable: true, inDoubt: false });
  });

  it('gives up on a URL that is none', async () => {
    expect(await failure(at('not a url').notify(event, context))).toMatchObject({ retryable: false });
  });

  it('gives a receipt of what was done, once', async () => {
    vendor.answer = json(201, good);
    const receipt = await at(vendor.url).notify(event, context);
    expect(receipt.id).toMatch(/^(OPS-1|123456789012\/space\/task\/1)$/);
    expect(vendor.requests).toHaveLength(1);
  });

  it('lets trouble with a secret through as it is, and tells nobody', async () => {
    const trouble = new Error('the secret store is away');
    const broken = async () => Promise.reject(trouble);
    const without = [
      pagerDutyNotifier({ eventsUrl: vendor.url, routingKey: broken, apiKey: broken }),
      jiraNotifier({ baseUrl: vendor.url, email: broken, token: broken, projectKey: 'OPS', issueType: 'Task' }),
      slackNotifier({ name: 'ops', webhookUrl: broken }),
      teamsNotifier({ name: 'ops', webhookUrl: broken }),
      webhookNotifier({ name: 'siem', url: vendor.url, signingSecret: broken }),
    ];
    for (const notifier of without) await expect(notifier.notify(event, context)).rejects.toBe(trouble);
    expect(vendor.requests).toHaveLength(0);
  });
});

it('gives up, without showing it, on a secret that no header can carry', async () => {
  const vendor = await ScriptedVendor.start();
  const notifier = pagerDutyNotifier({
    apiUrl: vendor.url,
    routingKey: secret,
    serviceId: 'PPAYMNT',
    apiKey: async () => `${SECRET}\nmore`,
  });
  const error = await failure(notifier.find('key'));
  await vendor.stop();
  expect(error.retryable).toBe(false);
  expect(everythingIn(error)).not.toContain(SECRET);
  expect(error.message).toContain('one line of plain characters');
});

it('names the field that the vendor speaks of, and the mend', async () => {
  const vendor = await ScriptedVendor.start();
  vendor.answer = json(400, {
    status: 'invalid event',
    errors: ["Length of 'routing_key' is incorrect (should be 32 characters)"],
  });
  const error = await failure(
    pagerDutyNotifier({ name: 'payments', eventsUrl: vendor.url, routingKey: secret, apiKey: secret }).notify(
      event,
      context,
    ),
  );
  await vendor.stop();
  expect(error.message).toMatch(
    /^PagerDuty \("payments"\) refused the call \(HTTP 400, about routing_key\)\. .*check the integration key/,
  );
});

it('names the limit that Jira says was reached', async () => {
  const vendor = await ScriptedVendor.start();
  vendor.answer = json(429, {}, { 'ratelimit-reason': 'jira-burst-based', 'retry-after': '2' });
  const notifier = jiraNotifier({
    baseUrl: vendor.url,
    email: secret,
    token: secret,
    projectKey: 'OPS',
    issueType: 'Task',
  });
  const error = await failure(notifier.notify(event, context));
  await vendor.stop();
  expect(error.message).toContain('jira-burst-based');
});

async function failure(run: Promise<unknown>): Promise<NotifyError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NotifyError);
  return error as NotifyError;
}

/** What a logger could print of an error: message, stack, fields, and the same of its causes. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const fields = Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, Reflect.get(error, name)]));
  return `${error.message} ${error.stack} ${JSON.stringify({ ...fields, cause: undefined })} ${everythingIn(error.cause)}`;
}
