import { investigationKey, outcomeKey, STATUSES, type InvestigationEvent } from '@org/event-schema';
import {
  standingVerdict,
  type DecisionRecord,
  type Delivery,
  type HeartbeatRecord,
  type InvestigationHistory,
  type InvestigationReader,
  type KnownPattern,
  type MuteRecord,
  type NativeRecord,
  type OutcomeRecord,
  type PatternVerdict,
  type SetAsideRecord,
} from '@org/investigation-store';
import { clockTime, counted, duration, inWords, type Line } from './terminal';
import { parted, splitBy } from './split-off';
import { MAX_PATTERNS, verdictSentence, type KeptPattern } from './why-pattern';
import { byTime, deliveryLine, type Story, type StoryPorts } from './why-story';

/** An arrival so long before or after the investigation may have been about it. */
const ABOUT_THEN_MS = 60 * 60_000;
/** An outcome usually reaches central in seconds. */
const LATE_MS = 60_000;
const MAX_SET_ASIDE = 400;

interface Told extends OutcomeRecord {
  readonly key: string;
  readonly decision?: DecisionRecord;
  readonly deliveries: readonly Delivery[];
}

interface Around {
  readonly patterns: readonly Pick<KnownPattern<KeptPattern>, 'pattern' | 'verdicts'>[];
  readonly heartbeat: HeartbeatRecord | undefined;
  readonly quarantined: readonly SetAsideRecord[];
}

/**
 * Everything about one investigation, or about one of its outcomes.
 *
 * @returns nothing when the table holds nothing of it, or not this outcome: then with the outcomes that it holds
 */
export async function investigationStory(
  key: string,
  only: number | undefined,
  ports: StoryPorts,
): Promise<Story | { readonly outcomes: readonly string[] } | undefined> {
  const history = await ports.store.investigation(key);
  if (!history.state && history.outcomes.length + history.native.length === 0) return undefined;
  const all = history.outcomes.map((record): Told => toldOf(record, history));
  const outcomes = all.filter(({ event }) => only === undefined || event.outcome_version === only);
  if (only !== undefined && outcomes.length === 0) return { outcomes: all.map((one) => one.key) };
  const around = await aroundIt(key, history, ports.store);
  return { lines: inLines(key, history, outcomes, around, ports), json: asJson(key, history, outcomes, around, ports) };
}

function toldOf(record: OutcomeRecord, { decisions, deliveries }: InvestigationHistory): Told {
  const key = outcomeKey(record.event);
  const decision = decisions.find((one) => one.key === key);
  return {
    ...record,
    key,
    ...(decision && { decision }),
    deliveries: deliveries.filter((one) => one.key === key).sort(byTime),
  };
}

async function aroundIt(key: string, history: InvestigationHistory, store: InvestigationReader): Promise<Around> {
  const [account, space] = key.split('/');
  const times = [
    ...history.native.map(({ updated_at }) => Date.parse(updated_at)),
    ...history.outcomes.map(({ event, received_at }) => Math.max(Date.parse(event.timestamp), Date.parse(received_at))),
  ].filter((time) => !Number.isNaN(time));
  const [patterns, health, quarantined] = await Promise.all([
    store.patterns<KeptPattern>(MAX_PATTERNS),
    store.clientHealth(),
    store.quarantined(MAX_SET_ASIDE),
  ]);
  const holding = patterns.filter(({ members }) => members.some((member) => investigationKey(member) === key));
  const known = await Promise.all(holding.map(({ pattern_id }) => store.pattern<KeptPattern>(pattern_id)));
  return {
    patterns: known.filter((one) => one !== undefined),
    heartbeat: health.find((one) => one.client_account_id === account && one.agent_space_id === space),
    quarantined: quarantined
      .filter(
        (record) =>
          record.account === account &&
          Date.parse(record.at) >= Math.min(...times) - ABOUT_THEN_MS &&
          Date.parse(record.at) <= Math.max(...times) + ABOUT_THEN_MS,
      )
      .reverse(),
  };
}

