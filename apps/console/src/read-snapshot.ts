import { agentSpaces, type Configuration } from '@org/configuration';
import { outcomeKey, SEVERITIES, type InvestigationEvent } from '@org/event-schema';
import type {
  Delivery,
  DecisionRecord,
  InvestigationHistory,
  InvestigationReader,
  PatternRecord,
} from '@org/investigation-store';
import type { ClientCard, DeliveryChip, InvestigationRow, PatternCard, Snapshot } from './snapshot';

/** Enough for a wall; older ones are found by `orchestrator why` and in the table. */
const MAX_INVESTIGATIONS = 100;
const MAX_RECORDS = 400;
const MAX_PATTERNS = 20;

/** A client that sent no heartbeat for so many runs of its watcher is silent. */
const MISSED_RUNS = 3;

/** A pattern as the page shows it: what the correlation engine made. */
interface ShownPattern extends PatternRecord {
  readonly shared: string;
  readonly clients: readonly string[];
  readonly members: readonly unknown[];
  readonly first_timestamp: string;
  readonly explanation: string;
}

/**
 * Reads what the page shows from the central table alone, so that it is the same locally and on AWS. An investigation's
 * history is read again only when something about it changed.
 *
 * @param scheduleScale how much faster than their configuration the watchers run, as in the local cloud; 0: only when told
 */
