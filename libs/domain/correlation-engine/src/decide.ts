import { surprise } from './burst';
import { formOf, memberOf, plan, spokenKey, type KeyForm } from './keys';
import { growPattern, newPattern } from './pattern';
import type {
  CorrelatedEvent,
  CorrelationConfig,
  CorrelationDecision,
  DecideInput,
  DecideOutput,
  Evidence,
  Member,
  Pattern,
} from './types';

/** A key's own history: how far back it is looked at, and how long before a window it must end. */
const HISTORY_MINUTES = 24 * 60;
const LAG_MINUTES = 120; // so that a cause that spreads slowly does not become its own history

/**
 * How often a day a key is said by chance, before anything is known about it: added to what its history shows. A thing
 * with a version is hardly ever named twice; a kind of trouble is everyday.
 */
const USUAL_PER_DAY: Readonly<Record<KeyForm | 'word', number>> = {
  name: 0.3,
  word: 6,
  'kind-indicator': 1,
  'kind-region': 2,
  kind: 12,
};

/** One in ten thousand: the surprise that a window needs. */
const ALERT_SURPRISE = 4;

/** What must be read before {@link decide}: members and patterns from this time to that, under each key of `plan`. */
export function readWindow(
  { timestamp }: Pick<CorrelatedEvent, 'timestamp'>,
  config: CorrelationConfig,
): { from: string; to: string } {
  const at = Date.parse(timestamp);
  const before = HISTORY_MINUTES + LAG_MINUTES + config.time_window_minutes;
  return {
    from: new Date(at - before * 60_000).toISOString(),
    to: new Date(at + config.time_window_minutes * 60_000).toISOString(),
  };
}

/**
 * Decides what an event changes: nothing, a new pattern, or the growth of one. A pure function of what it is told, so it
 * may be repeated: after a lost race, read again and decide again.
 *
 * A pattern needs at least `min_events` different clients that share one key within `time_window_minutes`, and so many
 * of them must be surprising for that key. Never throws for an event that the schema has accepted.
 */
export function decide({ event, candidates, patterns, config }: DecideInput): DecideOutput {
  if (!config.enabled) return nothing('disabled', 'Pattern detection is switched off in the configuration.');
  if (plan(event).length === 0) {
    return nothing(
      'not-comparable',
      'The event names neither a thing nor a known cause that other clients could share.',
    );
  }
  const self = memberOf(event);
  const members = newestOutcomes([...candidates, self]);
  const me = members.find((member) => sameInvestigation(member, self)) ?? self;
  const windowMs = config.time_window_minutes * 60_000;
  const known = [
    ...new Map(
      [...patterns].sort((a, b) => a.version - b.version).map((pattern) => [pattern.pattern_id, pattern]),
    ).values(),
  ];

  const clusters = me.keys.map((key) => clusterOf(key, me, members, config));
  const bursts = clusters.filter((cluster) => cluster.ok).sort(byStrength);
  const home = homeOf(me, bursts, known, windowMs);
  if (home) return grown(home, me, bursts, members, windowMs);

  const best = bursts.find((burst) => isNew(burst, known));
  if (best) {
    const pattern = newPattern({
      anchor: best.key,
      shared: best.members,
      attached: attachable(best.members, best.key, members, windowMs),
      evidence: best.evidence,
      surprise: best.surprise,
      windowMinutes: config.time_window_minutes,
    });
    return {
      decision: {
        kind: 'alert',
        reason: reasonOf(best.key),
        explanation: pattern.explanation,
        evidence: pattern.evidence,
        pattern,
      },
      writes: [{ kind: 'pattern', pattern, expected_version: 0 }],
    };
  }
  const nearest = [...clusters].sort(byStrength)[0];
  return nothing(
    nearest && nearest.clients >= config.min_events ? 'not-surprising' : 'too-few-clients',
    nearest?.evidence.map(({ what }) => what).join(' ') ?? '',
    nearest?.evidence ?? [],
  );
}

interface Cluster {
  readonly key: string;
  readonly ok: boolean;
  readonly certain: boolean;
  readonly clients: number;
  readonly surprise: number;
  /** Everybody in the windows that qualify, and who follows within a window of them. */
  readonly members: readonly Member[];
  readonly evidence: readonly Evidence[];
}

