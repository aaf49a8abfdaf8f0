import { clientDocument, loadConfiguration, type ClientDocument } from '@org/configuration';
import { investigationStore, type InvestigationReader } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { queueHandler } from '@org/lambda-runtime';
import type { HttpAnswer, HttpRequest } from '@org/notifiers';
import { receive, type RouterPorts } from '@org/router/src/receive';
import { sweepFollowUps } from '@org/router/src/sweep';
import type { BusEnvelope, OutcomeId } from '@org/event-schema';
import { Bus } from './bus';
import { centralOf, centralPorts, silent } from './central';
import { ClientAccount, type Priority } from './client';
import { Outcomes } from './outcomes';
import { Clock } from './clock';
import { Faults, type Coverage, type Fault, type PortKind, type Rates } from './faults';
import { AsyncFunction, Queue, SWEEP_TIMEOUT_MS, type QueueFunction } from './queues';
import { Random } from './random';
import type { Tweaks } from './tweaks';
import { Jira, PagerDuty } from './vendors';
import { type Circumstances, type Worker } from './worker';
import { hostileEvents } from './hostile';

const CENTRAL = `
central_account_id: "999999999999"
organization_id: o-abcdefghij
routing_rules:
  high_severity: { severities: [CRITICAL, HIGH], actions: [page_engineer, create_ticket] }
  medium_severity: { severities: [MEDIUM], actions: [create_ticket] }
integrations:
  pagerduty: { routing_key_secret: pagerduty/routing-key, api_key_secret: pagerduty/api-key, service_id: PXXXXXX }
  jira: { base_url: "https://example.atlassian.net", email_secret: jira/email, api_key_secret: jira/token, project_key: OPS }
`;
export const CLIENTS = ['111111111111', '222222222222'];

