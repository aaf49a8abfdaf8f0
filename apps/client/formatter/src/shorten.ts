const ELLIPSIS = '…';
const PLACEHOLDER = /\[[a-z0-9_]+\]/g;

/**
 * A text cut to a length at a word, with `…` in place of the rest. A placeholder of the redactor is never split: half a
 * placeholder would look like a word of the client's.
 */
export function shortened(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const room = maxCharacters - ELLIPSIS.length;
  let end = room;
  const blank = text.lastIndexOf(' ', room);
  if (blank > room / 2) end = blank;
  for (const { index, 0: placeholder } of text.matchAll(PLACEHOLDER)) {
    if (index >= end) break;
    if (index + placeholder.length > end) end = index;
  }
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end--; // half of a character outside the basic plane
  return text.slice(0, end).trimEnd() + ELLIPSIS;
}

/** Markdown as one line of prose: marks of lists, headings, code and bold gone, and blanks single. */
export function oneLine(markdown: string): string {
  return markdown
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:#{1,6}\s+|[-*+]\s+|>\s?|\d{1,3}[.)]\s+)/, ''))
    .join(' ')
    .replace(/\*\*|`+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
