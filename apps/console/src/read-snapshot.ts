import { agentSpaces, type Configuration } from '@org/configuration';
import {
  investigationKey,
  kindOf,
  outcomeKey,
  SEVERITIES,
  type InvestigationEvent,
  type OutcomeId,
} from '@org/event-schema';
import {
  effectKey,
  standingVerdict,
  type Delivery,
  type DecisionRecord,
  type InvestigationHistory,
  type InvestigationReader,
  type KnownPattern,
  type PatternAnalysis,
  type PatternRecord,
  type PatternVerdict,
} from '@org/investigation-store';
import type {
  AnalysisCard,
  ClientCard,
  DeliveryChip,
  DeliveryRow,
  MuteRow,
  OutcomeRow,
  PatternCard,
  Snapshot,
  Told,
  VerdictRow,
} from './snapshot';

/** Enough for a wall. */
const MAX_INVESTIGATIONS = 100;
const MAX_RECORDS = 400;
const MAX_PATTERNS = 20;

/** A client that sent no heartbeat for so many runs of its watcher is silent. */
const MISSED_RUNS = 3;

/** A pattern as the page shows it: what the correlation engine made. */
interface ShownPattern extends PatternRecord {
  readonly shared: string;
  readonly clients: readonly string[];
  readonly of_clients?: number;
  readonly confidence: number;
  readonly uncertain: boolean;
  readonly evidence: readonly { readonly what: string; readonly weight: number }[];
  readonly members: readonly (OutcomeId & { timestamp: string; region: string; because: 'shares-it' | 'same-kind' })[];
  readonly first_timestamp: string;
  readonly explanation: string;
}

/** The budget that all questions to language models share, as the pattern detector names it. */
const AI_BUDGET = 'analysis';

/** That the pattern has grown, or is over. */
const GROWTH = /^update-(\d+|ended)$/;

/** Before the account of a client that was told in a ticket of its own. */
const MEMBER = 'update-member-';

/**
 * Reads what the page shows from the central table alone, so that it is the same locally and on AWS. An investigation's
 * history is read again only when something about it changed.
 *
 * @param scheduleScale how much faster than their configuration the watchers run, as in the local cloud; 0: only when told
 * @param clientViews whether each client's own view is served beside the page
 */
