import { keys } from './keys';
import type { Item, Table } from './table';

/** What a language model says of a pattern, after it was found to be no more than words. Still not to be trusted. */
export interface PatternAnswer {
  /** One sentence: the most likely common cause. */
  readonly cause: string;
  /** How sure the model is of it, between 0 and 1. */
  readonly confidence: number;
  readonly shared_dependency?: string;
  /** What to look at first, for whomever it hit. */
  readonly check_first: readonly string[];
  /** What to look at first at one client. */
  readonly recommendations: readonly { readonly client_account_id: string; readonly check_first: readonly string[] }[];
  /** What of the pattern's evidence it rests on. */
  readonly evidence: readonly string[];
}

/** One question to a language model about a pattern: what it came to, and what it cost. */
export interface PatternAnalysis {
  /** ISO 8601. */
  readonly at: string;
  /** The Bedrock agent with its alias, or the model. */
  readonly model: string;
  readonly prompt_version: string;
  readonly usage?: { readonly input_tokens: number; readonly output_tokens: number };
  /** US dollars, at the price of the configuration; estimated where the service told no tokens. */
  readonly cost_usd: number;
  readonly answer?: PatternAnswer;
  /** Why nothing of the answer is shown: a fixed word. */
  readonly refused?: string;
  /** The pattern of the same cause that it was asked for, within the last days. It cost nothing then. */
  readonly asked_for?: string;
}

/** An answer that other patterns of the same cause may have. */
export interface KeptAnswer {
  readonly pattern_id: string;
  readonly answer: PatternAnswer;
}

/** Clients that a pattern may hit next, by shape: an `ExposedClient` of the correlation engine fits. */
export interface ExposedRecord {
  readonly client_account_id: string;
  readonly because: string;
  readonly what: string;
  readonly last_seen: string;
}

/** What people read of what language models cost. */
export interface AnalysisReader {
  /** What of a day's budget is spent or set aside, in US dollars; the date is YYYY-MM-DD in UTC. */
  spent(budget: string, date: string): Promise<number>;
}

/** What the pattern detector keeps of language models, and what it says beside them. */
export interface AnalysisStore extends AnalysisReader {
  /**
   * Sets part of a day's budget aside, before it is spent.
   *
   * @param amount in US dollars, like all here; kept in millionths
   * @returns false when less than that is left
   */
  reserve(budget: string, date: string, amount: number, max: number): Promise<boolean>;
  /** Gives back what was set aside and not spent; or takes what was spent beyond it. Not harmless to repeat. */
  settle(budget: string, date: string, reserved: number, spent: number): Promise<void>;
  /** Takes the question about a pattern for so long; false while somebody else has it. Of many workers one asks. */
  claimQuestion(patternId: string, leaseMs: number): Promise<boolean>;
  /** Keeps what a model was asked about a pattern, unless there is something already. */
  saveAnalysis(patternId: string, analysis: PatternAnalysis): Promise<void>;
  /** Keeps an answer for {@link ANSWER_DAYS} under the signature of its cause; the newest counts. */
  keepAnswer(signature: string, kept: KeptAnswer): Promise<void>;
  keptAnswer(signature: string): Promise<KeptAnswer | undefined>;
  /** Who may be hit next, as it stands now. */
  saveExposed(patternId: string, exposed: readonly ExposedRecord[]): Promise<void>;
}

/** A cause that comes back within a week is told in the same words. */
export const ANSWER_DAYS = 7;

const MILLIONTHS = 1_000_000;

export function analysisStore(table: Table): AnalysisStore {
  return {
    async reserve(budget, date, amount, max) {
      const millionths = Math.ceil(amount * MILLIONTHS);
      const room = Math.floor(max * MILLIONTHS) - millionths;
      if (room < 0) return false;
      const before = await table.update(
        keys.budget(budget, date),
        'SET expires_at = :expires_at ADD spent :amount, calls :one',
        {
          condition: 'attribute_not_exists(spent) OR spent <= :room',
          values: { ':amount': millionths, ':room': room, ':one': 1 },
        },
      );
      return before !== false;
    },

    async settle(budget, date, reserved, spent) {
      const difference = Math.ceil(spent * MILLIONTHS) - Math.ceil(reserved * MILLIONTHS);
      await table.update(keys.budget(budget, date), 'ADD spent :difference', { values: { ':difference': difference } });
    },

    async spent(budget, date) {
      const item = await table.get<{ spent?: number }>(keys.budget(budget, date));
      return (item?.spent ?? 0) / MILLIONTHS;
    },

    claimQuestion: (patternId, leaseMs) =>
      table.putOnce({
        pk: keys.pattern(patternId).pk,
        sk: 'QUESTION',
        expires_at: table.expiresAt(0) + Math.ceil(leaseMs / 1000),
      }),

    async saveAnalysis(patternId, analysis) {
      await table.putOnce({ pk: keys.pattern(patternId).pk, sk: 'ANALYSIS', analysis });
    },

    async keepAnswer(signature, kept) {
      await table.update(keys.answer(signature), 'SET kept = :kept, expires_at = :until', {
        values: { ':kept': kept, ':until': table.expiresAt(ANSWER_DAYS) },
      });
    },

    keptAnswer: async (signature) => (await table.get<{ kept: KeptAnswer }>(keys.answer(signature)))?.kept,

    async saveExposed(patternId, exposed) {
      await table.update(
        { pk: keys.pattern(patternId).pk, sk: 'EXPOSED' },
        'SET exposed = :exposed, expires_at = :expires_at',
        {
          values: { ':exposed': exposed },
        },
      );
    },
  };
}

/** What stands beside a pattern of all this, among its items. */
export function analysisAmong(items: readonly (Item & { sk: string })[]): {
  analysis?: PatternAnalysis;
  exposed?: readonly ExposedRecord[];
} {
  const analysis = items.find(({ sk }) => sk === 'ANALYSIS')?.['analysis'] as PatternAnalysis | undefined;
  const exposed = items.find(({ sk }) => sk === 'EXPOSED')?.['exposed'] as readonly ExposedRecord[] | undefined;
  return { ...(analysis && { analysis }), ...(exposed && { exposed }) };
}