// The best window under one key that holds the event, and whether it is enough.
function clusterOf(
  key: string,
  me: Member,
  all: readonly Member[],
  { min_events, time_window_minutes }: CorrelationConfig,
): Cluster {
  const windowMs = time_window_minutes * 60_000;
  const at = Date.parse(me.timestamp);
  const under = byTime(all.filter((member) => member.keys.includes(key)));
  const certain =
    formOf(key) === 'name' &&
    under.some((member) => saysForCertain(member, key) && Math.abs(Date.parse(member.timestamp) - at) <= windowMs);
  // A word that may be no name only counts between events of one service.
  const comparable = formOf(key) === 'name' && !certain ? under.filter((member) => shareService(member, me)) : under;
  const form = formOf(key) === 'name' && !certain ? 'word' : formOf(key);
  let best = { clients: 1, surprise: 0, expected: 0, members: [me] as readonly Member[] };
  for (const first of comparable) {
    const start = Date.parse(first.timestamp);
    if (start > at || start < at - windowMs) continue;
    const inside = comparable.filter((member) => within(member, start, start + windowMs));
    const clients = distinctClients(inside);
    const historyEnd = start - LAG_MINUTES * 60_000;
    const history = distinctClients(
      under.filter((member) => within(member, historyEnd - HISTORY_MINUTES * 60_000, historyEnd)),
    );
    const expected = ((history + USUAL_PER_DAY[form]) * time_window_minutes) / HISTORY_MINUTES;
    const found = surprise(clients, expected);
    if (found > best.surprise || (found === best.surprise && clients > best.clients))
      best = { clients, surprise: found, expected, members: inside };
  }
  const ok = best.clients >= min_events && best.surprise >= ALERT_SURPRISE;
  const evidence: Evidence[] = [
    {
      what: `${best.clients} ${best.clients === 1 ? 'client says' : 'clients say'} ${spokenKey(key)} within ${time_window_minutes} minutes, where ${best.expected.toFixed(2)} would be usual.`,
      weight: round(best.surprise),
    },
    ...(ok
      ? []
      : [
          {
            what: best.clients < min_events ? `${min_events} are needed.` : 'That can be chance.',
            weight: -ALERT_SURPRISE,
          },
        ]),
  ];
  const members = ok && formOf(key) === 'name' ? chain(best.members, comparable, windowMs) : best.members;
  return { key, ok, certain, clients: best.clients, surprise: best.surprise, members, evidence };
}

// The pattern that the event belongs to, the oldest first when there are several.
function homeOf(
  me: Member,
  bursts: readonly Cluster[],
  known: readonly Pattern[],
  windowMs: number,
): Pattern | undefined {
  const fits = known.filter((pattern) => {
    if (pattern.members.some((member) => sameInvestigation(member, me))) return true;
    if (!near(me, pattern, windowMs)) return false;
    if (pattern.anchors.some((anchor) => formOf(anchor) === 'name' && me.keys.includes(anchor))) return true;
    if (bursts.some((burst) => overlap(burst, pattern) >= 2)) return true;
    return sameKind(me, pattern);
  });
  return fits.sort((a, b) => rank(me, a) - rank(me, b) || (a.first_timestamp < b.first_timestamp ? -1 : 1))[0];
}

// Sharing the thing itself beats sharing its kind.
function rank(me: Member, pattern: Pattern): number {
  return pattern.anchors.some((anchor) => me.keys.includes(anchor)) ? 0 : 1;
}

function grown(
  home: Pattern,
  me: Member,
  bursts: readonly Cluster[],
  members: readonly Member[],
  windowMs: number,
): DecideOutput {
  const joining = bursts.filter((burst) => burst.certain && overlap(burst, home) >= 2);
  const sharing = [me, ...joining.flatMap((burst) => burst.members)].filter(
    (member) =>
      home.anchors.some((anchor) => member.keys.includes(anchor)) ||
      joining.some((burst) => member.keys.includes(burst.key)),
  );
  const attached = [me, ...attachable([me], home.anchors[0] ?? '', members, windowMs)].filter((member) =>
    sameKind(member, home),
  );
  const pattern = growPattern(
    home,
    sharing,
    sharing.includes(me) ? attached : [me, ...attached],
    joining.map(({ key }) => key),
  );
  if (!pattern) {
    return {
      decision: {
        kind: 'known',
        reason: 'in-pattern',
        explanation: home.explanation,
        evidence: home.evidence,
        pattern: home,
      },
      writes: [],
    };
  }
  return {
    decision: {
      kind: 'grow',
      reason: 'joins-pattern',
      explanation: pattern.explanation,
      evidence: pattern.evidence,
      pattern,
    },
    writes: [{ kind: 'pattern', pattern, expected_version: home.version }],
  };
}

