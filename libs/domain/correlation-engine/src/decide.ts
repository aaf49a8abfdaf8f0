import { HISTORY_DAYS, REACH, clustersAround, eventsPerDay, gateOf, usualPerHour, type Cluster } from './cluster';
import { LEXICON, type Lexicon } from './lexicon';
import { byTime, clearNames, clientsOf, idOf, isTraffic, memberOf as toMember } from './member';
import { IDLE_MS, activityOf, belonging, corroborated, growPattern, isMember, newPattern } from './pattern';
import type {
  CorrelatedEvent,
  CorrelationConfig,
  CorrelationDecision,
  DecideInput,
  DecideOutput,
  KeyStats,
  Member,
  Pattern,
} from './types';

const MINUTE = 60_000;

/** What arrives this long after it happened may join a pattern, and wakes nobody. */
const STALE_MS = 6 * 60 * MINUTE;

/** As many of the newest members under one key are read; more are no use. */
export const MAX_MEMBERS_READ = 100;

/**
 * The keys under which this event is remembered, and under which its like is found: at most 10. Empty when the event says
 * nothing that could be compared: it did not complete, or names neither a thing, nor a service, nor a cause.
 */
export function plan(event: CorrelatedEvent, lexicon: Lexicon = LEXICON): string[] {
  return [...memberOf(event, lexicon).keys];
}

/** The event as it is to be remembered under each of its keys. */
export function memberOf(event: CorrelatedEvent, lexicon: Lexicon = LEXICON): Member {
  return toMember(event, lexicon);
}

/**
 * What must be read before {@link decide}: of each key the newest {@link MAX_MEMBERS_READ} members from this time to that, and
 * the patterns whose last member is not older than `patterns_since`.
 */
export function readWindow(
  { timestamp }: Pick<CorrelatedEvent, 'timestamp'>,
  config: CorrelationConfig,
): { from: string; to: string; patterns_since: string } {
  const at = Date.parse(timestamp);
  const reach = REACH * config.time_window_minutes * MINUTE;
  return {
    from: new Date(at - HISTORY_DAYS * 24 * 60 * MINUTE).toISOString(),
    to: new Date(at + reach).toISOString(),
    patterns_since: new Date(patternsSince({ timestamp }, config)).toISOString(),
  };
}

/** The same as `patterns_since`, in milliseconds. */
export function patternsSince({ timestamp }: Pick<CorrelatedEvent, 'timestamp'>, config: CorrelationConfig): number {
  return Date.parse(timestamp) - REACH * config.time_window_minutes * MINUTE - IDLE_MS;
}

/**
 * Decides what an event changes: nothing, a new pattern, or the growth of one. A pure function of what it is told, so it
 * may be repeated: after a lost race, read again and decide again.
 *
 * A pattern needs at least `min_events` different clients with something in common, and so many of them must be so
 * surprising, by the history of what they share, that chance gives no more than `false_alerts_per_day`. Never throws for an
 * event that the schema has accepted.
 */
export function decide({
  event,
  keyStats,
  groups,
  config,
  now,
  notices = [],
  lexicon = LEXICON,
}: DecideInput): DecideOutput {
  const nothing = (reason: string, explanation: string, cluster?: Cluster, notUsed: readonly string[] = []) =>
    output({ kind: 'none', reason, explanation, evidence: cluster?.evidence ?? [], not_used: notUsed }, lexicon);
  if (!config.enabled) return nothing('disabled', 'Pattern detection is switched off in the configuration.');
  const self = memberOf(event, lexicon);
  if (self.keys.length === 0) {
    return nothing(
      'not-comparable',
      'The event names neither a thing, nor a service, nor a known cause that clients could share.',
    );
  }
  const near = nearby(self, keyStats, REACH * config.time_window_minutes * MINUTE);
  const me = near.get(idOf(self)) ?? self;
  const patterns = distinct(groups);
  const free = byTime(
    [...near.values()].filter((member) => !patterns.some((pattern) => isMember(pattern, idOf(member)))),
  );

  const home = homeOf(me, patterns, lexicon);
  if (home) {
    const grown = hasNewest(home, me)
      ? undefined
      : growPattern(
          corroborated(home, notices, gateOf(eventsPerDay(me, keyStats), config)),
          [me, ...free.filter((member) => member !== me && belonging(member, home, lexicon) >= 0)],
          lexicon,
        );
    const pattern = grown ?? home;
    const { explanation, evidence } = pattern;
    return output(
      {
        kind: grown ? 'grow' : 'known',
        reason: grown ? 'joins-pattern' : 'in-pattern',
        explanation,
        evidence,
        not_used: [],
        pattern,
      },
      lexicon,
      home.version,
    );
  }

  const perDay = eventsPerDay(me, keyStats);
  const gate = gateOf(perDay, config);
  const around = { me, free, keyStats, lexicon, config, perDay, gate, notices };
  const least = Math.max(2, config.min_events);
  const clusters = clustersAround(around);
  const best =
    clusters.find((cluster) => cluster.surprise >= gate && clientsOf(involvedIn(cluster)).size >= least) ?? clusters[0];
  const notUsed = unused(me, keyStats);
  if (!best) return nothing('too-few-clients', 'No other client has anything in common with it.', undefined, notUsed);
  const told = best.evidence.map(({ what }) => what).join(' ');
  const involved = involvedIn(best);
  const clients = clientsOf(involved).size;
  if (clients < least) return nothing('too-few-clients', `${told} ${least} clients are needed.`, best, notUsed);
  if (best.surprise < gate) {
    const chance = `That can be chance: ${best.surprise.toFixed(1)} powers of ten, ${gate.toFixed(1)} are needed.`;
    return nothing('not-surprising', `${told} ${chance}`, best, notUsed);
  }
  if (Date.parse(now) - Math.max(...involved.map(({ at }) => at)) > STALE_MS)
    return nothing('too-late', `${told} It was over when it was found.`, best, notUsed);

  const core = newPattern(best, usualPerHour(around, best), gate, config, patterns, notUsed, lexicon);
  const belongs = free.filter((member) => belonging(member, core, lexicon) >= 0);
  const sure = growPattern(core, belongs, lexicon) ?? core;
  // Who names nothing is evidence before it is a member: it is one when it tells of the same category, or where too few are without it.
  const alike = best.kin.filter(({ category }) => category === sure.category);
  const grown = growPattern(sure, alike, lexicon) ?? sure;
  const found = grown.clients.length < least ? (growPattern(grown, best.kin, lexicon) ?? grown) : grown;
  const pattern = { ...found, version: 1, explanation: found.explanation.replace(' When it was told:', '') };
  const { explanation, evidence } = pattern;
  const reason = best.key.startsWith('name:') ? 'clients-name-the-same-thing' : 'clients-have-the-same-kind-of-trouble';
  return output({ kind: 'alert', reason, explanation, evidence, not_used: notUsed, pattern }, lexicon, 0);
}

