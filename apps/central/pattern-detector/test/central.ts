import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { clientRegistry, loadConfiguration, type MetricName } from '@org/configuration';
import { outcomeKey } from '@org/event-schema';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { investigationStore } from '@org/investigation-store';
import { emptyTable, tableInMemory } from '@org/investigation-store/testing';
import { createLogger, type MessageMeta } from '@org/lambda-runtime';
import type { PatternAlert, PatternMember, Receipt } from '@org/notifiers';
import { detect, type DetectorPorts } from '../src/detect';
import { sweepPatterns } from '../src/sweep';

export const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'] as const;

const CENTRAL = `
central_account_id: "999999999999"
organization_id: o-abcdefghij
routing_rules:
  pattern_detection: { enabled: true, min_events: 3, time_window_minutes: 60, notify: ["pagerduty:default"] }
integrations:
  pagerduty: { routing_key_secret: pagerduty/routing-key, api_key_secret: pagerduty/api-key, service_id: PXXXXXX }
`;
const client = (account: string) => `
client_name: Client ${account[0]}
client_account_id: "${account}"
environment: production
devops_agent: { agent_space_id: space-${account[0]}, region: us-east-1 }
`;

/** Something that vendors keep: a page or a ticket. */
interface Standing {
  state: 'open' | 'acknowledged' | 'resolved';
  by?: string;
  /** What was written onto it. */
  readonly notes: string[];
}

/**
 * The pattern detector on a real table, with vendors that remember, and fail when told to.
 *
 * @param step runs before and after every call of a table in memory and of a vendor, and may throw: such a process is dead
 */
