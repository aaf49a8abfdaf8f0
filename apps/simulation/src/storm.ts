import { loadConfiguration, type Configuration } from '@org/configuration';
import { EVENT_SOURCE, EVENT_TYPES, outcomeKey, type InvestigationEvent, type Severity } from '@org/event-schema';
import { aNativeEvent, anEvent } from '@org/event-schema/testing';
import { investigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { queueHandler } from '@org/lambda-runtime';
import type { HttpAnswer, HttpRequest } from '@org/notifiers';
import { receive, type RouterPorts } from '@org/router/src/receive';
import { sweepFollowUps } from '@org/router/src/sweep';
import { Bus } from './bus';
import { centralOf, centralPorts, silent } from './central';
import { Clock } from './clock';
import { Faults, httpAnswer } from './faults';
import { AsyncFunction, Queue, SWEEP_TIMEOUT_MS, type QueueFunction } from './queues';
import { Random } from './random';
import { keysIn, type Payload } from './vendors';
import type { Circumstances, Worker } from './worker';

export const CLIENTS = 1_000;
export const INVESTIGATIONS = 3;
const STORM_MS = 60_000;
const START = Date.parse('2026-11-20T10:00:00Z');
const SEVERITIES: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM'];

/** What PagerDuty lets one integration key send in a minute ("Events API v2": about 120). */
const VENDOR_LIMIT = 120;
// Lambda starts with five batches of a queue and adds up to 300 a minute ("Using Lambda with Amazon SQS", scaling).
const FIRST_BATCHES = 5;
const BATCHES_A_SECOND = 5;

export interface Storm {
  readonly events: number;
  /** From the arrival of a CRITICAL until PagerDuty had accepted a page that names it, longest first. */
  readonly criticalMs: readonly number[];
  readonly unpaged: readonly string[];
  readonly pagedTwice: readonly string[];
  readonly calls: number;
  readonly refusedCalls: number;
  readonly groups: number;
  readonly withoutTicket: number;
  readonly stuck: number;
  /** When the last ticket was filed, in minutes after the storm began. */
  readonly lastTicketMinutes: number;
}

/** Each of 1,000 clients has three investigations within a minute, and each goes through six states. */
export async function runStorm(keys: 'own' | 'shared'): Promise<Storm> {
  const random = new Random(1);
  const clock = new Clock(START);
  const about: Circumstances = {
    clock,
    random,
    faults: new Faults(random, { vendors: 0, router: 0, others: 0 }, new Map(), undefined, undefined),
    healedAt: START,
  };
  const central = centralOf(configurationWith(keys));
  const table = tableInMemory();
  const pagerDuty = new LimitedPagerDuty(clock);
  const jira = new Tickets(clock);
  const surroundings = {
    clock,
    table,
    vendorFor: ({ url }: HttpRequest) => (url.includes('pagerduty') ? pagerDuty : jira),
  };
  const portsOn = (worker: Worker) => centralPorts(worker, central, surroundings);
  const router: QueueFunction = (worker, event, context) =>
    queueHandler<RouterPorts>({ name: 'router', logger: silent, connect: () => portsOn(worker), run: receive })(
      event,
      context,
    );
  const side = () => FIRST_BATCHES + Math.floor(((clock.now - START) / 1000) * BATCHES_A_SECOND);
  const habits = { twice: 0, maxReceives: 10, side };
  const queues = [new Queue('urgent', about, habits, router), new Queue('ordinary', about, habits, router)] as const;
  const bus = new Bus(about, { again: 0, late: 0 }, ...queues);
  const sweep = new AsyncFunction(
    'sweep',
    about,
    habits,
    (worker) =>
      sweepFollowUps(portsOn(worker), { logger: silent, requestId: 'storm', remainingMs: worker.remainingMs }),
    SWEEP_TIMEOUT_MS,
  );
  for (let minute = 1; minute < 45; minute++) clock.at(START + minute * 60_000, () => sweep.invoke({}));

  const ends: { event: InvestigationEvent; at: number }[] = [];
  let events = 0;
  for (let client = 0; client < CLIENTS; client++) {
    for (let investigation = 0; investigation < INVESTIGATIONS; investigation++) {
      const end = random.between(1_000, STORM_MS);
      const event = anEnd(client, investigation, new Date(START + end));
      ends.push({ event, at: START + end });
      for (const native of lifeOf(event, START)) {
        events++;
        clock.at(START + random.between(0, end), () => bus.put(native));
      }
      events++;
      clock.at(START + end, () =>
        bus.put({
          source: EVENT_SOURCE,
          'detail-type': EVENT_TYPES[event.event_type],
          account: event.client_account_id,
          region: event.region,
          detail: event,
        }),
      );
    }
  }
  await clock.runUntil(START + 45 * 60_000);

  const store = investigationStore({
    tableName: 'central',
    client: table.documents(),
    retentionDays: 90,
    now: () => new Date(clock.now),
  });
  const decided = await store.recentDecisions(10_000);
  const urgent = ends.filter(({ event }) => event.severity !== 'MEDIUM');
  const critical = urgent.filter(({ event }) => event.severity === 'CRITICAL');
  const pagedAt = (event: InvestigationEvent) => pagerDuty.told.get(outcomeKey(event));
  return {
    events,
    criticalMs: critical.map(({ event, at }) => (pagedAt(event)?.[0] ?? Infinity) - at).sort((a, b) => b - a),
    unpaged: urgent.filter(({ event }) => !pagedAt(event)).map(({ event }) => outcomeKey(event)),
    pagedTwice: [...pagerDuty.told].filter(([, times]) => times.length > 1).map(([key]) => key),
    calls: pagerDuty.calls,
    refusedCalls: pagerDuty.refused,
    groups: pagerDuty.groups,
    withoutTicket: ends.filter(({ event }) => !jira.filed.has(outcomeKey(event))).length,
    stuck:
      queues.reduce((sum, { waiting, dead }) => sum + waiting.size + dead.length, 0) + (ends.length - decided.length),
    lastTicketMinutes: Math.round((jira.lastAt - START) / 60_000),
  };
}

function anEnd(client: number, investigation: number, at: Date): InvestigationEvent {
  const severity = SEVERITIES[investigation % SEVERITIES.length] ?? 'HIGH';
  return anEvent({
    client_account_id: accountOf(client),
    agent_space_id: `space-${client}`,
    investigation_id: `task-${client}-${investigation}`,
    priority: severity,
    severity,
    timestamp: at.toISOString().replace('.000', ''),
    // Nothing that two clients share, or a pattern would rightly keep their pages back.
    summary: {
      root_cause_category: 'unknown',
      root_cause_brief: 'Something stopped.',
      indicators: [],
      resource_types: [],
    },
  });
}

const LIFE = [
  ['Investigation Created', 'CREATED'],
  ['Investigation Pending Triage', 'PENDING_TRIAGE'],
  ['Investigation In Progress', 'IN_PROGRESS'],
  ['Investigation Priority Updated', 'IN_PROGRESS'],
  ['Investigation Completed', 'COMPLETED'],
] as const;

function lifeOf(event: InvestigationEvent, start: number) {
  return LIFE.map(([detailType, status], index) => {
    const at = new Date(start + index * 1_000).toISOString();
    const native = aNativeEvent({
      detail: {
        metadata: { agent_space_id: event.agent_space_id, task_id: event.investigation_id },
        data: { status, priority: event.priority, created_at: new Date(start).toISOString(), updated_at: at },
      },
    } as Parameters<typeof aNativeEvent>[0]);
    return { ...native, 'detail-type': detailType, account: event.client_account_id };
  });
}

const accountOf = (client: number) => String(100_000_000_000 + client);

function configurationWith(keys: 'own' | 'shared'): Configuration {
  const central = `
central_account_id: "999999999999"
organization_id: o-abcdefghij
routing_rules:
  high_severity: { severities: [CRITICAL, HIGH], actions: [page_engineer, create_ticket] }
  medium_severity: { severities: [MEDIUM], actions: [create_ticket] }
integrations:
  pagerduty: { routing_key_secret: pagerduty/shared, api_key_secret: pagerduty/api-key, service_id: PXXXXXX }
  jira: { base_url: "https://example.atlassian.net", email_secret: jira/email, api_key_secret: jira/token, project_key: OPS, calls_per_minute: 600 }
`;
  const clients = Array.from({ length: CLIENTS }, (_, client) => ({
    path: `clients/${client}.yaml`,
    text: [
      `client_name: Client ${client}`,
      `client_account_id: "${accountOf(client)}"`,
      'environment: production',
      `devops_agent: { agent_space_id: space-${client}, region: us-east-1 }`,
      ...(keys === 'own' ? [`destinations: { pagerduty: { routing_key_secret: pagerduty/${client} } }`] : []),
    ].join('\n'),
  }));
  const loaded = loadConfiguration([{ path: 'central_account.yaml', text: central }, ...clients]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems.slice(0, 3)));
  return loaded.configuration;
}