// A burst whose clients are mostly in a pattern already is that pattern, told in other words.
function isNew(burst: Cluster, known: readonly Pattern[]): boolean {
  return known.every((pattern) => overlap(burst, pattern) < 2);
}

function overlap(burst: Cluster, pattern: Pattern): number {
  return distinctClients(
    burst.members.filter((member) => pattern.members.some((other) => sameInvestigation(member, other))),
  );
}

// Events of the same kind near in time that name nothing for certain: they may be the same cause, told without its name.
function attachable(around: readonly Member[], anchor: string, members: readonly Member[], windowMs: number): Member[] {
  if (formOf(anchor) !== 'name') return [];
  const kinds = new Set(around.map(kindOf));
  return members.filter(
    (member) =>
      !member.keys.includes(anchor) &&
      !member.names.some(({ certain }) => certain) &&
      kindOf(member) !== undefined &&
      kinds.has(kindOf(member)) &&
      around.some(
        (other) =>
          kindOf(other) === kindOf(member) &&
          Math.abs(Date.parse(other.timestamp) - Date.parse(member.timestamp)) <= windowMs,
      ),
  );
}

function sameKind(me: Member, pattern: Pattern): boolean {
  const kind = kindOf(me);
  return kind !== undefined && pattern.keys.includes(kind) && !me.names.some(({ certain }) => certain);
}

function kindOf(member: Member): string | undefined {
  return member.keys.find((key) => formOf(key) === 'kind');
}

function near(me: Member, pattern: Pattern, windowMs: number): boolean {
  const at = Date.parse(me.timestamp);
  return pattern.members.some((member) => Math.abs(Date.parse(member.timestamp) - at) <= windowMs);
}

// Who follows, or came before, with no gap longer than a window.
function chain(core: readonly Member[], under: readonly Member[], windowMs: number): readonly Member[] {
  const times = core.map(({ timestamp }) => Date.parse(timestamp));
  let [from, to] = [Math.min(...times), Math.max(...times)];
  const sorted = byTime(under);
  for (const member of sorted) if (within(member, from, to + windowMs)) to = Math.max(to, Date.parse(member.timestamp));
  for (const member of [...sorted].reverse())
    if (within(member, from - windowMs, to)) from = Math.min(from, Date.parse(member.timestamp));
  return sorted.filter((member) => within(member, from, to));
}

function newestOutcomes(members: readonly Member[]): Member[] {
  const newest = new Map<string, Member>();
  for (const member of members) {
    const id = `${member.client_account_id}/${member.agent_space_id}/${member.investigation_id}`;
    const before = newest.get(id);
    if (!before || before.outcome_version < member.outcome_version) newest.set(id, member);
  }
  return byTime([...newest.values()]);
}

type Identified = Pick<Member, 'client_account_id' | 'agent_space_id' | 'investigation_id'>;

function sameInvestigation(a: Identified, b: Identified): boolean {
  return (
    a.investigation_id === b.investigation_id &&
    a.client_account_id === b.client_account_id &&
    a.agent_space_id === b.agent_space_id
  );
}

function saysForCertain(member: Member, key: string): boolean {
  return member.names.some(({ name, certain }) => certain && key === `name:${name}`);
}

function shareService(a: Member, b: Member): boolean {
  return a.services.some((service) => b.services.includes(service));
}

function within({ timestamp }: Member, from: number, to: number): boolean {
  const at = Date.parse(timestamp);
  return at >= from && at <= to;
}

function distinctClients(members: readonly Member[]): number {
  return new Set(members.map(({ client_account_id }) => client_account_id)).size;
}

function byTime(members: readonly Member[]): Member[] {
  return [...members].sort(
    (a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || (a.investigation_id < b.investigation_id ? -1 : 1),
  );
}

function byStrength(a: Cluster, b: Cluster): number {
  return (
    Number(b.ok) - Number(a.ok) ||
    Number(b.certain) - Number(a.certain) ||
    b.surprise - a.surprise ||
    (a.key < b.key ? -1 : 1)
  );
}

function reasonOf(key: string): string {
  return formOf(key) === 'name' ? 'clients-name-the-same-thing' : 'clients-have-the-same-kind-of-trouble';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function nothing(reason: string, explanation: string, evidence: readonly Evidence[] = []): DecideOutput {
  const decision: CorrelationDecision = { kind: 'none', reason, explanation, evidence };
  return { decision, writes: [] };
}
