import { decide, readWindow } from './decide';
import { memberOf, plan } from './keys';
import type { CorrelatedEvent, CorrelationConfig, DecideOutput, Member, Pattern } from './types';

/** A correlator that remembers in this process: for tests, for replays, and for tools without a table. */
export interface Correlator {
  /** Remembers the event and decides. The same event again changes nothing. */
  process(event: CorrelatedEvent): DecideOutput;
  /** All patterns so far, the oldest first. */
  patterns(): readonly Pattern[];
}

/**
 * Makes a {@link Correlator}. It does what a stored one does: remember the member under its keys, read, decide, write.
 * Nothing is ever forgotten, so give it a stream that fits into memory.
 */
export function createCorrelator(config: CorrelationConfig): Correlator {
  const members = new Map<string, Member[]>();
  const patterns = new Map<string, Pattern>();
  const patternsUnder = new Map<string, Set<string>>();
  return {
    process(event) {
      const keys = plan(event);
      const member = memberOf(event);
      const { from, to } = readWindow(event, config);
      for (const key of keys) {
        const under = members.get(key) ?? [];
        const index = under.findIndex((other) => isSame(other, member));
        if (index < 0) under.push(member);
        else if ((under[index]?.outcome_version ?? 0) < member.outcome_version) under[index] = member;
        members.set(key, under);
      }
      const candidates = keys.flatMap((key) =>
        (members.get(key) ?? []).filter(
          ({ timestamp }) => Date.parse(timestamp) >= Date.parse(from) && Date.parse(timestamp) <= Date.parse(to),
        ),
      );
      const known = keys.flatMap((key) => [...(patternsUnder.get(key) ?? [])].flatMap((id) => patterns.get(id) ?? []));
      const output = decide({ event, candidates, patterns: known, config });
      for (const { pattern } of output.writes) {
        patterns.set(pattern.pattern_id, pattern);
        for (const key of pattern.keys)
          patternsUnder.set(key, (patternsUnder.get(key) ?? new Set()).add(pattern.pattern_id));
      }
      return output;
    },
    patterns: () => [...patterns.values()].sort((a, b) => (a.first_timestamp < b.first_timestamp ? -1 : 1)),
  };
}

function isSame(a: Member, b: Member): boolean {
  return (
    a.investigation_id === b.investigation_id &&
    a.client_account_id === b.client_account_id &&
    a.agent_space_id === b.agent_space_id
  );
}
