import { INDICATORS, type Indicator } from '@org/event-schema';
import { PhraseBook, wordsOf } from './words';

/** What the schema lets an event hold. */
const MAX_INDICATORS = 64;

const BOOK = new PhraseBook<Indicator>(
  Object.entries(INDICATORS).flatMap(([indicator, phrases]) =>
    phrases.map((phrase) => [phrase, indicator as Indicator] as const),
  ),
);

/**
 * The words of the closed vocabulary that a report says, in the vocabulary's own order. They cross as they are: a token
 * is chosen by the text and never taken from it, so none can carry what a client wrote.
 */
export function indicatorsIn(report: string): Indicator[] {
  const found = new Set(BOOK.in(wordsOf(report)).values());
  return (Object.keys(INDICATORS) as Indicator[]).filter((indicator) => found.has(indicator)).slice(0, MAX_INDICATORS);
}
