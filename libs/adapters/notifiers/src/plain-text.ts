// Control characters, line and paragraph separators, bidirectional marks and overrides, zero-width and tag characters:
// with these a text can forge a line, hide a word, or show itself in another order than it is read. Unicode TR 36.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * Text from an event, made harmless for a reader's screen: one line, nothing invisible, and nothing that the vendor, its
 * e-mails or a chat it forwards to would turn into a link or a mention. The words stay readable: `https[:]//host`,
 * `＠here`, `‹!channel›`.
 *
 * @param maxCharacters the longest result, in UTF-16 units as the vendors count; a longer text ends in `…`
 */
export function plainText(text: string, maxCharacters: number): string {
  const harmless = text
    .replace(INVISIBLE, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(/\b(mailto|tel|javascript|data):/gi, '$1[:]')
    .replace(/\bwww\./gi, 'www[.]')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/@/g, '＠');
  return cut(harmless, maxCharacters);
}

/** The text, or its beginning and `…`, never half a surrogate pair. */
function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const kept = text.slice(0, Math.max(0, maxCharacters - 1));
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
