import { outcomeKey } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import { pagerDutyNotifier } from '@org/notifiers/pagerduty';
import { served } from './loopback.testing';
import { pagerDutyStandIn, type PagerDutyOptions, type PagerDutyStandIn } from './pagerduty';

const PAYMENTS = 'A'.repeat(32);
const LEDGER = 'B'.repeat(32);
const REST_KEY = 'u+rest-key';
const now = Date.parse('2026-11-20T10:05:00Z');

let clock: number;
let waiting: (() => void)[];
let standIn: PagerDutyStandIn;
let url: string;
let stop: () => Promise<void>;

async function start(options: PagerDutyOptions = {}): Promise<void> {
  clock = now;
  waiting = [];
  standIn = pagerDutyStandIn({
    integrations: { payments: PAYMENTS, ledger: LEDGER },
    services: { payments: 'PPAYMNT', ledger: 'PLEDGER' },
    apiKeys: [REST_KEY],
    now: () => clock,
    later: (work) => waiting.push(work),
    ...options,
  });
  ({ url, stop } = await served(standIn.handle));
}
beforeEach(() => start());
afterEach(() => stop());

const settle = () => waiting.splice(0).forEach((work) => work());
const event = (changes: object = {}) => ({
  routing_key: PAYMENTS,
  event_action: 'trigger',
  dedup_key: 'key-1',
  payload: { summary: 'disk full', source: 'host-1', severity: 'critical' },
  ...changes,
});
async function send(body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/pagerduty/v2/enqueue`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}
async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Token token=${REST_KEY}`, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${url}/pagerduty${path}`, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function idOf(key: string): Promise<string> {
  const { incidents } = (await ask(`/incidents?incident_key=${key}`)).body as { incidents: { id: string }[] };
  return incidents[0]?.id ?? 'none';
}

describe('the Events API', () => {
  it('accepts at once, and the alert appears later', async () => {
    expect(await send(event())).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'key-1' },
    });
    expect(standIn.pages()).toEqual([]);
    settle();
    expect(standIn.pages()).toMatchObject([
      {
        dedup_key: 'key-1',
        summary: 'disk full',
        severity: 'critical',
        routing_key_name: 'payments',
        triggers: 1,
        status: 'triggered',
        at: '2026-11-20T10:05:00.000Z',
      },
    ]);
  });

  it('makes up a key where a trigger has none', async () => {
    const { body } = await send(event({ dedup_key: undefined }));
    expect(body).toMatchObject({ dedup_key: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  const payload = event().payload;
  it.each([
    ['no routing key', { routing_key: undefined }, "'routing_key' is missing or blank"],
    ['a short routing key', { routing_key: 'short' }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    ['a routing key that nobody has', { routing_key: 'C'.repeat(32) }, 'Invalid routing key'],
    ['an unknown action', { event_action: 'wake' }, "'event_action' is missing or invalid"],
    ['a long key', { dedup_key: 'k'.repeat(256) }, "'dedup_key' is too long (maximum is 255 characters)"],
    ['a resolve without a key', { event_action: 'resolve', dedup_key: undefined }, "'dedup_key' is missing or blank"],
    ['no payload', { payload: undefined }, "'payload' is missing"],
    ['no summary', { payload: { ...payload, summary: ' ' } }, "'payload.summary' is missing or blank"],
    ['a long summary', { payload: { ...payload, summary: 's'.repeat(1025) } }, "'payload.summary' is too long"],
    ['no source', { payload: { ...payload, source: undefined } }, "'payload.source' is missing or blank"],
    ['a severity of ours', { payload: { ...payload, severity: 'HIGH' } }, "'payload.severity' is missing or invalid"],
    ['a time that is none', { payload: { ...payload, timestamp: 'noon' } }, "'payload.timestamp' is invalid"],
    ['a link without an address', { links: [{ text: 'open' }] }, "'links' is invalid"],
  ])('refuses %s, in the words of PagerDuty', async (_, changes, error) => {
    const answer = await send(event(changes));
    expect(answer).toMatchObject({
      status: 400,
      body: { status: 'invalid event', message: 'Event object is invalid' },
    });
    expect((answer.body as { errors: string[] }).errors.join()).toContain(error);
    settle();
    expect(standIn.pages()).toEqual([]);
  });

  it('refuses what is not JSON, and what is larger than 512 KB', async () => {
    expect(await send('{')).toMatchObject({ status: 400, body: { status: 'Unrecognized object' } });
    expect(
      (await send(event({ payload: { ...payload, custom_details: { log: 'x'.repeat(512 * 1024) } } }))).status,
    ).toBe(413);
  });

  it('lets a second trigger of an open alert join it, for the same integration only', async () => {
    for (const key of [PAYMENTS, PAYMENTS, LEDGER]) await send(event({ routing_key: key }));
    settle();
    expect(standIn.pages().map(({ routing_key_name, triggers }) => [routing_key_name, triggers])).toEqual([
      ['payments', 2],
      ['ledger', 1],
    ]);
  });

  it('opens a new alert for a key whose alert a human has resolved', async () => {
    await send(event());
    settle();
    expect(standIn.move('key-1', 'resolved')).toBe(true);
    await send(event());
    settle();
    expect(standIn.pages().map(({ status }) => status)).toEqual(['resolved', 'triggered']);
  });

  it('acknowledges and resolves what is open, and nothing else', async () => {
    await send(event({ event_action: 'resolve' }));
    await send(event());
    await send(event({ event_action: 'acknowledge' }));
    settle();
    expect(standIn.pages()).toMatchObject([{ status: 'acknowledged' }]);
    await send(event({ event_action: 'resolve' }));
    settle();
    expect(standIn.pages()).toMatchObject([{ status: 'resolved' }]);
  });

  it('takes 120 events a minute of one integration, and goes on when the minute has passed', async () => {
    for (let count = 0; count < 120; count++) expect((await send(event())).status).toBe(202);
    expect(await send(event())).toMatchObject({ status: 429, body: { status: 'throttle exceeded' } });
    expect((await send(event({ routing_key: LEDGER }))).status).toBe(202);
    clock += 60_000;
    expect((await send(event())).status).toBe(202);
  });
});

describe('the REST API', () => {
  beforeEach(async () => {
    await send(event());
    await send(event({ dedup_key: 'key-2' }));
    settle();
  });

  it('finds the incident of a key, and refuses who has no key', async () => {
    const { body } = await ask('/incidents?incident_key=key-1');
    expect(body['incidents']).toMatchObject([
      { incident_key: 'key-1', title: 'disk full', status: 'triggered', urgency: 'high' },
    ]);
    expect((await ask('/incidents', { headers: { authorization: 'Token token=other' } })).status).toBe(401);
    expect((await ask('/incidents', { headers: { authorization: `Bearer ${REST_KEY}` } })).status).toBe(401);
  });

  it('looks a month back only, unless asked for all', async () => {
    clock += 31 * 24 * 3_600_000;
    expect((await ask('/incidents?incident_key=key-1')).body['incidents']).toEqual([]);
    expect((await ask('/incidents?incident_key=key-1&date_range=all')).body['incidents']).toHaveLength(1);
  });

  it('lets a human resolve an incident once, by name', async () => {
    const id = await idOf('key-2');
    const resolve = {
      method: 'PUT',
      body: JSON.stringify({ incident: { type: 'incident_reference', status: 'resolved' } }),
    };
    expect((await ask(`/incidents/${id}`, resolve)).status).toBe(400);
    const byName = { ...resolve, headers: { from: 'jane@example.com' } };
    expect(await ask(`/incidents/${id}`, byName)).toMatchObject({
      status: 200,
      body: { incident: { status: 'resolved' } },
    });
    expect((await ask(`/incidents/${id}`, byName)).status).toBe(400);
    expect((await ask('/incidents/QNONE', byName)).status).toBe(404);
  });
});

describe('with our notifier', () => {
  const outcome = anEvent();
  const context = {
    key: outcomeKey(outcome),
    repeat: false,
    ruleId: 'default',
    reason: 'no-rule-matched',
    explanation: 'HIGH needs a human.',
  };
  const notifier = (routingKey = PAYMENTS, serviceId = 'PPAYMNT') =>
    pagerDutyNotifier({
      serviceId,
      eventsUrl: `${url}/pagerduty/v2/enqueue`,
      apiUrl: `${url}/pagerduty`,
      routingKey: async () => routingKey,
      apiKey: async () => REST_KEY,
    });

  it('becomes a page that can be found by its key', async () => {
    expect(await notifier().find(context.key)).toBeUndefined();
    expect(await notifier().notify(outcome, context)).toEqual({
      vendor: 'pagerduty',
      id: context.key,
      action: 'accepted',
    });
    settle();
    expect(standIn.pages()).toMatchObject([
      { dedup_key: context.key, summary: '[HIGH] Acme Corporation: RDS connection pool exhausted', severity: 'error' },
    ]);
    expect(await notifier().find(context.key)).toMatchObject({
      action: 'found',
      url: expect.stringContaining('/incidents/Q'),
    });
  });

  it('is one page when the answer is lost and it is sent again', async () => {
    standIn.faults.loseAnswers(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({ retryable: true, inDoubt: true });
    settle();
    expect(await notifier().notify(outcome, { ...context, repeat: true })).toMatchObject({ action: 'found' });
    settle();
    expect(standIn.pages()).toMatchObject([{ triggers: 1 }]);
  });

  it('is one page when the re-send comes before PagerDuty has processed the first: the key joins them', async () => {
    standIn.faults.loseAnswers(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({ inDoubt: true });
    await notifier().notify(outcome, { ...context, repeat: true });
    settle();
    expect(standIn.pages()).toMatchObject([{ triggers: 2 }]);
  });

  it('does not page again for what a human has resolved, when the vendor is asked first', async () => {
    await notifier().notify(outcome, context);
    settle();
    standIn.move(context.key, 'resolved');
    expect(await notifier().notify(outcome, { ...context, repeat: true })).toMatchObject({ action: 'found' });
    settle();
    expect(standIn.pages()).toHaveLength(1);
  });

  it('does not take the page of another service for its own', async () => {
    await notifier().notify(outcome, context);
    settle();
    await notifier(LEDGER, 'PLEDGER').notify(outcome, { ...context, repeat: true });
    settle();
    expect(standIn.pages().map(({ routing_key_name }) => routing_key_name)).toEqual(['payments', 'ledger']);
  });

  it('finds nothing without knowing its service, since in doubt it pages twice rather than never', async () => {
    const urls = { eventsUrl: `${url}/pagerduty/v2/enqueue`, apiUrl: `${url}/pagerduty` };
    const unsure = pagerDutyNotifier({ ...urls, routingKey: async () => PAYMENTS, apiKey: async () => REST_KEY });
    await unsure.notify(outcome, context);
    settle();
    expect(await unsure.find(context.key)).toBeUndefined();
  });

  it('is paged again for a later outcome of the same investigation', async () => {
    await notifier().notify(outcome, context);
    settle();
    const later = anEvent({ outcome_version: 2 });
    await notifier().notify(later, { ...context, key: outcomeKey(later), repeat: true });
    settle();
    expect(standIn.pages()).toHaveLength(2);
  });

  it('understands the stand-in’s faults as it would the vendor’s', async () => {
    standIn.faults.throttle(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({
      retryable: true,
      inDoubt: false,
      status: 429,
    });
    standIn.faults.fail(1);
    await expect(notifier().notify(outcome, context)).rejects.toMatchObject({
      retryable: true,
      inDoubt: true,
      status: 500,
    });
    await expect(notifier().notify(outcome, context)).resolves.toMatchObject({ action: 'accepted' });
  });

  it('pages for a pattern', async () => {
    const alert = {
      key: 'pattern/1/5',
      title: 'pools exhausted',
      severity: 'CRITICAL' as const,
      clients: 5,
      evidence: ['All name rds.'],
      investigations: [{ key: context.key, clientName: 'Acme Corporation' }],
    };
    await notifier().notifyPattern(alert, { repeat: false });
    settle();
    expect(standIn.pages()).toMatchObject([{ summary: '[CRITICAL] One cause at 5 clients: pools exhausted' }]);
  });
});

it('tells of every change as it happens', async () => {
  await stop();
  const seen: string[] = [];
  await start({ onChange: ({ dedup_key, status, triggers }) => seen.push(`${dedup_key} ${status} ${triggers}`) });
  await send(event());
  await send(event());
  settle();
  standIn.move('key-1', 'resolved');
  expect(seen).toEqual(['key-1 triggered 1', 'key-1 triggered 2', 'key-1 resolved 2']);
});

it('leaves alone what is not under its prefix', async () => {
  const response = await fetch(`${url}/pagerdutyx/v2/enqueue`, { method: 'POST', body: '{}' });
  expect(response.headers.get('x-nobody')).toBe('yes');
});