export async function startCentral(step?: () => void) {
  const loaded = loadConfiguration([
    { path: 'central_account.yaml', text: CENTRAL },
    ...ACCOUNTS.map((account) => ({ path: `clients/${account}.yaml`, text: client(account) })),
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { configuration } = loaded;
  let now = Date.parse('2026-11-20T12:00:00Z');
  const { client: dynamo, stop } = step ? inMemory(step) : await onDynalite();
  const stepped = async <T>(perform: () => T): Promise<T> => {
    step?.();
    const done = perform();
    step?.();
    return done;
  };
  const pager = {
    alerts: [] as (PatternAlert & { destination: string })[],
    /** Runs before the alert is taken in, and after; either may throw. */
    before: (_alert: PatternAlert): void => undefined,
    after: (): void => undefined,
    find: undefined as Receipt | undefined,
  };
  const tickets = {
    members: [] as (PatternMember & { account: string | undefined; destination: string })[],
    /** What clients were told to be no part of after all. */
    withdrawn: [] as [account: string | undefined, note: string][],
    /** Runs before a ticket is filed, and may throw. */
    before: (_account: string | undefined): void => undefined,
    /** What becomes of a ticket. */
    action: (_account: string | undefined): 'created' | 'commented' => 'created',
  };
  /** What vendors keep, by destination (or account) and key. */
  const standing = new Map<string, Standing>();
  const counted: Partial<Record<MetricName, number>> = {};
  const ports: DetectorPorts = {
    now: () => new Date(now),
    registry: clientRegistry(configuration),
    account: configuration.central.central_account_id,
    config: configuration.central.routing_rules.pattern_detection,
    notify: ['pagerduty:default'],
    endsAfterHours: 24,
    store: investigationStore({
      tableName: 'investigations',
      client: dynamo,
      retentionDays: 90,
      now: () => new Date(now),
    }),
    notifierFor: (destination, account) => {
      const named = (key: string) => `${account ?? destination} ${key}`;
      const vendor = destination.startsWith('jira') ? 'jira' : 'pagerduty';
      return {
        notify: () => Promise.reject(new Error('a pattern is told by notifyPattern')),
        notifyGroup: () => Promise.reject(new Error('a pattern is told by notifyPattern')),
        find: async () => pager.find,
        notifyPattern: (alert, { repeat }) =>
          stepped((): Receipt => {
            const known = standing.get(named(alert.key));
            // As a ticket shows by its comments, and a page by its state.
            const ended = alert.ended && known?.notes.includes('over');
            if (alert.ended ? ended : repeat && (pager.find || known))
              return { vendor, id: alert.key, action: 'found' };
            pager.before(alert);
            pager.alerts.push({ ...alert, destination });
            if (!known) standing.set(named(alert.key), { state: 'open', notes: [] });
            if (alert.ended) known?.notes.push('over');
            if (alert.ended && known && vendor === 'pagerduty') known.state = 'resolved';
            pager.after();
            return vendor === 'jira'
              ? { vendor, id: 'OPS-1', action: known ? 'commented' : 'created' }
              : { vendor, id: alert.key, action: 'accepted' };
          }),
        patternMember: (member, { repeat }) =>
          stepped((): Receipt => {
            const key = named(`${member.patternKey}.${account}`);
            if (member.withdrawn !== undefined) {
              tickets.withdrawn.push([account, member.withdrawn]);
              return { vendor, id: 'CLIENT-1', action: 'commented' };
            }
            if (repeat && standing.has(key)) return { vendor, id: 'CLIENT-1', action: 'found' };
            tickets.before(account);
            tickets.members.push({ ...member, account, destination });
            const action = tickets.action(account);
            if (action === 'created') standing.set(key, { state: 'open', notes: [] });
            return { vendor, id: `CLIENT-${tickets.members.length}`, action };
          }),
        followUp: {
          status: (key) =>
            stepped(() => {
              const { state, by } = standing.get(named(key)) ?? {};
              return state && { state, ...(by !== undefined && { by }) };
            }),
          acknowledge: () => Promise.reject(new Error('nobody acknowledges a pattern for people')),
          resolve: (key, note) =>
            stepped(() => {
              const known = standing.get(named(key));
              if (!known || known.state === 'resolved') return;
              known.state = 'resolved';
              known.notes.push(note);
            }),
        },
      };
    },
    hasTickets: () => false,
    model: undefined,
    budgetPerDay: 5,
    price: { input_usd_per_million_tokens: 3, output_usd_per_million_tokens: 15 },
    timeoutMs: 45_000,
    metered: () => ({
      add: (name, value = 1) => void (counted[name] = (counted[name] ?? 0) + value),
      flush: () => undefined,
    }),
  };
  const log: string[] = [];
  const meta: MessageMeta = {
    logger: createLogger('pattern-detector', { write: (line: string) => void log.push(line) }),
    requestId: 'request',
    messageId: 'message',
    receiveCount: 1,
    remainingMs: () => 80_000,
  };
  const sweep = (remainingMs = 120_000) =>
    sweepPatterns(ports, { logger: meta.logger, requestId: 'run', remainingMs: () => remainingMs });
  return {
    ports,
    pager,
    tickets,
    standing,
    counted,
    log,
    meta,
    /** What the router leaves behind of a report, when its rules ask for no ticket or its ticket is still to come. */
    routed: async ({ detail }: ReturnType<typeof aReport>, destinations: readonly string[] = []) => {
      const key = outcomeKey(detail);
      await ports.store.saveOutcome(detail);
      await ports.store.saveDecision(
        {
          key,
          client_account_id: detail.client_account_id,
          client_name: detail.client_name,
          event_type: detail.event_type,
          severity: detail.severity,
          destinations,
          rule_id: 'default',
          reason: 'no-rule-matched',
          explanation: 'No rule matched.',
          decided_at: new Date(now).toISOString(),
          configuration_version: 'test',
        },
        detail,
      );
    },
    passMs: (ms: number) => (now += ms),
    detect: (body: unknown, changes: Partial<DetectorPorts> = {}, messageId = 'message') =>
      detect(body, { ...ports, ...changes }, { ...meta, messageId }),
    sweep,
    /** Lets so many minutes pass, with the sweep that the schedule wakes every five. */
    sweepFor: async (minutes: number) => {
      for (let passed = 0; passed < minutes; passed += 5) {
        now += 5 * 60_000;
        await sweep();
      }
    },
    stop,
  };
}

function inMemory(step: () => void) {
  const client = tableInMemory().documents(async (_command, perform) => {
    step();
    const done = perform();
    step();
    return done;
  });
  return { client, stop: async () => undefined };
}

async function onDynalite() {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    client: await emptyTable((server.address() as AddressInfo).port),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** A report of one client about the release of a shared agent, at a minute of the hour. */
export function aReport(account: string, minute: number, changes: Parameters<typeof anEvent>[0] = {}) {
  return anEnvelope(
    anEvent({
      client_account_id: account,
      agent_space_id: `space-${account[0]}`,
      investigation_id: `inv-${account[0]}`,
      timestamp: `2026-11-20T11:${String(minute).padStart(2, '0')}:00Z`,
      ...changes,
      summary: {
        root_cause_brief: 'Memory leak in relay-agent 4.2.1 after its release',
        root_cause_category: 'code_defect',
        indicators: ['ecs', 'memory_leak', 'out_of_memory'],
        ...changes.summary,
      },
    }),
  );
}
