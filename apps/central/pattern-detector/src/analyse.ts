import type { Pattern } from '@org/correlation-engine';
import type { InvestigationStore } from '@org/investigation-store';
import type { LanguageModel } from '@org/language-model';
import type { Logger } from '@org/lambda-runtime';
import { INSTRUCTIONS, PROMPT_VERSION, inWords, readAnswer } from './answer';

export interface AnalysePorts {
  /** Nothing when the configuration wants no analysis. */
  readonly model: LanguageModel | undefined;
  readonly maxCallsPerDay: number;
  /** The longest that the model may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly store: Pick<InvestigationStore, 'pattern' | 'saveAnalysis' | 'spend'>;
  readonly now: () => Date;
  readonly remainingMs: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** Left for the alert itself after the model has taken its time. */
const ALERT_NEEDS_MS = 20_000;

/**
 * Lets a language model explain a pattern, once for each pattern. No model, no budget, no time, no answer, or one that may
 * not be shown: then there is no prose, and the alert goes out all the same. So this never throws.
 */
export async function analyse(pattern: Pattern, ports: AnalysePorts): Promise<string | undefined> {
  const { model, store, logger, timeoutMs } = ports;
  const { pattern_id } = pattern;
  if (!model) return undefined;
  try {
    const known = (await store.pattern(pattern_id))?.analysis;
    if (known !== undefined) return known;
    if (ports.remainingMs() < timeoutMs + ALERT_NEEDS_MS) {
      logger.warn({ pattern_id, reason: 'no-time' }, 'pattern is told without an analysis');
      return undefined;
    }
    if (!(await store.spend('analysis', ports.now().toISOString().slice(0, 10), ports.maxCallsPerDay))) {
      logger.warn({ pattern_id, reason: 'budget-spent' }, 'pattern is told without an analysis');
      return undefined;
    }
    const evidence = pattern.evidence.map(({ what, weight }, index) => ({ id: `E${index + 1}`, what, weight }));
    const { text, usage } = await model.complete({ instructions: INSTRUCTIONS, data: dataOf(pattern, evidence) });
    const read = readAnswer(
      text,
      evidence.map(({ id }) => id),
    );
    logger.info({ pattern_id, prompt_version: PROMPT_VERSION, ...usage }, 'a language model was asked');
    if ('refused' in read) {
      logger.warn({ pattern_id, reason: read.refused }, 'pattern is told without an analysis');
      return undefined;
    }
    const prose = inWords(read.answer, pattern.confidence);
    await store.saveAnalysis(pattern_id, prose);
    return prose;
  } catch (error) {
    logger.warn({ pattern_id, reason: 'no-answer', error }, 'pattern is told without an analysis');
    return undefined;
  }
}

/** What the model is shown: what clients share, and no client's identity. */
function dataOf(
  { shared, category, clients, regions, members, explanation, confidence }: Pattern,
  evidence: readonly { readonly id: string; readonly what: string; readonly weight: number }[],
): string {
  return JSON.stringify({
    shared,
    category,
    clients: clients.length,
    investigations: members.length,
    regions,
    confidence,
    explanation,
    evidence,
  });
}
