import { clientRegistry, loadConfiguration, resolveDestination, type MetricName } from '@org/configuration';
import type { PatternWatch } from '@org/investigation-store';
import { EVENT_SOURCE, EVENT_TYPES } from '@org/event-schema';
import { investigationStore, type InvestigationStore } from '@org/investigation-store';
import { tableInMemory, type TableInMemory } from '@org/investigation-store/testing';
import { queueHandler } from '@org/lambda-runtime';
import type { HttpRequest } from '@org/notifiers';
import { notifiersOf } from '@org/notifiers/configured';
import { detect, type DetectorPorts } from '@org/pattern-detector/src/detect';
import { CLIENT_TICKETS } from '@org/pattern-detector/src/members';
import { sweepPatterns } from '@org/pattern-detector/src/sweep';
import { silent, systemsOf } from '../central';
import { Clock } from '../clock';
import { Coverage, Faults, type Fault, type PortKind, type Rates } from '../faults';
import { AsyncFunction, Queue } from '../queues';
import { Random } from '../random';
import { Jira, PagerDuty, Slack } from '../vendors';
import type { Circumstances, Worker } from '../worker';
import { Analyst, PRICE } from './analyst';
import { CLIENTS, nameOf, projectOf, reportsFrom, spaceOf, type Report } from './causes';
import { People } from './people';
import { route } from './routed';

const CENTRAL = `
central_account_id: "999999999999"
organization_id: o-abcdefghij
routing_rules:
  pattern_detection: { enabled: true, notify: ["pagerduty:default", "jira:default", "slack:noc"], ends_after_hours: 1 }
integrations:
  pagerduty: { routing_key_secret: pagerduty/routing-key, api_key_secret: pagerduty/api-key, service_id: PXXXXXX }
  jira: { base_url: "https://example.atlassian.net", email_secret: jira/email, api_key_secret: jira/token, project_key: OPS }
  slack: { channels: { noc: { webhook_url_secret: slack/noc } } }
`;

