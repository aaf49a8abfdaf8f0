import { HISTORY_MINUTES, LAG_MINUTES, clusterOf, kinOf, type Cluster } from './cluster';
import { formOf, memberOf, plan } from './keys';
import { clientsOf, kindOf, namesForCertain, newestOutcomes, sameInvestigation, timeOf, within } from './members';
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

  const claimed = new Set(known.flatMap((pattern) => pattern.members.map(({ investigation_id: id }) => id)));
  const unclaimed = members.filter(({ investigation_id }) => !claimed.has(investigation_id));
  const clusters = me.keys.map((key) => clusterOf(key, { me, all: members, unclaimed, config }));
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

// Who may be meant too, around events that name a thing.
function attachable(around: readonly Member[], anchor: string, members: readonly Member[], windowMs: number): Member[] {
  if (formOf(anchor) !== 'name') return [];
  return kinOf(around, members).filter((member) =>
    around.some(
      (other) => kindOf(other) === kindOf(member) && within(member, timeOf(other) - windowMs, timeOf(other) + windowMs),
    ),
  );
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
    if (pattern.anchors.some((anchor) => me.keys.includes(anchor))) return true;
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
  const around = members.filter((member) => within(member, timeOf(me) - windowMs, timeOf(me) + windowMs));
  const sharing = [me, ...around, ...joining.flatMap((burst) => burst.members)].filter(
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
  return clientsOf(burst.members.filter((member) => pattern.members.some((other) => sameInvestigation(member, other))))
    .size;
}

function sameKind(me: Member, pattern: Pattern): boolean {
  const kind = kindOf(me);
  return kind !== undefined && pattern.keys.includes(kind) && !namesForCertain(me);
}

function near(me: Member, pattern: Pattern, windowMs: number): boolean {
  const at = timeOf(me);
  return pattern.members.some(
    (member) => member.because === 'shares-it' && within(member, at - windowMs, at + windowMs),
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

function nothing(reason: string, explanation: string, evidence: readonly Evidence[] = []): DecideOutput {
  const decision: CorrelationDecision = { kind: 'none', reason, explanation, evidence };
  return { decision, writes: [] };
}
