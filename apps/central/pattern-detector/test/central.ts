import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { clientRegistry, loadConfiguration, type MetricName } from '@org/configuration';
import { outcomeKey } from '@org/event-schema';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { investigationStore } from '@org/investigation-store';
import { emptyTable } from '@org/investigation-store/testing';
import { createLogger, type MessageMeta } from '@org/lambda-runtime';
import type { PatternAlert, PatternMember, Receipt } from '@org/notifiers';
import { detect, type DetectorPorts } from '../src/detect';

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

/** The pattern detector on a real table, with a senior engineer's pager that remembers, and fails when told to. */
export async function startCentral() {
  const loaded = loadConfiguration([
    { path: 'central_account.yaml', text: CENTRAL },
    ...ACCOUNTS.map((account) => ({ path: `clients/${account}.yaml`, text: client(account) })),
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { configuration } = loaded;
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let now = Date.parse('2026-11-20T12:00:00Z');
  const dynamo = await emptyTable((server.address() as AddressInfo).port);
  const pager = {
    alerts: [] as PatternAlert[],
    /** Runs before the alert is taken in, and after; either may throw. */
    before: (): void => undefined,
    after: (): void => undefined,
    find: undefined as Receipt | undefined,
  };
  const tickets = {
    members: [] as (PatternMember & { account: string | undefined })[],
    /** Runs before a ticket is filed, and may throw. */
    before: (_account: string | undefined): void => undefined,
  };
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
    notifierFor: (destination, account) => ({
      notify: () => Promise.reject(new Error('a pattern is told by notifyPattern')),
      notifyGroup: () => Promise.reject(new Error('a pattern is told by notifyPattern')),
      find: async () => pager.find,
      notifyPattern: async (alert, { repeat }) => {
        if (repeat && pager.find) return { ...pager.find, action: 'found' };
        pager.before();
        pager.alerts.push(alert);
        pager.after();
        return destination.startsWith('jira')
          ? { vendor: 'jira', id: 'OPS-1', action: 'created' }
          : { vendor: 'pagerduty', id: alert.key, action: 'accepted' };
      },
      patternMember: async (member) => {
        tickets.before(account);
        tickets.members.push({ ...member, account });
        return { vendor: 'jira', id: `CLIENT-${tickets.members.length}`, action: 'created' };
      },
    }),
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
  return {
    ports,
    pager,
    tickets,
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
