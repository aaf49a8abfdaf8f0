import { isCategory } from './categories';
import { COLON, DIGIT, DOT, LOWER, UNDERSCORE, isAt, runEnd } from './characters';

/** Longest token of a pseudonym, in characters. */
export const LONGEST_TOKEN = 480;

/**
 * Where the placeholder that begins at `index` ends, or 0 when none does: `[ipv4]`, `[ipv4:1]` where the policy numbers
 * equal values, `[ipv4:p.mzxw6…]` where it gives them pseudonyms. The token of one is of small letters and digits only,
 * so that nothing that a rule would know can pass for it.
 */
export function placeholderEnd(text: string, index: number, own?: ReadonlySet<string>): number {
  if (text.charCodeAt(index) !== 91) return 0;
  const end = runEnd(text, index + 1, LOWER | DIGIT | UNDERSCORE, 40);
  let close = end;
  if (text.charCodeAt(end) === 58) {
    close = text.startsWith('p.', end + 1)
      ? runEnd(text, end + 3, LOWER | DIGIT, LONGEST_TOKEN)
      : runEnd(text, end + 1, DIGIT, 7);
  }
  if (text.charCodeAt(close) !== 93) return 0;
  const category = text.slice(index + 1, end);
  return isCategory(category) || own?.has(category) ? close + 1 : 0;
}

/** Where the placeholder ends that has begun at or before `index`, and those that follow it; `index` itself when none has. */
export function behindPlaceholders(text: string, index: number, own?: ReadonlySet<string>): number {
  let start = index;
  const limit = Math.max(0, index - LONGEST_TOKEN - 44);
  while (start > limit && isAt(text, start - 1, LOWER | DIGIT | UNDERSCORE | COLON | DOT)) start--;
  let behind = Math.max(index, placeholderEnd(text, start - 1, own));
  for (let next = behind; next > 0; next = placeholderEnd(text, next, own)) behind = next;
  return behind;
}