function inLines(
  key: string,
  history: InvestigationHistory,
  outcomes: readonly Told[],
  around: Around,
  ports: StoryPorts,
): Line[] {
  const [account = '', space = '', id = ''] = key.split('/');
  const { state, native } = history;
  const event = outcomes.at(-1)?.event;
  const client = event?.client_name ?? state?.client_name ?? account;
  return [
    { as: 'heading', text: `Investigation ${id} of ${client}` },
    {
      text: `Account ${account}, agent space ${space}, ${event?.region ?? state?.region ?? 'Region unknown'}. Times are UTC.`,
    },
    { as: 'heading', text: 'What happened' },
    ...[...native.map(nativeLine), ...outcomes.flatMap(outcomeLines)].sort(byEarliest).flatMap(({ lines }) => lines),
    ...stageLines(history),
    ...patternLines(key, around.patterns),
    { as: 'heading', text: 'What the rules decided, and why' },
    ...(outcomes.length === 0 ? [{ text: 'Nothing yet: rules decide about outcomes, and none has arrived.' }] : []),
    ...outcomes.flatMap((outcome) => decisionLines(outcome, ports)),
    { as: 'heading', text: 'Who was told' },
    ...whoWasTold(outcomes),
    ...linkLines(event),
    { as: 'heading', text: 'What is missing or was held back' },
    ...heldBackLines(outcomes, around, ports.now),
  ];
}

interface Moment {
  readonly at: string;
  readonly lines: readonly Line[];
}

// The sort is stable, so what the service says of a moment stands before our report of it.
function byEarliest(a: Moment, b: Moment): number {
  return Date.parse(a.at) - Date.parse(b.at) || 0;
}

const NATIVE_WORDS: Readonly<Record<string, string>> = {
  'Investigation Created': 'The agent was asked to investigate',
  'Investigation Pending Triage': 'It waits for triage',
  'Investigation In Progress': 'The agent began to work',
  'Investigation Completed': 'The agent finished',
  'Investigation Failed': 'The agent could not finish',
  'Investigation Timed Out': 'The agent ran out of time',
  'Investigation Cancelled': 'Somebody stopped it',
  'Investigation Linked': 'Triage joined it to another investigation',
  'Investigation Skipped': 'Triage decided that nothing needs investigating',
};

function nativeLine({ detail_type, priority, updated_at }: NativeRecord): Moment {
  const said =
    detail_type === 'Investigation Priority Updated'
      ? `Its priority became ${priority}.`
      : detail_type === 'Investigation Created'
        ? `${NATIVE_WORDS[detail_type]}, with priority ${priority}.`
        : `${NATIVE_WORDS[detail_type] ?? `The service says: ${detail_type}`}.`;
  return { at: updated_at, lines: [{ at: updated_at, text: said }] };
}

function outcomeLines({ event, received_at }: Told): Moment[] {
  const { summary, timestamp, outcome_version, severity, priority, status } = event;
  const { root_cause_category } = summary;
  const what = event.event_type.replaceAll('_', ' ');
  const wayMs = Date.parse(received_at) - Date.parse(timestamp);
  const lines: Line[] = [
    {
      at: timestamp,
      text:
        `Outcome ${outcome_version}, ${what} after ${duration(summary.duration_minutes * 60_000)}: ${STATUSES[status]}` +
        (root_cause_category === 'unknown' ? '' : ` Kind of cause: ${root_cause_category.replaceAll('_', ' ')}.`) +
        ` Priority ${priority}, severity ${severity}.` +
        (wayMs > LATE_MS ? ` It reached central ${duration(wayMs)} later, at ${clockTime(received_at)}.` : ''),
    },
    ...(summary.root_cause_brief === undefined ? [] : [{ as: 'quote' as const, text: summary.root_cause_brief }]),
    ...(summary.affected_resources.length === 0
      ? []
      : [{ as: 'quote' as const, text: `affected: ${summary.affected_resources.join(', ')}` }]),
  ];
  return [{ at: timestamp, lines }];
}

