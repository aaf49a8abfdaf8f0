import { ALNUM, DASH, DIGIT, HEX, LETTER, UNDERSCORE, UPPER, isAt, isLeftEdge, isRightEdge } from './characters';
import { LONGEST_SHAPE } from './own-rules';

/*
 * The form of a value in an organization's own rules: a sign stands for a kind of character, everything else for itself,
 * and a repeat is bounded. There is one way at most to match it, so matching reads every character once.
 */

/** What a sign stands for. */
export const SIGNS: Readonly<Record<string, number>> = {
  '#': DIGIT,
  '@': LETTER,
  '^': UPPER,
  '*': ALNUM,
  '~': HEX,
  '&': ALNUM | UNDERSCORE | DASH,
};

/** One character for itself, or a kind of character a number of times. */
type Part = { readonly literal: string } | { readonly kind: number; readonly min: number; readonly max: number };

export interface Shape {
  /** The characters that it begins with, before the first sign. */
  readonly prefix: string;
  /** Where the value that begins at `at` ends, or -1. It must stand alone: no letter or digit before or behind. */
  readonly match: (text: string, at: number) => number;
}

/** What is meant as a class of a regular expression: `\d`, `[0-9]`. */
const EXPRESSION = /^(?:\\[dDwWsSbB]|\[\^?[!-~]-[!-~][^\]]{0,20}\])/;

/** Reads a shape; a text answers what is wrong with it. */
export function parseShape(source: string, anyCase: boolean): Shape | string {
  const parts: Part[] = [];
  for (let index = 0; index < source.length; ) {
    const escaped = source[index] === '\\';
    const sign = source[escaped ? index + 1 : index];
    if (sign === undefined) return 'it ends in a backslash';
    const expression = EXPRESSION.exec(source.slice(index))?.[0];
    if (expression) return `it is no regular expression, so ${expression} does not stand for characters; # is a digit`;
    if (!/^[ -~]$/.test(sign)) return 'it holds a character beyond ASCII';
    index += escaped ? 2 : 1;
    const kind = escaped ? undefined : SIGNS[sign];
    if (kind === undefined) {
      if (!escaped && '{}'.includes(sign)) return 'a repeat stands behind no sign';
      parts.push({ literal: sign });
      continue;
    }
    const repeat = /^\{(\d{1,3})(?:,(\d{1,3}))?\}/.exec(source.slice(index));
    if (!repeat && source[index] === '{') return 'a repeat is {number} or {fewest,most}';
    index += repeat?.[0].length ?? 0;
    const min = Number(repeat?.[1] ?? 1);
    const max = Number(repeat?.[2] ?? min);
    if (max < min || max === 0) return 'a repeat has fewer at most than at least';
    parts.push({ kind, min, max });
  }
  const longest = parts.reduce((sum, part) => sum + ('literal' in part ? 1 : part.max), 0);
  if (longest === 0) return 'it is empty';
  if (longest > LONGEST_SHAPE) return `it is longer than ${LONGEST_SHAPE} characters`;
  if (parts.some((part, index) => isOpenEnded(part, parts[index + 1])))
    return 'behind a sign that repeats a varying number of times stands what it may stand for itself, so that it has no certain end';
  const signs = parts.findIndex((part) => !('literal' in part));
  const prefix = parts
    .slice(0, signs < 0 ? parts.length : signs)
    .map((part) => ('literal' in part ? part.literal : ''))
    .join('');
  return { prefix, match: (text, at) => matchParts(parts, anyCase, text, at) };
}

/** Whether it cannot be told where a part ends, because the next may go on with the same characters. */
function isOpenEnded(part: Part, next: Part | undefined): boolean {
  if ('literal' in part || part.min === part.max || next === undefined) return false;
  return 'literal' in next ? isAt(next.literal, 0, part.kind) : (part.kind & next.kind) !== 0;
}

function matchParts(parts: readonly Part[], anyCase: boolean, text: string, at: number): number {
  if (isAt(text, at, ALNUM) && !isLeftEdge(text, at)) return -1;
  let index = at;
  for (const part of parts) {
    if ('literal' in part) {
      const character = text[index];
      if (character === undefined) return -1;
      if (character !== part.literal && !(anyCase && character.toLowerCase() === part.literal.toLowerCase())) return -1;
      index++;
      continue;
    }
    const limit = index + part.max;
    const least = index + part.min;
    while (index < limit && isAt(text, index, part.kind)) index++;
    if (index < least) return -1;
  }
  const last = parts[parts.length - 1];
  if (last && !('literal' in last) && isAt(text, index, last.kind)) return -1;
  return isAt(text, index - 1, ALNUM) && !isRightEdge(text, index) ? -1 : index;
}