const configuration = (() => {
  const loaded = loadConfiguration([
    { path: 'central_account.yaml', text: CENTRAL },
    ...CLIENTS.map((id) => ({
      path: `clients/${id}.yaml`,
      text: `client_name: ${nameOf(id)}\nclient_account_id: "${id}"\nenvironment: production\ndevops_agent: { agent_space_id: ${spaceOf(id)}, region: us-east-1 }\ndestinations: { jira: { project_key: ${projectOf(id)} } }\n`,
    })),
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.configuration;
})();
const registry = clientRegistry(configuration);

/** As the central stack sets them, with 45 seconds for a model. */
const DETECTOR = { name: 'detector', timeoutMs: 90_000, batch: 1 };
const SWEEP_TIMEOUT_MS = 165_000;

const START = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So long after healing, and after people last did something, everything is to be in order. */
const SETTLES_MS = 3 * HOUR;

/** A bug that wraps what the detector is given: the checker must see it. */
export type PatternTweak = (ports: DetectorPorts, worker: Worker) => DetectorPorts;

export interface PatternScheduleOptions {
  readonly seed: number;
  readonly tweak?: PatternTweak;
  /** Three clients, nothing that repeats itself, no people, and these faults only: for going through every call. */
  readonly plan?: ReadonlyMap<number, Fault>;
  readonly coverage?: Coverage;
  /** Collects each call, in order. */
  readonly calls?: { readonly point: string; readonly kind: PortKind }[];
}

/** Where things go wrong: a little everywhere, or much in one place, so that the rest is reached. */
const RATES: readonly Rates[] = [
  { vendors: 0, router: 0, others: 0 },
  { vendors: 0.05, router: 0, others: 0.02 },
  { vendors: 0.2, router: 0, others: 0.05 },
  { vendors: 0.6, router: 0, others: 0.01 },
  { vendors: 0, router: 0, others: 0.1 },
];

/** Everything that the checker looks at when the time is over. */
export interface PatternWorld {
  readonly now: number;
  readonly healedAt: number;
  readonly reports: readonly Report[];
  readonly leastClients: number;
  readonly notify: readonly string[];
  readonly endsAfterHours: number;
  readonly queue: Queue;
  readonly sweep: AsyncFunction;
  readonly pagerDuty: PagerDuty;
  readonly jira: Jira;
  readonly slack: Slack;
  readonly analyst: Analyst;
  readonly people: People;
  readonly budget: number;
  readonly store: InvestigationStore;
  readonly table: TableInMemory;
  readonly counted: ReadonlyMap<MetricName, number>;
  /** The patterns that the store said were ended as false alarms, each time to a worker that lived. */
  readonly falseAlarms: readonly string[];
  readonly befell: Coverage;
}

/** Makes a world out of a seed, lets everything go wrong in it for minutes or hours, heals it, and waits. */
export async function runPatterns(options: PatternScheduleOptions): Promise<PatternWorld> {
  const { seed, tweak = (ports) => ports, plan } = options;
  const random = new Random(seed);
  const clock = new Clock(START);
  const calm = plan !== undefined;
  const healedAt = START + (calm ? 30 : random.pick([15, 40, 90, 160])) * MINUTE;
  const befell = new Coverage();
  const faults = new Faults(
    random,
    calm ? { vendors: 0, router: 0, others: 0 } : random.pick(RATES),
    plan,
    befell,
    options.calls,
  );

  const about: Circumstances = { clock, random, faults, healedAt };
  const habits = {
    twice: calm ? 0 : random.pick([0, 0.1, 0.3]),
    maxReceives: calm ? 10 : random.pick([3, 10]),
  };
  const vendorHabits = { lagMs: 25_000, resolves: 0 };
  const pagerDuty = new PagerDuty(clock, random, vendorHabits);
  const jira = new Jira(clock, random, vendorHabits);
  const slack = new Slack();
  const analyst = new Analyst();
  const table = tableInMemory();
  const storeAt = (now: () => Date) =>
    investigationStore({ tableName: 'central', client: table.documents(), retentionDays: 90, now });
  const store = storeAt(() => new Date(clock.now));
  const leastClients = random.pick([2, 3, 3]);
  const detection = configuration.central.routing_rules.pattern_detection;
  const config = {
    ...detection,
    min_events: leastClients,
    // So strict that it may still be chance, and a model is asked; or not.
    false_alerts_per_day: random.pick([0.5, 0.002]),
    clients: CLIENTS.length,
    version: 'simulated',
  };
  const budget = random.pick([5, 5, 0.04, 0]);
  const counted = new Map<MetricName, number>();
  const falseAlarms: string[] = [];

  const queue = new Queue(
    'comparable',
    about,
    habits,
    (worker, event, context) =>
      queueHandler<DetectorPorts>({
        name: 'pattern-detector',
        logger: silent,
        connect: () => portsOn(worker),
        run: detect,
      })(event, context),
    DETECTOR,
  );
  const sweep = new AsyncFunction(
    'pattern-sweep',
    about,
    habits,
    (worker) =>
      sweepPatterns(portsOn(worker), { logger: silent, requestId: 'simulated', remainingMs: worker.remainingMs }),
    SWEEP_TIMEOUT_MS,
  );

  const reports = reportsFrom(START, random);
  const direct = notifiersOf(
    configuration,
    async (name) => name,
    async (request) => vendorFor(request).answer(request),
  );
  const owners = new Set(CLIENTS.filter(() => random.chance(0.4)));
  for (const report of reports) {
    const { event, at } = report;
    route(report, owners.has(event.client_account_id), about, store, direct);
    const envelope = {
      source: EVENT_SOURCE,
      'detail-type': EVENT_TYPES[event.event_type],
      account: event.client_account_id,
      region: event.region,
      detail: event,
    };
    clock.at(at + random.between(10, 2_000), () => queue.send(envelope));
    while (!calm && random.chance(habits.twice)) clock.at(at + random.between(10, 600_000), () => queue.send(envelope));
  }
  const people = new People(clock, random, store, { jira, pagerDuty });
  const actsUntil = START + 200 * MINUTE;
  if (!calm) people.actUntil(actsUntil);

  const end = Math.max(healedAt, actsUntil) + SETTLES_MS;
  const later = storeAt(() => new Date(clock.now + 5_000));
  for (let at = START + random.between(1, 300_000); at < end - 4 * MINUTE; at += 5 * MINUTE) {
    clock.at(at, async () => {
      // Most find nothing to do, and cost a world's time: some of these run while something can go wrong.
      const inVain = clock.now < healedAt && random.chance(0.2);
      if (inVain || (await later.duePatternWatches(1)).length > 0) sweep.invoke({});
    });
  }
  for (let at = healedAt + 1_000; at < healedAt + HOUR; at += 4 * MINUTE) {
    clock.at(at, () => {
      queue.redrive();
      sweep.redrive();
    });
  }
  await clock.runUntil(end);
  if (calm || random.chance(0.25)) {
    const forgottenAt = end + 15 * DAY;
    // What had trouble is looked at again after half an hour.
    for (const minutes of [0, 5, 35, 40]) clock.at(forgottenAt + minutes * MINUTE, () => sweep.invoke({}));
    await clock.runUntil(forgottenAt + HOUR);
  }
  options.coverage?.take(befell);
  return {
    now: clock.now,
    healedAt,
    reports,
    leastClients,
    notify: detection.notify,
    endsAfterHours: detection.ends_after_hours,
    queue,
    sweep,
    pagerDuty,
    jira,
    slack,
    analyst,
    people,
    budget,
    store,
    table,
    counted,
    falseAlarms,
    befell,
  };

  function portsOn(worker: Worker): DetectorPorts {
    const systems = systemsOf(worker, configuration, { clock, table, vendorFor });
    const watched = analyst.watched(systems.store, worker);
    return tweak(
      {
        ...systems,
        store: {
          ...watched,
          endPatternWatch: async (watch: PatternWatch, why) => {
            const ended = await watched.endPatternWatch(watch, why);
            if (ended && why.startsWith('no common cause')) falseAlarms.push(watch.pattern_id);
            return ended;
          },
        },
        registry,
        account: configuration.central.central_account_id,
        config,
        notify: detection.notify,
        endsAfterHours: detection.ends_after_hours,
        hasTickets: (account) => resolveDestination(configuration, CLIENT_TICKETS, account) !== undefined,
        model: analyst.modelFor(worker),
        budgetPerDay: budget,
        price: PRICE,
        timeoutMs: 45_000,
        metered: () => ({
          add: (name, value = 1) => void counted.set(name, (counted.get(name) ?? 0) + value),
          flush: () => undefined,
        }),
      },
      worker,
    );
  }

  function vendorFor({ url }: HttpRequest) {
    if (url.includes('slack')) return slack;
    return url.includes('pagerduty') ? pagerDuty : jira;
  }
}