export function snapshotReader(
  store: InvestigationReader,
  { configuration, now, scheduleScale = 1 }: { configuration: Configuration; now: () => Date; scheduleScale?: number },
): () => Promise<Snapshot> {
  const histories = new Map<string, { mark: string; history: InvestigationHistory }>();

  const historyOf = async (key: string, mark: string): Promise<InvestigationHistory> => {
    const known = histories.get(key);
    if (known?.mark === mark) return known.history;
    const history = await store.investigation(key);
    histories.set(key, { mark, history });
    return history;
  };

  return async () => {
    const [states, decisions, deliveries, heartbeats, patterns, quarantined] = await Promise.all([
      store.recentInvestigations(MAX_INVESTIGATIONS),
      store.recentDecisions(MAX_RECORDS),
      store.recentDeliveries(MAX_RECORDS),
      store.clientHealth(),
      store.patterns<ShownPattern>(MAX_PATTERNS),
      store.quarantined(MAX_RECORDS),
    ]);
    const analyses = await Promise.all(
      patterns.map(async ({ pattern_id }) => [pattern_id, (await store.pattern(pattern_id))?.analysis] as const),
    );
    const analysisOf = new Map(analyses);
    const changes = changesByInvestigation(decisions, deliveries);
    const read = await Promise.all(
      states.map((state) => historyOf(state.key, `${state.updated_at}|${state.stage}|${changes.get(state.key) ?? ''}`)),
    );
    forgetAllBut(histories, new Set(states.map(({ key }) => key)));
    const rows = read.flatMap(rowsOf).sort((a, b) => b.at.localeCompare(a.at) || b.key.localeCompare(a.key));
    const told = deliveries.filter(({ state }) => state === 'done');
    const name = (account: string) =>
      configuration.clients.find(({ client_account_id }) => client_account_id === account)?.client_name ?? account;
    return {
      at: now().toISOString(),
      clients: configuration.clients.map((client): ClientCard => {
        const own = rows.filter(({ account }) => account === client.client_account_id);
        const beats = heartbeats.filter((beat) => beat.client_account_id === client.client_account_id);
        const lastHeartbeat = beats.map(({ received_at }) => received_at).sort()[0];
        const worst = worstOf(own);
        return {
          account: client.client_account_id,
          name: client.client_name,
          health:
            beats.length < agentSpaces(client).length || lastHeartbeat === undefined
              ? 'waiting'
              : +now() - Date.parse(lastHeartbeat) >
                  (MISSED_RUNS * rateMs(client.investigation_watcher.schedule_rate)) / (scheduleScale || 1)
                ? 'silent'
                : 'well',
          ...(lastHeartbeat === undefined ? {} : { lastHeartbeat }),
          investigations: own.length,
          ...(worst === undefined ? {} : { worst }),
        };
      }),
      investigations: rows,
      patterns: patterns.map(
        (pattern): PatternCard => ({
          id: pattern.pattern_id,
          cause: pattern.shared,
          since: pattern.first_timestamp,
          clients: pattern.clients.map(name),
          events: pattern.members.length,
          explanation: pattern.explanation,
          ...analysisIn(analysisOf.get(pattern.pattern_id)),
        }),
      ),
      quarantined: quarantined.map(({ at, account, reason, problems }) => ({
        at,
        sender: account === undefined ? 'unknown' : name(account),
        reason,
        problems: problems.map(({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`),
      })),
      totals: {
        investigations: rows.length,
        withheld: rows.filter(({ withheld }) => withheld !== undefined).length,
        redactions: rows.flatMap(({ redacted }) => Object.values(redacted)).reduce((sum, count) => sum + count, 0),
        pages: told.filter(({ destination }) => destination.startsWith('pagerduty')).length,
        tickets: told.filter(({ destination, action }) => destination.startsWith('jira') && action !== 'commented')
          .length,
        patterns: patterns.length,
        quarantined: quarantined.length,
      },
    };
  };
}

function rowsOf({ outcomes, decisions, deliveries }: InvestigationHistory): InvestigationRow[] {
  return outcomes.map(({ event }) => {
    const key = outcomeKey(event);
    const decision = decisions.find((record) => record.key === key);
    const { summary, links } = event;
    return {
      key,
      investigationId: event.investigation_id,
      outcomeVersion: event.outcome_version,
      clientName: event.client_name,
      account: event.client_account_id,
      at: event.timestamp,
      eventType: event.event_type,
      severity: event.severity,
      status: event.status,
      category: summary.root_cause_category,
      ...(summary.root_cause_brief === undefined ? {} : { brief: summary.root_cause_brief }),
      ...(summary.withheld_reason === undefined ? {} : { withheld: summary.withheld_reason }),
      durationMinutes: summary.duration_minutes,
      resources: summary.affected_resources,
      resourceCount: summary.resource_count,
      indicators: summary.indicators,
      redacted: event.redaction.counts,
      ...(links.devops_agent_investigation === undefined ? {} : { link: links.devops_agent_investigation }),
      ...(decision === undefined
        ? {}
        : {
            decision: {
              ruleId: decision.rule_id,
              reason: decision.reason,
              explanation: decision.explanation,
              destinations: decision.destinations,
            },
          }),
      deliveries: deliveries.filter((delivery) => delivery.key === key).map(chipOf),
    };
  });
}

function chipOf({ destination, state, vendor_id, url }: Delivery): DeliveryChip {
  return {
    destination,
    state: state === 'done' ? 'delivered' : state,
    ...(vendor_id === undefined ? {} : { id: vendor_id }),
    ...(url === undefined ? {} : { url }),
  };
}

function changesByInvestigation(
  decisions: readonly DecisionRecord[],
  deliveries: readonly Delivery[],
): Map<string, string> {
  const changes = new Map<string, string>();
  const note = (key: string, mark: string) => {
    const investigation = key.slice(0, key.lastIndexOf('/'));
    changes.set(investigation, `${changes.get(investigation) ?? ''};${mark}`);
  };
  for (const { key, decided_at } of decisions) note(key, decided_at);
  for (const { key, destination, state, at } of deliveries) note(key, `${destination} ${state} ${at}`);
  return changes;
}

function forgetAllBut(histories: Map<string, unknown>, shown: ReadonlySet<string>): void {
  for (const key of histories.keys()) if (!shown.has(key)) histories.delete(key);
}

function worstOf(rows: readonly InvestigationRow[]): string | undefined {
  const order = Object.keys(SEVERITIES) as InvestigationEvent['severity'][];
  return order.find((severity) => rows.some((row) => row.severity === severity));
}

function analysisIn(analysis: string | undefined): { analysis?: string } {
  return analysis === undefined ? {} : { analysis };
}

function rateMs(expression: string): number {
  const [, value, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression) ?? [];
  return Number(value) * (unit === 'hour' ? 3_600_000 : 60_000);
}