const configuration = (() => {
  const loaded = loadConfiguration([
    { path: 'central_account.yaml', text: CENTRAL },
    ...CLIENTS.map((id, index) => ({
      path: `clients/${id}.yaml`,
      text: `client_name: Client ${index}\nclient_account_id: "${id}"\nenvironment: production\ndevops_agent: { agent_space_id: space-${index}, region: us-east-1 }\n`,
    })),
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.configuration;
})();
export const simulated = centralOf(configuration);

export function documentOf(accountId: string): ClientDocument {
  const document = clientDocument(configuration, accountId, 'us-east-1');
  if (!document) throw new Error(`${accountId} is no client.`);
  return document;
}

const START = Date.parse('2026-11-20T10:00:00Z');
/** Within so long after healing every queue must be empty. */
export const SETTLES_MS = 15 * 60_000;

export const STORIES = ['plain', 'reopened', 'mitigated', 'reprioritised'] as const;
export type Story = (typeof STORIES)[number];

export interface ScheduleOptions {
  readonly seed: number;
  readonly tweaks?: Tweaks;
  /** One investigation, nothing that repeats itself, and these faults only: for going through every call. */
  readonly plan?: ReadonlyMap<number, Fault>;
  readonly coverage?: Coverage;
  /** With a plan: how the one investigation goes on. */
  readonly story?: Story;
  /** Collects each call, in order. */
  readonly calls?: { readonly point: string; readonly kind: PortKind }[];
  /** A vendor that is later than it promises, in milliseconds. */
  readonly vendorLagMs?: number;
}

/** Where things go wrong: a little everywhere, or much in one place, so that the rest is reached. */
const RATES: readonly Rates[] = [
  { vendors: 0, router: 0, others: 0 },
  { vendors: 0.05, router: 0.02, others: 0.02 },
  { vendors: 0.2, router: 0.1, others: 0.1 },
  { vendors: 0.6, router: 0.02, others: 0 },
  { vendors: 0.3, router: 0.15, others: 0 },
  { vendors: 0, router: 0, others: 0.2 },
];

/** A client as the checker sees it: the outcomes that it is known by to have reached. */
export interface Account {
  readonly id: string;
  /** What stayed in the account and should not have. */
  untold(): Promise<string[]>;
  numbered(): Promise<Omit<OutcomeId, 'client_account_id'>[]>;
}

/** Everything that the checker looks at when the time is over. */
export interface World {
  readonly accounts: readonly Account[];
  /** What is invoked and not fed by a queue. */
  readonly functions: readonly AsyncFunction[];
  readonly bus: Bus;
  readonly queues: readonly Queue[];
  readonly pagerDuty: PagerDuty;
  readonly jira: Jira;
  readonly central: InvestigationReader;
  /** What was put on the bus by somebody who may not, or in no shape. */
  readonly hostile: readonly Omit<BusEnvelope, 'id' | 'resources' | 'time'>[];
}

/** Makes a world out of a seed, lets everything go wrong in it for some minutes, heals it, and waits. */
export async function runSchedule(options: ScheduleOptions): Promise<World> {
  const { seed, tweaks = {}, plan } = options;
  const random = new Random(seed);
  const clock = new Clock(START);
  const calm = plan !== undefined;
  const rates = calm ? { vendors: 0, router: 0, others: 0 } : random.pick(RATES);
  const healedAt = START + (calm ? 3 * 60_000 : random.between(2, 6) * 60_000);
  const faults = new Faults(random, rates, plan, options.coverage, options.calls);
  const about: Circumstances = { clock, random, faults, healedAt };
  const often = () => (calm ? 0 : random.pick([0, 0.1, 0.5]));
  const habits = { twice: often() / 2, maxReceives: calm ? 10 : random.pick([2, 3, 10]) };

  const vendorHabits = { lagMs: options.vendorLagMs ?? 25_000, resolves: calm ? 0.5 : random.pick([0, 0.5, 1]) };
  const pagerDuty = new PagerDuty(clock, random, vendorHabits);
  const jira = new Jira(clock, random, vendorHabits);
  const table = tableInMemory();
  const router: QueueFunction = (worker, event, context) => routerOn(worker)(event, context);
  const urgent = new Queue('urgent', about, habits, router);
  const ordinary = new Queue('ordinary', about, habits, router);
  const bus = new Bus(about, { again: often(), late: often() / 2 }, urgent, ordinary);
  const sweepUntil = healedAt + 11 * 60_000;
  const accounts: Account[] = [];
  const functions: AsyncFunction[] = [];
  for (const id of CLIENTS.slice(0, calm ? 1 : random.between(1, 2))) {
    // Most of what can go wrong does so centrally, and costs a fifth of one with the clients' functions.
    if (!calm && seed % 16 !== 0) {
      accounts.push(new Outcomes(id, documentOf(id).agent_space_ids[0] ?? '', about, bus));
      continue;
    }
    const client = new ClientAccount(documentOf(id), about, bus, habits, often() / 2, tweaks);
    accounts.push(client);
    functions.push(client.watcher, client.formatter);
    client.sweepEvery(calm ? 120_000 : random.between(1_000, 300_000), sweepUntil);
    for (let each = calm ? 1 : random.between(1, 2); each > 0; each--) {
      live(client, `task-${id}-${each}`, about, options.story);
    }
  }
  const hostile = calm || random.chance(0.7) ? [] : hostileEvents(random, CLIENTS);
  for (const event of hostile) clock.after(random.between(1_000, 120_000), () => bus.put(event));
  if (!calm && random.chance(0.3)) clock.at(random.between(START + 60_000, healedAt), () => bus.replay());
  if (calm || random.chance(0.3)) clock.at(healedAt + 10 * 60_000, () => bus.repeat());
  const sweep = new AsyncFunction(
    'sweep',
    about,
    { ...habits, twice: 0 },
    (worker) =>
      sweepFollowUps(portsOn(worker), { logger: silent, requestId: 'simulated', remainingMs: worker.remainingMs }),
    SWEEP_TIMEOUT_MS,
  );
  functions.push(sweep);
  // Each minute in some worlds; in most less often, because looking costs most of a world's time and finds little.
  const everyMs = (calm ? 5 : random.pick([1, 4, 4, 4])) * 60_000;
  for (let at = START + 90_000; at < sweepUntil + 90_000; at += everyMs) clock.at(at, () => sweep.invoke({}));
  const queues = [urgent, ordinary];
  for (let at = healedAt + 1_000; at < sweepUntil; at += 120_000) {
    clock.at(at, () => [...queues, ...functions].forEach((each) => each.redrive()));
  }
  await clock.runUntil(healedAt + SETTLES_MS);

  const central = investigationStore({
    tableName: 'central',
    client: table.documents(),
    retentionDays: 90,
    now: () => new Date(clock.now),
  });
  return { accounts, functions, bus, queues, pagerDuty, jira, central, hostile };

  function portsOn(worker: Worker): RouterPorts {
    const ports = centralPorts(worker, simulated, { table, clock, vendorFor });
    const { notifierFor } = ports;
    return {
      ...ports,
      notifierFor: (destination, accountId) => {
        const notifier = notifierFor(destination, accountId);
        return tweaks.notifier?.(notifier) ?? notifier;
      },
    };
  }

  function routerOn(worker: Worker) {
    const ports = portsOn(worker);
    const run = tweaks.receive?.(receive) ?? receive;
    return queueHandler<RouterPorts>({
      name: 'router',
      logger: silent,
      connect: () => ports,
      run: (body, connected, meta) => {
        const envelope = (body ?? {}) as Partial<BusEnvelope>;
        const { store } = connected;
        return run(body, { ...connected, store: tweaks.store?.(store, envelope) ?? store }, meta);
      },
    });
  }

  function vendorFor({ url }: HttpRequest): { answer: (request: HttpRequest) => HttpAnswer } {
    return url.includes('pagerduty') ? pagerDuty : jira;
  }
}

const ENDINGS = [
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'FAILED',
  'TIMED_OUT',
  'CANCELED',
  'LINKED',
  'SKIPPED',
] as const;

/** The life of one investigation; its story is drawn unless it is told. */
function live(client: ClientAccount, taskId: string, { clock, random }: Circumstances, story?: Story): void {
  const priority: Priority = story ? 'HIGH' : random.pick(['CRITICAL', 'HIGH', 'HIGH', 'MEDIUM', 'LOW'] as const);
  const ending = story ? 'COMPLETED' : random.pick(ENDINGS);
  const goesOn = story ?? (ending === 'COMPLETED' ? random.pick(STORIES) : 'plain');
  const summaryMs = story || random.chance(0.8) ? 0 : random.between(1_000, 100_000);
  clock.after(random.between(1_000, 20_000), () => {
    const investigation = client.investigate(taskId, priority);
    const endsMs = random.between(5_000, 40_000);
    const laterMs = endsMs + random.between(1_000, 60_000);
    clock.after(endsMs, () => investigation.end(ending, summaryMs));
    if (goesOn === 'reopened') {
      clock.after(laterMs, () => investigation.reopen());
      clock.after(laterMs + random.between(1_000, 60_000), () => {
        investigation.end(story ? 'COMPLETED' : random.pick(['COMPLETED', 'FAILED'] as const), 0);
      });
    }
    if (goesOn === 'reprioritised') clock.after(laterMs, () => investigation.reprioritise());
    if (goesOn === 'mitigated') clock.after(laterMs, () => investigation.mitigate());
  });
}
