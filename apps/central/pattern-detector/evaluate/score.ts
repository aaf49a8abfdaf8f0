import type { AnalysisPrice } from '@org/configuration';
import type { LanguageModel } from '@org/language-model';
import { costOf } from '../src/analyse';
import { INSTRUCTIONS, answerForm, readAnswer, type Answer } from '../src/answer';
import { shownTo } from '../src/shown';
import { patternOf, type Case } from './cases';

/** What one case came to. */
export interface Scored {
  readonly name: string;
  /** Between 0 and 1: the share of what was expected that the answer has; 1 for a refusal that was expected. */
  readonly score: number;
  /** What was expected and is missing, in words. */
  readonly missing: readonly string[];
  /** Why nothing is shown of the answer. */
  readonly refused?: string;
  readonly cost_usd: number;
}

/** Asks a model about one case as the pattern detector would, and compares what would be shown with what is expected. */
export async function scored(
  one: Case,
  model: LanguageModel,
  price: AnalysisPrice,
  recorded: boolean,
): Promise<Scored> {
  const { pattern, reports, names } = patternOf(one);
  const shown = shownTo(pattern, reports, names);
  const { text, usage } = await model.complete({ instructions: INSTRUCTIONS, data: shown.data, answer: answerForm });
  const cost_usd = costOf(usage?.inputTokens ?? 0, usage?.outputTokens ?? 0, price);
  const read = readAnswer(text, shown);
  if ('refused' in read) {
    const { refused } = read;
    const meant = recorded && one.recorded_is_refused === refused;
    return {
      name: one.name,
      score: meant ? 1 : 0,
      missing: meant ? [] : ['an answer that may be shown'],
      refused,
      cost_usd,
    };
  }
  if (recorded && one.recorded_is_refused !== undefined) {
    return { name: one.name, score: 0, missing: [`a refusal: ${one.recorded_is_refused}`], cost_usd };
  }
  const checks = checksOf(read.answer, one, names);
  const missing = checks.filter(([, met]) => !met).map(([what]) => what);
  return { name: one.name, score: (checks.length - missing.length) / checks.length, missing, cost_usd };
}

function checksOf(
  { cause, shared_dependency = '', confidence, check_first, clients }: Answer,
  { expected }: Case,
  names: readonly string[],
): [what: string, met: boolean][] {
  const said = `${cause} ${shared_dependency}`.toLowerCase();
  const has = (word: string) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'iu').test(said);
  const [from, to] = expected.confidence;
  const all = JSON.stringify([cause, shared_dependency, check_first, clients]).toLowerCase();
  return [
    ...expected.cause.map((words): [string, boolean] => [`one of: ${words.join(', ')}`, words.some(has)]),
    ...(expected.shared === undefined
      ? []
      : [
          [
            `the shared dependency ${expected.shared}`,
            shared_dependency.toLowerCase().includes(expected.shared.toLowerCase()),
          ] as [string, boolean],
        ]),
    [`a confidence from ${from} to ${to}`, confidence >= from && confidence <= to],
    ['what to check first', check_first.length > 0],
    ['no name of a client', !names.some((name) => all.includes(name.toLowerCase()))],
  ];
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