function stageLines({ state }: InvestigationHistory): Line[] {
  if (state?.stage === 'open') return [{ text: 'It is open: the agent works on it, or is about to.' }];
  if (state?.stage === 'ended') {
    return [
      {
        text: "The service says that it ended, and the client's own report of that end has not come. The watcher's next run sends it again if it was lost.",
      },
    ];
  }
  return [];
}

function patternLines(key: string, patterns: Around['patterns']): Line[] {
  return patterns.flatMap(({ pattern, verdicts }): Line[] => {
    const { pattern_id, shared } = pattern;
    const said = splitBy(key, verdicts);
    if (said) {
      return [
        {
          text: `It was split off from pattern ${pattern_id} (“${shared}”) by ${said.by}, at ${clockTime(said.at)}: that pattern does not mute its pages.`,
        },
        { as: 'quote', text: said.why },
      ];
    }
    const clients = counted(parted(pattern, verdicts).clients.length, 'client');
    const text = `It is part of pattern ${pattern_id}: ${clients} share “${shared}”.`;
    const aside = setAside(verdicts);
    return [{ text: aside ? `${text} But ${verdictSentence(aside)}` : text }];
  });
}

function setAside(verdicts: readonly PatternVerdict[]): PatternVerdict | undefined {
  const standing = standingVerdict(verdicts);
  return standing?.verdict === 'rejected' || standing?.verdict === 'merged' ? standing : undefined;
}

function decisionLines({ event, decision, received_at }: Told, { rules, now }: StoryPorts): Line[] {
  const { outcome_version } = event;
  if (!decision) {
    return [
      {
        at: received_at,
        text: `Outcome ${outcome_version} arrived, and no decision is recorded. It is still in the router's queue, or in its dead-letter queue.`,
      },
    ];
  }
  const { decided_at, explanation, muted = [] } = decision;
  return [
    { at: decided_at, text: `About outcome ${outcome_version}: ${explanation}` },
    ...muted.flatMap((mute) => muteLine(mute, now)),
    { text: ruleSentence(decision, rules) },
  ];
}

/** The explanation told who asked for it, why, and until when; here is whether that is over. */
function muteLine({ kind, id, until }: MuteRecord, now: Date): Line[] {
  if (until === undefined) return [];
  const left = Date.parse(until) - +now;
  const end = left > 0 ? `lasts for ${duration(left)} more` : `is over since ${clockTime(until)}`;
  const what = kind.replaceAll('-', ' ');
  return [{ text: `${what.charAt(0).toUpperCase()}${what.slice(1)} ${id} ${end}.` }];
}

function ruleOf({ rule_id }: DecisionRecord, rules: StoryPorts['rules']) {
  return rules?.table.rules.find(({ id }) => id === rule_id);
}

/** Which rule, whose, and what for; and which configuration. */
function ruleSentence(decision: DecisionRecord, rules: StoryPorts['rules']): string {
  const { rule_id, rule_owner, rule_why, configuration_version } = decision;
  const by = `Decided by configuration ${configuration_version}.`;
  if (rule_id === 'default') return by;
  if (rule_owner === undefined && rule_why === undefined) {
    return `Rule ${rule_id}, of which the configuration says neither whose it is nor what for. ${by}`;
  }
  const owner = rule_owner === undefined ? '' : `, of ${rule_owner}`;
  const why = rule_why === undefined ? '.' : `: ${rule_why}`;
  const gone = rules && !ruleOf(decision, rules) ? ` ${rules.folder} does not have it any more.` : '';
  return `Rule ${rule_id}${owner}${why} ${by}${gone}`;
}

function whoWasTold(outcomes: readonly Told[]): Line[] {
  const lines = outcomes.flatMap(({ event, decision, deliveries }) => {
    const waiting = (decision?.destinations ?? []).filter(
      (name) => !deliveries.some(({ destination }) => destination === name),
    );
    return [
      ...deliveries.map((one) => deliveryLine(one, `outcome ${event.outcome_version}`)),
      ...waiting.map((name) => ({
        text: `${name} is to be told of outcome ${event.outcome_version}, and no attempt is recorded yet.`,
      })),
    ];
  });
  return lines.length > 0 ? lines : [{ text: 'Nobody.' }];
}

