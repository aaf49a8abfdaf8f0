// The indicators of a text, as the formatter finds them: each known phrase that stands between ends of words, the longest first.
import { INDICATORS } from '@org/event-schema';

// By their first word, so that only the phrases that could stand at a place are tried there.
const BY_FIRST_WORD = new Map();
for (const [token, phrases] of Object.entries(INDICATORS)) {
  for (const phrase of phrases) {
    const first = /^[a-z0-9]+/.exec(phrase)[0];
    BY_FIRST_WORD.set(first, [...(BY_FIRST_WORD.get(first) ?? []), { phrase, token }]);
  }
}
for (const phrases of BY_FIRST_WORD.values()) phrases.sort((a, b) => b.phrase.length - a.phrase.length);

const WORD = /[a-z0-9]+/g;
const IN_WORD = /[a-z0-9]/;

export function indicatorsIn(brief) {
  const text = brief.toLowerCase();
  const tokens = new Set();
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const phrases = BY_FIRST_WORD.get(match[0]);
    const found = phrases?.find(
      ({ phrase }) => text.startsWith(phrase, match.index) && !IN_WORD.test(text.charAt(match.index + phrase.length)),
    );
    if (!found) continue;
    tokens.add(found.token);
    WORD.lastIndex = match.index + found.phrase.length;
  }
  return [...tokens];
}
