import { createHash } from 'node:crypto';
import { investigationKey, outcomeKey, type OutcomeId } from '@org/event-schema';

/**
 * Every list that all clients share is spread over this many partitions of the index, by hash of the item's own key. One
 * partition takes 1,000 writes a second; 10,000 clients that each report six states of three investigations in a minute
 * make 3,000 a second. Readers ask all shards and merge.
 */
export const LIST_SHARDS = 8;

/** One cause may hit 10,000 clients: its candidates are spread over this many partitions of the table. */
export const CANDIDATE_SHARDS = 4;

/** Lists over all clients, newest first, in the index `gsi1`. */
export type List =
  | 'OPEN'
  | 'REPORTED'
  | 'DECISIONS'
  | 'DELIVERIES'
  | 'PATTERNS'
  /** By due time: patterns that are looked after. */
  | 'PATTERN-WATCHES'
  /** What people said of patterns. */
  | 'VERDICTS'
  | 'QUARANTINE'
  | 'IGNORED'
  | 'HEARTBEATS'
  /** By due time: what is owed or still open somewhere. CRITICAL and HIGH have a list of their own. */
  | 'FOLLOWUPS'
  | 'URGENT-FOLLOWUPS';

export function shardOf(id: string, shards: number): number {
  return createHash('sha256').update(id).digest().readUInt16BE(0) % shards;
}

/** Where an item stands in a list; `at` is ISO 8601, so that text order is time order. */
export function listed(list: List, id: string, at: string): { gsi1pk: string; gsi1sk: string } {
  return { gsi1pk: `${list}#${shardOf(id, LIST_SHARDS)}`, gsi1sk: `${at}#${id}` };
}

export function shardsOf(list: List): string[] {
  return Array.from({ length: LIST_SHARDS }, (_, shard) => `${list}#${shard}`);
}

/** A client's own list: one partition for each client. */
export function listedForClient(accountId: string, id: string, at: string): { gsi1pk: string; gsi1sk: string } {
  return { gsi1pk: `CLIENT#${accountId}`, gsi1sk: `${at}#${id}` };
}

export const keys = {
  investigation: (key: string) => ({ pk: `INV#${key}`, sk: 'STATE' }),
  outcome: (id: OutcomeId) => ({ pk: `INV#${investigationKey(id)}`, sk: `OUT#${versioned(id.outcome_version)}` }),
  native: (key: string, updatedAt: string, detailType: string) => ({
    pk: `INV#${key}`,
    sk: `NAT#${updatedAt}#${detailType}`,
  }),
  /** `again`: what was decided when the silence had ended, or the ticket was there. */
  decision: (id: OutcomeId, again = false) => ({
    pk: `INV#${investigationKey(id)}`,
    sk: `DEC#${versioned(id.outcome_version)}${again ? '#again' : ''}`,
  }),
  followUp: (id: OutcomeId, about: string) => ({
    pk: `INV#${investigationKey(id)}`,
    sk: `FUP#${versioned(id.outcome_version)}#${about}`,
  }),
  effect: (effect: Effect) => {
    const { destination, act } = effect;
    const about = act === undefined ? destination : `${destination}#${act}`;
    // Apart from what tells people, so that nobody takes a closed page for a page.
    const kind = tellsPeople(effect) ? 'DLV' : 'ACT';
    return effect.of === 'outcome'
      ? {
          pk: `INV#${investigationKey(effect.outcome)}`,
          sk: `${kind}#${versioned(effect.outcome.outcome_version)}#${about}`,
        }
      : { pk: `PAT#${effect.pattern_id}`, sk: `${kind}#${about}` };
  },
  pattern: (patternId: string) => ({ pk: `PAT#${patternId}`, sk: 'STATE' }),
  patternWatch: (patternId: string) => ({ pk: `PAT#${patternId}`, sk: 'WATCH' }),
  verdict: (patternId: string, at: string, id: string) => ({ pk: `PAT#${patternId}`, sk: `VERDICT#${at}#${id}` }),
  candidates: (key: string, shard: number) => `COR#${key}#${shard}`,
  patternPointers: (key: string) => `COR#${key}`,
  notices: (service: string, region: string) => `NOTICE#${service}|${region}`,
  notice: (service: string, region: string, at: string, id: string) => ({
    pk: `NOTICE#${service}|${region}`,
    sk: `AT#${at}#${id}`,
  }),
  day: (accountId: string, date: string) => ({ pk: `CLIENT#${accountId}`, sk: `DAY#${date}` }),
  heartbeat: (accountId: string, agentSpaceId: string) => ({ pk: `CLIENT#${accountId}`, sk: `BEAT#${agentSpaceId}` }),
  answer: (signature: string) => ({ pk: `ANSWER#${signature}`, sk: 'STATE' }),
  budget: (budget: string, date: string) => ({ pk: `BUDGET#${budget}`, sk: `DAY#${date}` }),
  setAside: (id: string, list: List) => ({ pk: `ASIDE#${id}`, sk: list }),
};

/** What is done at a destination beside telling it for the first time. */
export type Act =
  /** Tells somebody else, because nobody had acknowledged after so many minutes. */
  | `escalation-${number}`
  /** Tells the same pattern again: it has grown, or is over. */
  | `update-${string}`
  /** Brings an acknowledgement from one vendor to another, or closes what is over; of an escalation, with its name. */
  | `acknowledge${'' | `-escalation-${number}`}`
  | `resolve${'' | `-escalation-${number}`}`
  /** Closes what a client was told of a pattern. */
  | `resolve-member-${string}`;

/** One thing done in the outside world, at most once: a page or ticket for an outcome, or the alert of a pattern. */
export type Effect = (
  | { readonly of: 'outcome'; readonly outcome: OutcomeId }
  | { readonly of: 'pattern'; readonly pattern_id: string }
) & { readonly destination: string; readonly act?: Act };

/** Whether people hear of it: everything but an acknowledgement and a resolution. */
export function tellsPeople({ act }: Pick<Effect, 'act'>): boolean {
  return act === undefined || !/^(acknowledge|resolve)/.test(act);
}

/** What an effect is about: the key of the outcome, or `corr-<pattern id>`. */
export function subjectKey(effect: Effect): string {
  return effect.of === 'outcome' ? outcomeKey(effect.outcome) : `corr-${effect.pattern_id}`;
}

/** The key that the vendor knows an effect by. Source for patterns: design of correlation, `corr-<pattern id>`. */
export function effectKey(effect: Effect): string {
  const subject = subjectKey(effect);
  // A page of its own: under the outcome's key a vendor would take it for the page that nobody acknowledged.
  return effect.act?.startsWith('escalation-') ? `${subject}/${effect.act}` : subject;
}

// Seven digits, as the schema allows a million outcomes: text order is number order.
function versioned(version: number): string {
  return String(version).padStart(7, '0');
}
