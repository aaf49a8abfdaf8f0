/** Texts longer than this are read to this point: a report is a few kilobytes, and more is not meant for a reader. */
const MAX_CHARACTERS = 1_000_000;

// Numbers that are joined by punctuation (times, addresses, decimals) stay one word, so that 0.503 is not HTTP 503.
const WORD = /\p{N}+(?:[.:,/-]\p{N}+)+|[\p{L}\p{N}_]+/gu;

/** The words of a text, lower-case, in order. One pass, whatever the text. */
export function wordsOf(text: string): string[] {
  return text.slice(0, MAX_CHARACTERS).toLowerCase().match(WORD) ?? [];
}

/** Phrases of up to a few words, each with what it stands for. */
export class PhraseBook<Meaning> {
  private readonly meanings = new Map<string, Meaning>();
  private longest = 0;

  constructor(phrases: Iterable<readonly [phrase: string, meaning: Meaning]>) {
    for (const [phrase, meaning] of phrases) {
      const words = wordsOf(phrase);
      this.meanings.set(words.join(' '), meaning);
      this.longest = Math.max(this.longest, words.length);
    }
  }

  /** Every phrase that the words hold as whole words, with its meaning, in order of first appearance. */
  in(words: readonly string[]): Map<string, Meaning> {
    const found = new Map<string, Meaning>();
    for (let start = 0; start < words.length; start++) {
      let phrase = '';
      for (let end = start; end < Math.min(words.length, start + this.longest); end++) {
        phrase += (end === start ? '' : ' ') + words[end];
        const meaning = this.meanings.get(phrase);
        if (meaning !== undefined && !found.has(phrase)) found.set(phrase, meaning);
      }
    }
    return found;
  }
}
