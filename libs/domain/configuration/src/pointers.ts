/** The parts of a JSON pointer (RFC 6901). */
export function pointerParts(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON pointer of parts. */
export function pointerOf(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A pointer as people say it: `routes[0].when`; `the file` for the root. */
export function spoken(pointer: string): string {
  const path = pointerParts(pointer)
    .map((part) => (/^[0-9]+$/.test(part) ? `[${part}]` : `.${printable(part)}`))
    .join('');
  return path === '' ? 'the file' : path.replace(/^\./, '');
}

/** A word of a file, safe to print: one line, at most 64 characters. */
export function printable(word: string): string {
  // eslint-disable-next-line no-control-regex -- a control character in a message could forge a line of a log
  const clean = word.replace(/[\x00-\x1F\x7F-\x9F\u2028\u2029]/g, '?');
  return clean.length > 64 ? `${clean.slice(0, 63)}…` : clean;
}
