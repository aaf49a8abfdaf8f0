import { MAX_MEMBERS_READ, decide, memberOf, patternsSince } from './decide';
import { LEXICON, type Lexicon } from './lexicon';
import { idOf, keptUnder } from './member';
import type { Notice } from './notice';
import { activityOf } from './pattern';
import type { CorrelatedEvent, CorrelationConfig, DecideOutput, KeyStats, Member, Pattern } from './types';

/** A correlator that remembers in this process: for tests, for replays, and for tools without a table. */
export interface Correlator {
  /**
   * Remembers the event and decides. The same event again changes nothing.
   *
   * @param now when it arrived; when it happened unless told
   * @param notices what AWS Health reports by then
   */
  process(event: CorrelatedEvent, now?: string, notices?: readonly Notice[]): DecideOutput;
  /** All patterns so far, the oldest first. */
  patterns(): readonly Pattern[];
}

/** As many patterns under one key are kept in view, the newest. */
const MAX_PATTERNS = 25;

interface Remembered {
  readonly members: Member[];
  complete_since?: string;
}

/**
 * Makes a {@link Correlator}. It does what a stored one does: remember the member under its keys, read, decide, write.
 * Under each key the newest members are kept, so memory grows with the keys, and with the events by an id each.
 */
export function createCorrelator(config: CorrelationConfig, lexicon: Lexicon = LEXICON): Correlator {
  const remembered = new Map<string, Remembered>();
  const patterns = new Map<string, Pattern>();
  const patternsUnder = new Map<string, string[]>();
  const seen = new Set<string>();
  return {
    process(event, now = event.timestamp, notices = []) {
      const member = memberOf(event, lexicon);
      const again = seen.has(idOf(member));
      seen.add(idOf(member));
      const keyStats = member.keys.map((key) => remember(key, keptUnder(key, member), again));
      const groups = new Set<Pattern>();
      const since = patternsSince(event, config);
      for (const key of member.keys) {
        for (const id of patternsUnder.get(key) ?? []) {
          const pattern = patterns.get(id);
          if (pattern && activityOf(pattern).last >= since) groups.add(pattern);
        }
      }
      const output = decide({ event, keyStats, groups: [...groups], config, now, notices, lexicon });
      for (const { pattern } of output.writes) {
        patterns.set(pattern.pattern_id, pattern);
        for (const key of pattern.keys) {
          const ids = patternsUnder.get(key) ?? [];
          if (!ids.includes(pattern.pattern_id))
            patternsUnder.set(key, [...ids, pattern.pattern_id].slice(-MAX_PATTERNS));
        }
      }
      return output;
    },
    patterns: () => [...patterns.values()].sort((a, b) => (a.first_timestamp < b.first_timestamp ? -1 : 1)),
  };

  // Sorted by time; a newer outcome of an investigation takes the place of an older one.
  function remember(key: string, member: Member, again: boolean): KeyStats {
    let under = remembered.get(key);
    if (!under) remembered.set(key, (under = { members: [] }));
    const { members } = under;
    const known = again ? members.findIndex((other) => idOf(other) === idOf(member)) : -1;
    const before = members[known];
    if (before && before.outcome_version >= member.outcome_version) return { key, ...under };
    if (before) members.splice(known, 1);
    let place = members.length;
    while (place > 0 && (members[place - 1] as Member).at > member.at) place--;
    members.splice(place, 0, member);
    if (members.length > MAX_MEMBERS_READ) {
      members.shift();
      under.complete_since = (members[0] as Member).timestamp;
    }
    return { key, ...under };
  }
}
