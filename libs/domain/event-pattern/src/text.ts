export type TextTest = (value: string) => boolean;

// The engine matches strings in their quotes: a prefix begins behind the opening quote, and one that ends with a quote
// can reach the closing one. So `startsWith` and `endsWith` are asked about the quoted value where a quote is in play.

/** Strings that begin so. An empty prefix means any string, and nothing but a string. */
export function beginsWith(prefix: string): TextTest {
  return prefix.endsWith('"') ? (value) => `${value}"`.startsWith(prefix) : (value) => value.startsWith(prefix);
}

/** Strings that end so. */
export function endsWith(suffix: string): TextTest {
  return suffix.startsWith('"') ? (value) => `"${value}`.endsWith(suffix) : (value) => value.endsWith(suffix);
}

/**
 * Strings that are equal, begin or end so, whatever the case. The engine takes the pattern character by character and
 * accepts its lower-case and its upper-case form (`ß` and `SS`, but not `ss`). It cannot do that for characters outside
 * the basic plane, such as emoji: their halves become question marks, and so such a pattern does not match itself.
 */
export function ignoringCase(pattern: string, where: 'whole' | 'start' | 'end'): TextTest {
  const forms: (readonly [string, string])[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const unit = pattern.charAt(index);
    const plain = /[\ud800-\udfff]/.test(unit) ? '?' : unit;
    forms.push([plain.toLowerCase(), plain.toUpperCase()]);
  }
  const quoted = pattern.includes('"') && where !== 'whole';
  const sameLength = forms.every(([lower, upper]) => lower.length === 1 && upper.length === 1);
  const { length } = forms;
  if (where === 'end') {
    const matchesFrom = sameLength ? atFixedLength(forms) : undefined;
    const backwards = forms.map(([lower, upper]) => [reversed(lower), reversed(upper)] as const).reverse();
    return (value) => {
      const subject = quoted ? `"${value}` : value;
      if (matchesFrom) return subject.length >= length && matchesFrom(subject, subject.length - length);
      return ends(backwards, reversed(subject)).length > 0;
    };
  }
  const matchesFrom = sameLength ? atFixedLength(forms) : undefined;
  return (value) => {
    const subject = quoted ? `${value}"` : value;
    if (matchesFrom) {
      return (where === 'start' ? subject.length >= length : subject.length === length) && matchesFrom(subject, 0);
    }
    const reached = ends(forms, subject);
    return where === 'start' ? reached.length > 0 : reached.includes(subject.length);
  };
}

function atFixedLength(forms: readonly (readonly [string, string])[]): (value: string, from: number) => boolean {
  const lower = forms.map(([form]) => form.charCodeAt(0));
  const upper = forms.map(([, form]) => form.charCodeAt(0));
  return (value, from) => {
    for (let index = 0; index < lower.length; index++) {
      const code = value.charCodeAt(from + index);
      if (code !== lower[index] && code !== upper[index]) return false;
    }
    return true;
  };
}

/** Every place where a reading of the forms from the start of the value can end. */
function ends(forms: readonly (readonly [string, string])[], value: string): readonly number[] {
  let places = [0];
  for (const [lower, upper] of forms) {
    const next = new Set<number>();
    for (const place of places) {
      if (value.startsWith(lower, place)) next.add(place + lower.length);
      if (value.startsWith(upper, place)) next.add(place + upper.length);
    }
    if (next.size === 0) return [];
    places = [...next];
  }
  return places;
}

function reversed(text: string): string {
  let backwards = '';
  for (let index = text.length - 1; index >= 0; index--) backwards += text.charAt(index);
  return backwards;
}

/**
 * Compiles a wildcard: `*` is any run of characters, `\*` and `\\` are the characters themselves. Matching takes the
 * leftmost place of each piece in turn, so its time is linear in the value, however many asterisks there are.
 */
export function wildcard(pattern: string): TextTest | { readonly wrong: string } {
  const pieces = [''];
  for (let index = 0; index < pattern.length; index++) {
    const unit = pattern.charAt(index);
    if (unit === '*') {
      if (pattern.charAt(index + 1) === '*') return { wrong: 'two asterisks stand side by side' };
      pieces.push('');
    } else if (unit === '\\') {
      const escaped = pattern.charAt(++index);
      if (escaped !== '*' && escaped !== '\\')
        return { wrong: 'a backslash stands before neither an asterisk nor a backslash' };
      pieces[pieces.length - 1] += escaped;
    } else {
      pieces[pieces.length - 1] += unit;
    }
  }
  const [head = '', ...others] = pieces;
  const tail = others.pop();
  if (tail === undefined) return (value) => value === head;
  const finders = others.map(finder);
  const least = head.length + tail.length;
  return (value) => {
    if (value.length < least || !value.startsWith(head) || !value.endsWith(tail)) return false;
    const end = value.length - tail.length;
    let at = head.length;
    for (const find of finders) {
      at = find(value, at);
      if (at < 0 || at > end) return false;
    }
    return true;
  };
}

/** Up to this length `indexOf` is linear enough; beyond, a value made for it could cost length times length. */
const SHORT_PIECE = 16;

/** Where the first place of a piece at or after `from` ends, or -1. */
function finder(piece: string): (value: string, from: number) => number {
  if (piece.length <= SHORT_PIECE) {
    return (value, from) => {
      const found = value.indexOf(piece, from);
      return found < 0 ? -1 : found + piece.length;
    };
  }
  // Knuth, Morris and Pratt: border[n] is the longest proper prefix of the first n characters that also ends them.
  const border = [-1, 0];
  for (let length = 1; length < piece.length; length++) {
    let candidate = border[length] as number;
    while (candidate >= 0 && piece.charCodeAt(candidate) !== piece.charCodeAt(length))
      candidate = border[candidate] as number;
    border.push(candidate + 1);
  }
  return (value, from) => {
    let matched = 0;
    for (let index = from; index < value.length; index++) {
      const code = value.charCodeAt(index);
      while (matched >= 0 && piece.charCodeAt(matched) !== code) matched = border[matched] as number;
      if (++matched === piece.length) return index + 1;
    }
    return -1;
  };
}
