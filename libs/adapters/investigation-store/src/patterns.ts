import { outcomeKey, type OutcomeId } from '@org/event-schema';
import { analysisAmong, type ExposedRecord, type PatternAnalysis } from './analyses';
import { asDelivery, type Delivery } from './effects';
import { CANDIDATE_SHARDS, keys, listed, shardOf } from './keys';
import type { PatternRecord } from './records';
import { toMilliseconds } from './state';
import { verdictsAmong, type PatternVerdict } from './verdicts';
import { withoutKeys, type Item, type Table } from './table';

/** What people read of patterns. Lists are newest first. */
export interface PatternReader {
  patterns<P extends PatternRecord = PatternRecord>(limit: number): Promise<P[]>;
  /** A pattern with all that stands beside it. */
  pattern<P extends PatternRecord = PatternRecord>(patternId: string): Promise<KnownPattern<P> | undefined>;
}

export interface KnownPattern<P extends PatternRecord = PatternRecord> {
  readonly pattern: P;
  readonly analysis?: PatternAnalysis;
  /** Who may be hit next, as it stood when people were last told. */
  readonly exposed?: readonly ExposedRecord[];
  readonly deliveries: Delivery[];
  /** What was closed at vendors of all that was told of it; absent when nothing was. */
  readonly acts?: readonly Delivery[];
  /** The oldest first. */
  readonly verdicts: PatternVerdict[];
}

/** What the pattern detector writes. Every call is harmless to repeat. */
export interface PatternStore extends PatternReader {
  /** Remembers a member under a correlation key for as long as the window needs it. */
  saveCandidate(key: string, candidate: Candidate): Promise<void>;
  /**
   * Members under a key with a timestamp in the window, the oldest first; the newest {@link MAX_CANDIDATES}. When there are
   * more, all that are newer than `complete_since` are there.
   */
  candidates<M>(key: string, from: string, to: string): Promise<{ members: M[]; complete_since?: string }>;
  /** Lets a pattern be found under its keys. Done before the pattern is written, so that a crash leaves no lost pattern. */
  pointToPattern(pattern: PatternRecord): Promise<void>;
  /** Patterns under keys whose last member is not older than `since`; the newest {@link MAX_PATTERNS}. */
  patternsUnder<P extends PatternRecord>(keys: readonly string[], since: string): Promise<P[]>;
  /** Replaces a pattern if its version is still the expected one (0: absent). False: read and decide again. */
  savePattern(pattern: PatternRecord, expectedVersion: number): Promise<boolean>;
}

export interface Candidate {
  readonly id: OutcomeId;
  readonly timestamp: string;
  readonly member: object;
}

/**
 * Of one key the newest are read: the engine weighs a burst against the history of its key, and under a busy key a short
 * history tells as much. So a storm under one key does not make every event read the whole storm.
 */
export const MAX_CANDIDATES = 100;

/** Of the patterns under an event's keys so many are read. */
export const MAX_PATTERNS = 25;

/** Candidates and pointers outlive the history that a burst is weighed against (14 days), and late arrivals. */
export const CORRELATION_DAYS = 16;

export function patternStore(table: Table): PatternStore {
  return {
    async saveCandidate(key, { id, timestamp, member }) {
      await table.putOnce({
        pk: keys.candidates(key, shardOf(id.client_account_id, CANDIDATE_SHARDS)),
        sk: `MEM#${toMilliseconds(timestamp)}#${outcomeKey(id)}`,
        member,
        expires_at: table.expiresAt(CORRELATION_DAYS),
      });
    },

    async candidates<M>(key: string, from: string, to: string) {
      const perShard = MAX_CANDIDATES / CANDIDATE_SHARDS;
      const shards = await Promise.all(
        Array.from({ length: CANDIDATE_SHARDS }, (_, shard) =>
          table.query<{ member: M; sk: string }>(keys.candidates(key, shard), {
            from: `MEM#${toMilliseconds(from)}`,
            to: `MEM#${toMilliseconds(to)}\uffff`,
            newestFirst: true,
            limit: perShard,
          }),
        ),
      );
      const found = shards.flat().sort((a, b) => (a.sk < b.sk ? -1 : 1));
      const since = shards
        .flatMap((shard) => (shard.length < perShard ? [] : (shard.at(-1)?.sk.split('#')[1] ?? [])))
        .sort();
      const complete_since = since.at(-1);
      return { members: found.map(({ member }) => member), ...(complete_since !== undefined && { complete_since }) };
    },

    async pointToPattern(pattern) {
      await Promise.all(
        pattern.keys.map((key) =>
          table.update(
            { pk: keys.patternPointers(key), sk: `PAT#${pattern.pattern_id}` },
            'SET pattern_id = :id, last_timestamp = :last, expires_at = :until',
            {
              values: {
                ':id': pattern.pattern_id,
                ':last': toMilliseconds(pattern.last_timestamp),
                ':until': table.expiresAt(CORRELATION_DAYS),
              },
            },
          ),
        ),
      );
    },

    async patternsUnder<P extends PatternRecord>(under: readonly string[], since: string) {
      const pointers = await Promise.all(
        under.map((key) =>
          table.query<{ pattern_id: string; last_timestamp: string }>(keys.patternPointers(key), {
            from: 'PAT#',
            limit: 100,
          }),
        ),
      );
      const ids = new Map(
        pointers
          .flat()
          .filter(({ last_timestamp }) => last_timestamp >= toMilliseconds(since))
          .sort((a, b) => (a.last_timestamp > b.last_timestamp ? -1 : 1))
          .map(({ pattern_id }) => [pattern_id, true] as const),
      );
      const found = await Promise.all(
        [...ids.keys()]
          .slice(0, MAX_PATTERNS)
          .sort()
          .map((id) => table.get<{ pattern: P }>(keys.pattern(id))),
      );
      return found.filter((item) => item !== undefined).map(({ pattern }) => pattern);
    },

    savePattern: (pattern, expectedVersion) =>
      table.putIf(
        {
          ...keys.pattern(pattern.pattern_id),
          ...listed('PATTERNS', pattern.pattern_id, toMilliseconds(pattern.last_timestamp)),
          pattern,
          version: pattern.version,
        },
        expectedVersion === 0 ? 'attribute_not_exists(pk) OR expires_at <= :now' : 'version = :expected',
        { ':expected': expectedVersion },
      ),

    patterns: async <P extends PatternRecord>(limit: number) =>
      (await table.newest<{ pattern: P }>('PATTERNS', limit)).map(({ pattern }) => pattern),

    async pattern<P extends PatternRecord>(patternId: string) {
      const items = await table.query<Item & { sk: string }>(keys.pattern(patternId).pk);
      const state = items.find(({ sk }) => sk === 'STATE');
      if (!state) return undefined;
      const those = (prefix: string) =>
        items.filter(({ sk }) => sk.startsWith(prefix)).map((item) => asDelivery(withoutKeys(item)));
      const acts = those('ACT#');
      return {
        pattern: state['pattern'] as P,
        ...analysisAmong(items),
        deliveries: those('DLV#'),
        ...(acts.length > 0 && { acts }),
        verdicts: verdictsAmong(items),
      };
    },
  };
}