/** PagerDuty with its limit: what one integration key sends beyond it in a sliding minute is refused. */
class LimitedPagerDuty {
  /** When a page that names an outcome was accepted, each time. */
  readonly told = new Map<string, number[]>();
  readonly #sent = new Map<string, number[]>();
  calls = 0;
  refused = 0;
  groups = 0;

  constructor(private readonly clock: Clock) {}

  answer({ method, body }: HttpRequest): HttpAnswer {
    if (method === 'GET') return httpAnswer(200, { incidents: [] });
    const { routing_key, dedup_key, event_action, payload } = JSON.parse(body ?? '') as {
      routing_key: string;
      dedup_key: string;
      event_action: string;
      payload?: Payload;
    };
    const { now } = this.clock;
    this.calls++;
    const recent = (this.#sent.get(routing_key) ?? []).filter((at) => at > now - 60_000);
    if (recent.length >= VENDOR_LIMIT) {
      this.refused++;
      return httpAnswer(429, {});
    }
    this.#sent.set(routing_key, [...recent, now]);
    if (event_action === 'trigger') {
      if (payload?.class === 'group') this.groups++;
      const keys = payload?.class === 'group' ? keysIn(payload) : [dedup_key];
      for (const key of keys) this.told.set(key, [...(this.told.get(key) ?? []), now]);
    }
    return httpAnswer(202, { status: 'success', dedup_key });
  }
}

/** Jira, as far as a storm asks for it: files issues, and finds them. */
class Tickets {
  readonly filed = new Map<string, string>();
  lastAt = 0;
  constructor(private readonly clock: Clock) {}

  answer({ url, body }: HttpRequest): HttpAnswer {
    if (url.endsWith('search/jql')) {
      const [, label = ''] =
        /labels = "investigation:([^"]+)"/.exec((JSON.parse(body ?? '') as { jql: string }).jql) ?? [];
      const found = [...Array(9)].flatMap((_, version) => {
        const issue = this.filed.get(`${label}/${version}`);
        return issue === undefined
          ? []
          : [{ key: issue, fields: { labels: [`outcome:${label}/${version}`], status: {} } }];
      });
      return httpAnswer(200, { issues: found });
    }
    const { labels } = (JSON.parse(body ?? '') as { fields: { labels: readonly string[] } }).fields;
    const key = labels.find((label) => label.startsWith('outcome:'))?.slice('outcome:'.length) ?? '';
    this.filed.set(key, `OPS-${this.filed.size + 1}`);
    this.lastAt = this.clock.now;
    return httpAnswer(201, { key: `OPS-${this.filed.size}` });
  }
}
