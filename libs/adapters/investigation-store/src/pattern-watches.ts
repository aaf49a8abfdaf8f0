import { keys, listed, shardsOf } from './keys';
import { withoutKeys, type Table } from './table';

/**
 * That a pattern is looked after until it ends with a reason: written before the pattern itself, so that whoever must be told
 * of it is told also when the worker that found it is gone.
 */
export interface PatternWatch {
  readonly pattern_id: string;
  /** ISO 8601, like all times here. */
  readonly begun_at: string;
  /** When it is looked at next; absent once it has ended. */
  readonly due_at?: string;
  /** How often it was looked at. */
  readonly looks: number;
  readonly ended?: { readonly at: string; readonly why: string };
}

export interface PatternWatchStore {
  /** Watches a pattern from now on, unless that was done before, ended or not. */
  savePatternWatch(patternId: string, dueAt: string): Promise<void>;
  /** What is due by now, the longest due first. */
  duePatternWatches(limit: number): Promise<PatternWatch[]>;
  /** Looks at it again then. Nothing happens when another worker has moved or ended it meanwhile. */
  postponePatternWatch(watch: PatternWatch, dueAt: string): Promise<void>;
  /** Ends it for good, with a reason for people; says whether it was this call that ended it. */
  endPatternWatch(watch: PatternWatch, why: string): Promise<boolean>;
}

export function patternWatchStore(table: Table): PatternWatchStore {
  return {
    async savePatternWatch(patternId, dueAt) {
      await table.putOnce({
        ...keys.patternWatch(patternId),
        ...listed('PATTERN-WATCHES', patternId, dueAt),
        pattern_id: patternId,
        begun_at: table.now().toISOString(),
        due_at: dueAt,
        looks: 0,
      });
    },

    async duePatternWatches(limit) {
      const now = `${table.now().toISOString()}\uffff`;
      const shards = await Promise.all(
        shardsOf('PATTERN-WATCHES').map((pk) =>
          table.query<PatternWatch & { gsi1sk: string }>(pk, { index: 'gsi1', from: '0', to: now, limit }),
        ),
      );
      return shards
        .flat()
        .sort((a, b) => (a.gsi1sk < b.gsi1sk ? -1 : 1))
        .slice(0, limit)
        .map(withoutKeys);
    },

    async postponePatternWatch({ pattern_id, due_at }, dueAt) {
      const { gsi1sk } = listed('PATTERN-WATCHES', pattern_id, dueAt);
      await table.update(
        keys.patternWatch(pattern_id),
        'SET due_at = :due_at, gsi1sk = :gsi1sk, expires_at = :expires_at ADD looks :one',
        { condition: 'due_at = :was', values: { ':due_at': dueAt, ':gsi1sk': gsi1sk, ':one': 1, ':was': due_at } },
      );
    },

    async endPatternWatch({ pattern_id }, why) {
      const before = await table.update(
        keys.patternWatch(pattern_id),
        'SET ended = :ended, expires_at = :expires_at REMOVE due_at, gsi1pk, gsi1sk',
        {
          condition: 'attribute_exists(pk) AND attribute_not_exists(ended)',
          values: { ':ended': { at: table.now().toISOString(), why } },
        },
      );
      return before !== false;
    },
  };
}