/**
 * The told pattern that an event is in, or would join, among those found under its keys. Asks for nothing else, so that it
 * can be known before a page is sent, whether or not the event has been compared by then.
 */
export function openPatternOf(
  event: CorrelatedEvent,
  groups: readonly Pattern[],
  lexicon: Lexicon = LEXICON,
): Pattern | undefined {
  const member = memberOf(event, lexicon);
  return member.keys.length === 0 ? undefined : homeOf(member, distinct(groups), lexicon);
}

const involvedIn = ({ members, kin }: Cluster) => [...members, ...kin];

function output(
  decision: Omit<CorrelationDecision, 'lexicon_version'>,
  { version }: Lexicon,
  expected_version = 0,
): DecideOutput {
  const { kind, pattern } = decision;
  return {
    decision: { ...decision, lexicon_version: version },
    writes: pattern && (kind === 'alert' || kind === 'grow') ? [{ kind: 'pattern', pattern, expected_version }] : [],
  };
}

// Everybody within reach in time, each investigation once, in its newest outcome.
function nearby(me: Member, keyStats: readonly KeyStats[], reach: number): Map<string, Member> {
  const near = new Map<string, Member>();
  const seen = new Set<Member>();
  const at = me.at;
  const add = (member: Member) => {
    if (seen.has(member)) return;
    seen.add(member);
    const id = idOf(member);
    const before = near.get(id);
    if (!before || before.outcome_version < member.outcome_version) near.set(id, member);
  };
  add(me);
  for (const { key, members } of keyStats) {
    if (isTraffic(key)) continue;
    for (let index = members.length - 1; index >= 0; index--) {
      const member = members[index] as Member;
      const time = member.at;
      if (time < at - reach) break;
      if (time <= at + reach) add(member);
    }
  }
  return near;
}

function distinct(groups: readonly Pattern[]): Pattern[] {
  const newest = new Map<string, Pattern>();
  for (const group of groups) {
    const before = newest.get(group.pattern_id);
    if (!before || before.version < group.version) newest.set(group.pattern_id, group);
  }
  return [...newest.values()];
}

// The pattern that has the event already, or else the one that it belongs to most.
function homeOf(me: Member, patterns: readonly Pattern[], lexicon: Lexicon): Pattern | undefined {
  const id = idOf(me);
  const own = patterns.find((pattern) => isMember(pattern, id));
  if (own) return own;
  return patterns
    .map((pattern) => ({ pattern, odds: belonging(me, pattern, lexicon) }))
    .filter(({ odds }) => odds >= 0)
    .sort(
      (a, b) =>
        b.odds - a.odds ||
        activityOf(a.pattern).first - activityOf(b.pattern).first ||
        (a.pattern.pattern_id < b.pattern.pattern_id ? -1 : 1),
    )[0]?.pattern;
}

function hasNewest(pattern: Pattern, me: Member): boolean {
  const id = idOf(me);
  return pattern.members.some((ref) => idOf(ref) === id && ref.outcome_version >= me.outcome_version);
}

function unused(me: Member, keyStats: readonly KeyStats[]): string[] {
  const own = clearNames(me)
    .filter((thing) => thing.own)
    .map(({ said }) => `${said}: only this client has it`);
  const cut = keyStats.filter(({ complete_since }) => complete_since !== undefined).length;
  return [
    ...own,
    ...(me.category === 'unknown' ? ['the category: unknown'] : []),
    ...(me.services.length === 0 ? ['the service: none is named'] : []),
    ...(cut > 0 ? [`the older history of ${cut} busy keys`] : []),
  ];
}