function linkLines(event: InvestigationEvent | undefined): Line[] {
  const { devops_agent_investigation, cloudwatch_logs, affected_application } = event?.links ?? {};
  return [
    ['The investigation', devops_agent_investigation],
    ['Its logs', cloudwatch_logs],
    ['The application', affected_application],
  ].flatMap(([name, link]) => (link === undefined ? [] : [{ text: `${name}: ${link}` }]));
}

function heldBackLines(outcomes: readonly Told[], { heartbeat, quarantined }: Around, now: Date): Line[] {
  const lines: Line[] = [
    ...outcomes.flatMap(({ event }): Line[] => {
      const { withheld, withheld_reason } = event.summary;
      const taken = Object.entries(event.redaction.counts).map(([category, count]) => `${count} ${category}`);
      return [
        ...(withheld
          ? [
              {
                text: `The text of outcome ${event.outcome_version} stayed in the client's account (${(withheld_reason ?? 'no reason given').replaceAll('_', ' ')}). It can be read there, by the link.`,
              },
            ]
          : []),
        ...(taken.length > 0
          ? [{ text: `Taken out of outcome ${event.outcome_version} before it left: ${inWords(taken)}.` }]
          : []),
      ];
    }),
    ...quarantined.map(({ at, reason, explanation }) => ({
      at,
      text: `An arrival from this account was quarantined (${reason.replaceAll('-', ' ')}), and may have been about it: ${explanation}`,
    })),
    ...heartbeatLines(heartbeat, now),
  ];
  return lines.length > 0 ? lines : [{ text: 'Nothing.' }];
}

function heartbeatLines(heartbeat: HeartbeatRecord | undefined, now: Date): Line[] {
  if (!heartbeat)
    return [{ text: 'This agent space never sent a heartbeat, so nothing proves that all of it arrived.' }];
  const { missing, received_at } = heartbeat;
  const heard = `The last heartbeat came ${duration(+now - Date.parse(received_at))} ago, at ${clockTime(received_at)}.`;
  return [
    {
      text:
        missing > 0
          ? `GAP: the watcher counted ${counted(missing, 'outcome')} of this agent space that ${missing === 1 ? 'is' : 'are'} not here. ${heard}`
          : `The heartbeats of this agent space show no gap. ${heard}`,
    },
  ];
}

function asJson(
  key: string,
  { state, native }: InvestigationHistory,
  outcomes: readonly Told[],
  { patterns, heartbeat, quarantined }: Around,
  { rules }: StoryPorts,
): object {
  const [account, agent_space_id, investigation_id] = key.split('/');
  return {
    version: 1,
    kind: 'investigation',
    key,
    client: { account, name: outcomes.at(-1)?.event.client_name ?? state?.client_name ?? account },
    agent_space_id,
    investigation_id,
    region: outcomes.at(-1)?.event.region ?? state?.region ?? null,
    stage: state?.stage ?? 'reported',
    life_cycle: native,
    outcomes: outcomes.map(({ event, received_at, key: outcome, decision, deliveries }) => {
      return {
        key: outcome,
        event,
        received_at,
        decision: decision ?? null,
        rule: decision
          ? { id: decision.rule_id, owner: decision.rule_owner ?? null, why: decision.rule_why ?? null }
          : null,
        rule_is_of_the_deciding_configuration: rules ? rules.table.version === decision?.configuration_version : null,
        deliveries,
      };
    }),
    patterns: patterns.map(({ pattern: { pattern_id, shared }, verdicts }) => {
      const { by, why, at } = splitBy(key, verdicts) ?? {};
      return { pattern_id, shared, split_off: by === undefined ? null : { by, why, at } };
    }),
    heartbeat: heartbeat ? { received_at: heartbeat.received_at, missing: heartbeat.missing } : null,
    quarantined,
  };
}
