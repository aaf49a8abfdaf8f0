import { FIT, LEXICON_VERSION, WORDS } from './lexicon.data';

/** What is known beforehand of words: a versioned data file, made by `bench/learn-lexicon.mjs`. */
export interface Lexicon {
  readonly version: string;
  /** How telling a stem is: 0 for one that every text has, 1 for one that hardly any has. A stem that is absent is rare. */
  readonly weightOf: ReadonlyMap<string, number>;
  /** The weights of likeness, see `profile.ts`. */
  readonly fit: FitWeights;
}

/** Log odds that a report tells of the same kind of trouble as others, learnt by logistic regression. */
export interface FitWeights {
  readonly base: number;
  /** Times the share of the others that have its service; or it is unknown; or hardly any has it. */
  readonly service: number;
  readonly serviceUnknown: number;
  readonly serviceOther: number;
  /** The same for its category. */
  readonly category: number;
  readonly categoryUnknown: number;
  readonly categoryOther: number;
  /** Times the square root of the cosine of its words and theirs. */
  readonly words: number;
  /** Times the logarithm of how many the others are: many words of many reports are easily met. */
  readonly size: number;
}

/** The lexicon that ships with this package. */
export const LEXICON: Lexicon = { version: LEXICON_VERSION, weightOf: weights(WORDS), fit: FIT };

const stems = new Map<string, string>();
const MAX_STEMS = 20_000;

/**
 * A word without its ending. Crude on purpose: both sides of every comparison are cut alike. The same stem is the same
 * object as long as there is room, since equal objects are compared at once.
 */
export function stemOf(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = same(cut(word));
    if (stems.size < MAX_STEMS) stems.set(word, stem);
  }
  return stem;
}

const texts = new Map<string, string>();

/** The one object for equal texts. */
export function same(text: string): string {
  const before = texts.get(text);
  if (before === undefined && texts.size < MAX_STEMS) texts.set(text, text);
  return before ?? text;
}

function cut(word: string): string {
  if (word.length < 5) return word.replace(/(?<=[a-z]{3})s$/, '');
  return word
    .replace(/ies$/, 'y')
    .replace(/(ing|edly|ed|es|s)$/, '')
    .replace(/(.)\1$/, '$1')
    .replace(/e$/, '');
}

// Eleven lists of stems: the first has weight 0, the last 1.
function weights(lists: string): Map<string, number> {
  return new Map(
    lists.split('|').flatMap((list, tenths) => list.split(' ').map((stem) => [stem, tenths / 10] as const)),
  );
}
