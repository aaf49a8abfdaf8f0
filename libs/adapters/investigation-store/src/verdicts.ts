import { createHash } from 'node:crypto';
import { keys, listed } from './keys';
import { toMilliseconds } from './state';
import { without, withoutKeys, type Item, type Table } from './table';

/** What a person says of a pattern, and why. */
export interface PatternVerdict {
  readonly verdict: 'confirmed' | 'rejected' | 'split' | 'merged';
  readonly by: string;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
  /** The pattern that it was merged into. */
  readonly into?: string;
  /** The investigations that a split takes away: `account/space/investigation`. */
  readonly members?: readonly string[];
}

/** A verdict with its pattern: what may be learned from. */
export type PatternLabel = PatternVerdict & { readonly pattern_id: string };

export interface VerdictReader {
  /** What people said of all patterns, newest first. */
  labels(limit: number): Promise<PatternLabel[]>;
}

export interface VerdictStore extends VerdictReader {
  /** Keeps a verdict beside those before it. */
  saveVerdict(patternId: string, verdict: PatternVerdict): Promise<void>;
}

/** Whoever learns from labels needs many, and people give few: they outlive their patterns. */
const LABEL_DAYS = 730;

/** The verdict that counts: the newest, whatever was split off since. */
export function standingVerdict(verdicts: readonly PatternVerdict[]): PatternVerdict | undefined {
  return verdicts
    .filter(({ verdict }) => verdict !== 'split')
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .at(-1);
}

export function verdictStore(table: Table): VerdictStore {
  return {
    async saveVerdict(patternId, { verdict, by, why, at: said, into, members }) {
      const at = toMilliseconds(said);
      // Named by its words, so that a repeat finds it here, and two of one moment are both kept.
      const words = JSON.stringify([verdict, by, why, into, members]);
      const id = createHash('sha256').update(words).digest('base64url').slice(0, 11);
      await table.putOnce({
        ...keys.verdict(patternId, at, id),
        ...listed('VERDICTS', `${patternId}#${id}`, at),
        pattern_id: patternId,
        verdict,
        by,
        why,
        at,
        ...(into !== undefined && { into }),
        ...(members !== undefined && { members }),
        expires_at: table.expiresAt(LABEL_DAYS),
      });
    },

    labels: async (limit) => (await table.newest<PatternLabel>('VERDICTS', limit)).map(withoutKeys),
  };
}

/** The verdicts among the items of a pattern, the oldest first. */
export function verdictsAmong(items: readonly (Item & { sk: string })[]): PatternVerdict[] {
  return items
    .filter(({ sk }) => sk.startsWith('VERDICT#'))
    .map((item) => without(withoutKeys(item), ['pattern_id']) as unknown as PatternVerdict);
}
