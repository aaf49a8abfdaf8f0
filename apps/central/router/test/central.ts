import { clientRegistry, loadConfiguration, routingTableSource, type MetricName } from '@org/configuration';
import { investigationStore } from '@org/investigation-store';
import { tableInMemory } from '@org/investigation-store/testing';
import { createLogger, type MessageMeta } from '@org/lambda-runtime';
import { kindOf, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { NotifyError, type HumanStatus, type Notifier, type NotifyContext, type Receipt } from '@org/notifiers';
import { parseRoutingTable, type RouteSource } from '@org/routing-engine';
import { placesIn } from '../src/places';
import { receive, type RouterPorts } from '../src/receive';
import { sweepFollowUps } from '../src/sweep';

const CENTRAL = `
central_account_id: "999999999999"
organization_id: o-abcdefghij
routing_rules:
  high_severity: { severities: [CRITICAL, HIGH], actions: [page_engineer, create_ticket] }
  medium_severity: { severities: [MEDIUM], actions: [create_ticket] }
severity_overrides:
  - { id: drill, owner: platform, why: "A drill wakes nobody.", when: { tags: { application: [drill] } }, severity: MEDIUM }
silences:
  - id: move
    owner: platform
    why: The data centre moves.
    from: "2026-11-20T11:00:00Z"
    until: "2026-11-20T13:00:00Z"
    when: { client: { environment: [production] }, tags: { application: [moving] } }
    limit: { clients: 1, hours: 2 }
integrations:
  pagerduty: { routing_key_secret: pagerduty/routing-key, api_key_secret: pagerduty/api-key, service_id: PXXXXXX, services: { seniors: { routing_key_secret: pagerduty/seniors } } }
  jira: { base_url: "https://example.atlassian.net", email_secret: jira/email, api_key_secret: jira/token, project_key: OPS }
`;
const ACME = `
client_name: Acme from the registry
client_account_id: "123456789012"
environment: production
devops_agent: { agent_space_id: 8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab, region: us-east-1 }
links: { affected_application: "https://shop.acme.example/status" }
`;
const BRAVO = `
client_name: Bravo
client_account_id: "222222222222"
environment: test
devops_agent: { agent_space_id: space-b, region: us-east-1 }
severity_mapping: { HIGH: LOW }
`;

export function aConfiguration() {
  const loaded = loadConfiguration([
    { path: 'central_account.yaml', text: CENTRAL },
    { path: 'clients/acme.yaml', text: ACME },
    { path: 'clients/bravo.yaml', text: BRAVO },
  ]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.configuration;
}

const ROUTES: RouteSource[] = [
  {
    id: 'two-names',
    owner: 'platform',
    why: 'Both names mean one project.',
    when: { tags: { application: ['twice'] } },
    notify: ['jira:OPS', 'jira:default'],
    ticket_is_enough: true,
  },
  {
    id: 'grouped',
    when: { tags: { application: ['batch'] }, event_type: ['investigation_completed'] },
    notify: ['pagerduty:default', 'jira:default'],
    group: { by: ['client_account_id', 'summary.root_cause_category'], repeat_after_minutes: 60 },
  },
  {
    id: 'escalating',
    when: { tags: { application: ['shop'] }, event_type: ['investigation_completed'] },
    notify: ['pagerduty:default', 'jira:default'],
    escalate: [
      { after_minutes: 10, notify: ['pagerduty:seniors'] },
      { after_minutes: 30, notify: ['pagerduty:seniors'] },
    ],
  },
];

function aRoutingTable() {
  const parsed = parseRoutingTable({ ...routingTableSource(aConfiguration()), routes: ROUTES });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.table;
}

export interface Told {
  readonly destination: string;
  readonly key: string;
  /** Absent where one page told of many. */
  readonly context?: NotifyContext;
}

/** The router on a table in memory, which holds the store's contract, with vendors that remember, and fail when told to. */
export function startCentral() {
  const configuration = aConfiguration();
  let now = Date.parse('2026-11-20T12:00:00Z');
  const store = investigationStore({
    tableName: 'investigations',
    client: tableInMemory().documents(),
    retentionDays: 90,
    now: () => new Date(now),
  });
  const vendors = {
    told: [] as Told[],
    /** Keys that the vendor was asked about. */
    asked: [] as string[],
    /** How many calls a minute we allow ourselves. */
    perMinute: 6000,
    /** The outcomes of each page for many. */
    groups: [] as string[][],
    /** By destination and key: what people did there. */
    people: new Map<string, HumanStatus>(),
    /** What the router did at a vendor beside telling. */
    done: [] as string[],
    before: async (_destination: string): Promise<void> => undefined,
    after: async (_destination: string): Promise<void> => undefined,
  };
  const counted: Partial<Record<MetricName, number>> = {};
  const ports: RouterPorts = {
    now: () => new Date(now),
    registry: clientRegistry(configuration),
    routingTable: aRoutingTable(),
    configurationVersion: 'test',
    store,
    linkFor: (event) => event.links.devops_agent_investigation,
    lateAfterMinutes: 15,
    silentAfterMinutes: 30,
    patternDetection: configuration.central.routing_rules.pattern_detection,
    sleep: async (ms) => void (now += ms),
    placeOf: placesIn(configuration).placeOf,
    limitOf: (destination) => ({ key: destination, perMinute: vendors.perMinute }),
    notifierFor: (destination): Notifier => {
      const vendor = destination.startsWith('pagerduty') ? ('pagerduty' as const) : ('jira' as const);
      const knows = (key: string) => vendors.told.some((told) => told.key === key && told.destination === destination);
      const find = async (key: string): Promise<Receipt | undefined> => {
        vendors.asked.push(key);
        return knows(key) ? { vendor, id: key, action: 'found' } : undefined;
      };
      const named = (key: string) => `${destination} ${key}`;
      return {
        find,
        notifyPattern: () => Promise.reject(new Error('the router tells of no pattern')),
        notifyGroup: async ({ key, outcomes }) => {
          await vendors.before(destination);
          vendors.groups.push(outcomes.map((outcome) => outcome.key));
          vendors.told.push({ destination, key });
          await vendors.after(destination);
          return { vendor, id: key, action: vendor === 'pagerduty' ? 'accepted' : 'created' };
        },
        notify: async (_event, context) => {
          await vendors.before(destination);
          const found = context.repeat ? await find(context.key) : undefined;
          if (found) return found;
          vendors.told.push({ destination, key: context.key, context });
          await vendors.after(destination);
          return { vendor, id: context.key, action: vendor === 'pagerduty' ? 'accepted' : 'created' };
        },
        ...(kindOf(destination) !== 'message' && {
          followUp: {
            status: async (key) => (knows(key) ? (vendors.people.get(named(key)) ?? { state: 'open' }) : undefined),
            acknowledge: async (key, note) => {
              vendors.done.push(`acknowledge ${named(key)}: ${note}`);
              vendors.people.set(named(key), { state: 'acknowledged' });
            },
            resolve: async (key, note) => {
              vendors.done.push(`resolve ${named(key)}: ${note}`);
              vendors.people.set(named(key), { state: 'resolved' });
            },
          },
        }),
      };
    },
    metered: () => ({
      add: (name, value = 1) => void (counted[name] = (counted[name] ?? 0) + value),
      flush: () => undefined,
    }),
  };
  const log: string[] = [];
  const meta: MessageMeta = {
    logger: createLogger('router', { write: (line: string) => void log.push(line) }),
    requestId: 'request',
    messageId: 'message',
    receiveCount: 1,
    remainingMs: () => 30_000,
  };
  return {
    ports,
    store,
    vendors,
    counted,
    log,
    passMs: (ms: number) => (now += ms),
    receive: (body: unknown, changes: Partial<MessageMeta> = {}) => receive(body, ports, { ...meta, ...changes }),
    /** One run of the schedule. */
    sweep: (remainingMs = 75_000) =>
      sweepFollowUps(ports, { logger: meta.logger, requestId: 'run', remainingMs: () => remainingMs }),
    /** Runs the schedule each minute for so long. */
    sweepFor: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        now += 60_000;
        await sweepFollowUps(ports, { logger: meta.logger, requestId: 'run', remainingMs: () => 75_000 });
      }
    },
    /** Somebody does something about what a destination was told. */
    somebody: (state: 'acknowledged' | 'resolved', destination: string, event: InvestigationEvent, by = 'Ada') =>
      vendors.people.set(`${destination} ${outcomeKey(event)}`, { state, by, at: new Date(now).toISOString() }),
    /** Where people were told, in order. */
    destinations: () => vendors.told.map(({ destination }) => destination),
  };
}

export function slowDown(retryAfterMs: number): NotifyError {
  return new NotifyError('PagerDuty asks for fewer calls (HTTP 429).', {
    vendor: 'pagerduty',
    retryable: true,
    retryAfterMs,
  });
}

export function refused(): NotifyError {
  return new NotifyError('Jira refused the call (HTTP 400). Check the project.', { vendor: 'jira', retryable: false });
}