export function snapshotReader(
  store: InvestigationReader,
  {
    configuration,
    now,
    scheduleScale = 1,
    clientViews = false,
  }: { configuration: Configuration; now: () => Date; scheduleScale?: number; clientViews?: boolean },
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
    const [states, decisions, deliveries, heartbeats, patterns, quarantined, aiTodayUsd] = await Promise.all([
      store.recentInvestigations(MAX_INVESTIGATIONS),
      store.recentDecisions(MAX_RECORDS),
      store.recentDeliveries(MAX_RECORDS),
      store.clientHealth(),
      store.patterns<ShownPattern>(MAX_PATTERNS),
      store.quarantined(MAX_RECORDS),
      store.spent(AI_BUDGET, now().toISOString().slice(0, 10)),
    ]);
    const kept = await Promise.all(
      patterns.map(async ({ pattern_id }) => [pattern_id, await store.pattern(pattern_id)] as const),
    );
    const patternOf = new Map(kept);
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
          investigations: investigationsIn(own),
          ...(worst === undefined ? {} : { worst }),
        };
      }),
      outcomes: rows,
      deliveries: deliveries.map((delivery) => deliveryRow(delivery, rows, patterns)),
      patterns: patterns.map((pattern) => patternCard(pattern, patternOf.get(pattern.pattern_id), { name, patterns })),
      quarantined: quarantined.map(({ at, account, reason, explanation, problems }) => ({
        at,
        sender: account === undefined ? 'unknown' : name(account),
        reason,
        explanation,
        problems: problems.map(({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`),
      })),
      totals: {
        investigations: investigationsIn(rows),
        outcomes: rows.length,
        withheld: rows.filter(({ withheld }) => withheld !== undefined).length,
        redactions: rows.flatMap(({ redacted }) => Object.values(redacted)).reduce((sum, count) => sum + count, 0),
        pages: tellings(told, 'page'),
        tickets: tellings(told, 'ticket'),
        patterns: patterns.length,
        quarantined: quarantined.length,
        aiTodayUsd,
      },
      limits: { investigations: MAX_INVESTIGATIONS, records: MAX_RECORDS },
      clientViews,
    };
  };
}

function patternCard(
  pattern: ShownPattern,
  { deliveries, verdicts, analysis, exposed }: Omit<KnownPattern, 'pattern'> = { deliveries: [], verdicts: [] },
  { name, patterns }: { name: (account: string) => string; patterns: readonly ShownPattern[] },
): PatternCard {
  const away = new Set(verdicts.flatMap(({ members = [] }) => members));
  const left = pattern.members.filter((member) => !away.has(investigationKey(member)));
  const gone = accountsOf(pattern.members);
  for (const account of accountsOf(left)) gone.delete(account);
  const standing = standingVerdict(verdicts);
  const told = toldOf(deliveries);
  const over = told.find(({ act }) => act === 'update-ended')?.at;
  const causeOf = (id: string) => patterns.find(({ pattern_id }) => pattern_id === id)?.shared;
  const row = ({ into, members, ...verdict }: PatternVerdict): VerdictRow => {
    const cause = into && causeOf(into);
    return {
      ...verdict,
      ...(into === undefined ? {} : { into: { id: into, ...(cause === undefined ? {} : { cause }) } }),
      ...(members === undefined ? {} : { members: members.length }),
    };
  };
  return {
    id: pattern.pattern_id,
    cause: pattern.shared,
    since: pattern.first_timestamp,
    clients: pattern.clients.map(name),
    ...(pattern.of_clients === undefined ? {} : { ofClients: pattern.of_clients }),
    events: left.length,
    regions: [...new Set(left.map(({ region }) => region))].filter((region) => region !== '').sort(),
    confidence: pattern.confidence,
    uncertain: pattern.uncertain,
    evidence: pattern.evidence,
    members: pattern.members.map((member) => ({
      at: member.timestamp,
      client: name(member.client_account_id),
      investigation: investigationKey(member),
      splitOff: away.has(investigationKey(member)),
      sharesIt: member.because === 'shares-it',
    })),
    explanation: pattern.explanation,
    ...(analysis && { analysis: analysisCard(analysis, name) }),
    ...(exposed && {
      exposed: exposed.map(({ client_account_id, what, last_seen }) => ({
        client: name(client_account_id),
        why: what,
        lastSeen: last_seen,
      })),
    }),
    told,
    ...(over === undefined ? {} : { over }),
    verdicts: verdicts.map(row),
    ...(standing === undefined ? {} : { standing: row(standing) }),
    clientsTold: deliveries.filter(
      (delivery) => delivery.state === 'done' && isMember(delivery) && !gone.has(delivery.act.slice(MEMBER.length)),
    ).length,
    deliveries: deliveries.filter((delivery) => !isMember(delivery)).map(chipOf),
  };
}

function accountsOf(members: ShownPattern['members']): Set<string> {
  return new Set(members.map(({ client_account_id }) => client_account_id));
}

/** One client was told of the pattern in a ticket of its own. */
function isMember(delivery: Delivery): delivery is Delivery & { act: string } {
  return delivery.act?.startsWith(MEMBER) ?? false;
}

/** Each telling of a pattern once, however many destinations it had. What its clients read in their own tickets is none. */
function toldOf(deliveries: readonly Delivery[]): PatternCard['told'] {
  const first = new Map<string, { at: string; act?: string }>();
  const done = deliveries.filter(({ state, act = 'update-0' }) => state === 'done' && GROWTH.test(act));
  for (const { at, act } of [...done].sort((a, b) => a.at.localeCompare(b.at)))
    if (!first.has(act ?? '')) first.set(act ?? '', { at, ...(act === undefined ? {} : { act }) });
  return [...first.values()];
}

function rowsOf({ outcomes, decisions, deliveries }: InvestigationHistory): OutcomeRow[] {
  return outcomes.map(({ event }) => {
    const key = outcomeKey(event);
    const decided = decisions.filter((record) => record.key === key);
    const decision = decided.find(({ again }) => again !== true);
    const again = decided.find((record) => record.again === true);
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
      tags: event.tags,
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
              muted: mutesOf(decision),
              ...(again === undefined
                ? {}
                : {
                    again: {
                      at: again.decided_at,
                      explanation: again.explanation,
                      destinations: again.destinations,
                      muted: mutesOf(again),
                    },
                  }),
            },
          }),
      deliveries: deliveries.filter((delivery) => delivery.key === key).map(chipOf),
    };
  });
}

function toldBy({ destination, action }: Delivery): Told {
  const kind = kindOf(destination) ?? 'message';
  return kind === 'ticket' && action === 'commented' ? 'comment' : kind;
}

/** An update tells nothing new, unless a ticket was filed at a client for it; and what was told together is one page. */
function tellings(told: readonly Delivery[], how: Told): number {
  const isNew = (delivery: Delivery) => isMember(delivery) || !delivery.act?.startsWith('update-');
  const made = told.filter((delivery) => toldBy(delivery) === how && isNew(delivery));
  return new Set(made.map(({ key, destination, act, group }) => `${group ?? key} ${destination} ${act ?? ''}`)).size;
}

function mutesOf({ muted = [] }: DecisionRecord): MuteRow[] {
  return muted.map(({ kind, id, owner, why, until, destinations }) => ({
    kind,
    id,
    destinations,
    ...(owner === undefined ? {} : { owner }),
    ...(why === undefined ? {} : { why }),
    ...(until === undefined ? {} : { until }),
  }));
}

function deliveryRow(delivery: Delivery, rows: readonly OutcomeRow[], patterns: readonly ShownPattern[]): DeliveryRow {
  const { key, at, destination, client_name } = delivery;
  const pattern = patterns.find(({ pattern_id }) => key === effectKey({ of: 'pattern', pattern_id, destination }));
  const outcome = rows.find((row) => row.key === key);
  return {
    ...chipOf(delivery),
    key,
    at,
    about: pattern?.shared ?? client_name,
    pattern: pattern !== undefined,
    ...(outcome && { severity: outcome.severity }),
  };
}

function chipOf(delivery: Delivery): DeliveryChip {
  const { destination, state, vendor_id, url, act, group, human } = delivery;
  return {
    told: toldBy(delivery),
    destination,
    state: state === 'done' ? 'delivered' : state,
    ...(vendor_id === undefined ? {} : { id: vendor_id }),
    ...(url === undefined ? {} : { url }),
    ...(act === undefined ? {} : { act }),
    ...(group === undefined ? {} : { group }),
    ...(human === undefined
      ? {}
      : {
          human: {
            state: human.state,
            ...(human.by === undefined ? {} : { by: human.by }),
            ...(human.at === undefined ? {} : { at: human.at }),
          },
        }),
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
  for (const { key, destination, act, state, at, human } of deliveries) {
    note(key, `${destination} ${act ?? ''} ${state} ${at} ${human?.state ?? ''}`);
  }
  return changes;
}

function forgetAllBut(histories: Map<string, unknown>, shown: ReadonlySet<string>): void {
  for (const key of histories.keys()) if (!shown.has(key)) histories.delete(key);
}

function investigationsIn(rows: readonly OutcomeRow[]): number {
  return new Set(rows.map(({ key }) => key.slice(0, key.lastIndexOf('/')))).size;
}

function worstOf(rows: readonly OutcomeRow[]): string | undefined {
  const order = Object.keys(SEVERITIES) as InvestigationEvent['severity'][];
  return order.find((severity) => rows.some((row) => row.severity === severity));
}

function analysisCard(
  { model, cost_usd, usage, asked_for, refused, answer }: PatternAnalysis,
  name: (account: string) => string,
): AnalysisCard {
  return {
    model,
    costUsd: cost_usd,
    ...(usage && { tokens: { input: usage.input_tokens, output: usage.output_tokens } }),
    ...(asked_for === undefined ? {} : { askedFor: asked_for }),
    ...(refused === undefined ? {} : { refused }),
    ...(answer && {
      answer: {
        cause: answer.cause,
        confidence: answer.confidence,
        ...(answer.shared_dependency === undefined ? {} : { sharedDependency: answer.shared_dependency }),
        checkFirst: answer.check_first,
        recommendations: answer.recommendations.map(({ client_account_id, check_first }) => ({
          client: name(client_account_id),
          checkFirst: check_first,
        })),
      },
    }),
  };
}

function rateMs(expression: string): number {
  const [, value, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression) ?? [];
  return Number(value) * (unit === 'hour' ? 3_600_000 : 60_000);
}
