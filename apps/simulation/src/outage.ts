import { NATIVE_SOURCE, type BusEnvelope } from '@org/event-schema';
import { investigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { queueHandler } from '@org/lambda-runtime';
import type { HttpRequest } from '@org/notifiers';
import { receive, type RouterPorts } from '@org/router/src/receive';
import { sweepFollowUps } from '@org/router/src/sweep';
import { Bus } from './bus';
import { centralPorts, silent } from './central';
import { ClientAccount } from './client';
import { Clock } from './clock';
import { Faults, type Fault, type PortKind } from './faults';
import { AsyncFunction, Queue, SWEEP_TIMEOUT_MS, type QueueFunction } from './queues';
import { Random } from './random';
import { CLIENTS, documentOf, SETTLES_MS, simulated, type World } from './schedule';
import { Jira, PagerDuty } from './vendors';
import type { Circumstances, Worker } from './worker';

/** What is away: the vendors, central's table (so nothing there works), or the bus itself. */
export const OUTAGES = ['vendors', 'central', 'bus'] as const;
export type Outage = (typeof OUTAGES)[number];

const MINUTE = 60_000;
const START = Date.parse('2026-11-20T10:00:00Z');
const BEGINS = START + 15 * MINUTE;
/** EventBridge tries so long to hand an event on, by default; then it goes to the rule's dead letters. */
const EVENTBRIDGE_RETRIES_MS = 24 * 60 * MINUTE;

export interface Interrupted extends World {
  /** Pages with what was read on them, and how long after the agent's end they came. */
  readonly pages: readonly { readonly late: boolean; readonly afterMinutes: number }[];
  readonly deadNatives: number;
}

/**
 * Investigations of two clients before, all through, and after an outage; then dead letters are redriven once, as the
 * alarm asks for, and quarter of an hour passes.
 */
export async function runOutage(outage: Outage, minutes: number): Promise<Interrupted> {
  const random = new Random(minutes);
  const clock = new Clock(START);
  const endsAt = BEGINS + minutes * MINUTE;
  const faults = new During(clock, outage, endsAt);
  const about: Circumstances = { clock, random, faults, healedAt: START };
  const habits = { twice: 0, maxReceives: 10 };
  const people = { lagMs: 25_000, resolves: 0 };
  const pagerDuty = new PagerDuty(clock, random, people);
  const jira = new Jira(clock, random, people);
  const table = tableInMemory();
  const vendorFor = ({ url }: HttpRequest) => (url.includes('pagerduty') ? pagerDuty : jira);
  const portsOn = (worker: Worker) => centralPorts(worker, simulated, { clock, table, vendorFor });
  const router: QueueFunction = (worker, event, context) =>
    queueHandler<RouterPorts>({ name: 'router', logger: silent, connect: () => portsOn(worker), run: receive })(
      event,
      context,
    );
  const queues = [new Queue('urgent', about, habits, router), new Queue('ordinary', about, habits, router)] as const;
  const bus = new InterruptedBus(about, queues, outage === 'bus' ? endsAt : BEGINS);
  const sweep = new AsyncFunction(
    'sweep',
    about,
    habits,
    (worker) =>
      sweepFollowUps(portsOn(worker), { logger: silent, requestId: 'outage', remainingMs: worker.remainingMs }),
    SWEEP_TIMEOUT_MS,
  );
  const until = endsAt + SETTLES_MS;
  for (let at = START; at < until - 2 * MINUTE; at += MINUTE) clock.at(at, () => sweep.invoke({}));

  const ends = new Map<string, number>();
  const accounts = CLIENTS.map((id) => {
    const client = new ClientAccount(documentOf(id), about, bus, habits, 0, {});
    client.sweepEvery(30_000, until - 3 * MINUTE);
    const begins = [START + MINUTE, ...[0, 0.1, 0.5, 0.9].map((part) => BEGINS + part * minutes * MINUTE), endsAt];
    begins.forEach((at, index) => {
      clock.at(at + 1_000, () => {
        const investigation = client.investigate(`task-${id}-${index}`, index % 2 === 0 ? 'CRITICAL' : 'HIGH');
        clock.after(20_000, () => investigation.end('COMPLETED', 0));
        ends.set(`${id}/${documentOf(id).agent_space_ids[0]}/task-${id}-${index}`, clock.now + 20_000);
      });
    });
    return client;
  });
  const functions = [sweep, ...accounts.flatMap(({ watcher, formatter }) => [watcher, formatter])];
  let deadNatives = 0;
  clock.at(endsAt + 3 * MINUTE, () => {
    deadNatives = bus.redriveUndelivered();
    for (const each of [...queues, ...functions]) each.redrive();
  });
  await clock.runUntil(until);

  const central = investigationStore({
    tableName: 'central',
    client: table.documents(),
    retentionDays: 90,
    now: () => new Date(clock.now),
  });
  const pages = pagerDuty.incidents.map(({ dedupKey, openedAt, summary }) => ({
    late: summary.includes('[LATE'),
    afterMinutes: (openedAt - (ends.get(dedupKey.replace(/\/\d+$/, '')) ?? NaN)) / MINUTE,
  }));
  return { accounts, functions, bus, queues, pagerDuty, jira, central, hostile: [], pages, deadNatives };
}

/** Everything of one kind fails for a while, and nothing else. */
class During extends Faults {
  constructor(
    private readonly clock: Clock,
    private readonly outage: Outage,
    private readonly endsAt: number,
  ) {
    super(new Random(1), { vendors: 0, router: 0, others: 0 }, new Map(), undefined, undefined);
  }

  override at(point: string, kind: PortKind): Fault | undefined {
    const { now } = this.clock;
    if (now < BEGINS || now >= this.endsAt) return undefined;
    if (this.outage === 'vendors') return kind === 'http' ? 'unreachable' : undefined;
    if (this.outage === 'bus') return kind === 'bus' ? 'unavailable' : undefined;
    return kind === 'table' && /^(router|sweep)/.test(point) ? 'unavailable' : undefined;
  }
}

/** The service's own events are handed on by EventBridge, which tries for a day and then sets them aside. */
class InterruptedBus extends Bus {
  readonly #undelivered: Parameters<Bus['put']>[0][] = [];

  constructor(
    private readonly circumstances: Circumstances,
    queues: readonly [Queue, Queue],
    private readonly awayUntil: number,
  ) {
    super(circumstances, { again: 0, late: 0 }, ...queues);
  }

  override put(event: Omit<BusEnvelope, 'id' | 'resources' | 'time'>): void {
    const { clock } = this.circumstances;
    const waits = this.awayUntil - clock.now;
    if (event.source !== NATIVE_SOURCE || clock.now < BEGINS || waits <= 0) super.put(event);
    else if (waits > EVENTBRIDGE_RETRIES_MS) this.#undelivered.push(event);
    else clock.after(waits, () => super.put(event));
  }

  redriveUndelivered(): number {
    const undelivered = this.#undelivered.splice(0);
    for (const event of undelivered) super.put(event);
    return undelivered.length;
  }
}
