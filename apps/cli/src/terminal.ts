/** One thing to print. Text is taken as it is: {@link rendered} escapes it. */
export interface Line {
  readonly text: string;
  /** When it was, ISO 8601; printed before the text. */
  readonly at?: string;
  /** `quote`: the words of somebody else, with a bar before each of their lines, so that they cannot pass for ours. */
  readonly as?: 'heading' | 'quote';
}

/** Wider lines are hard to read. */
const MAX_WIDTH = 120;
const MIN_WIDTH = 40;
/** For pipes and files. */
const USUAL_WIDTH = 100;

/**
 * What a terminal would obey, or not show: control characters (C0, C1: so every ANSI sequence), bidirectional and other
 * format characters, lone surrogates, line and paragraph separators, and blanks that are no space.
 */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
/** Marks upon one letter, beyond what any language writes, run over the lines around them. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Two columns in a terminal. Source: Unicode Standard Annex 11, "East Asian Width". */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;

/** Text that a terminal only shows: whatever it would act upon is written out, such as `\u{1b}`. */
export function escaped(text: string): string {
  return text
    .replace(ACTIVE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(PILED_MARKS, '$1');
}

/** JSON in one line that a terminal only shows; it parses back to the same value. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(ACTIVE, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** The width to print at: the terminal's, or `COLUMNS`. */
export function terminalWidth({ columns }: { columns?: number } = process.stdout, env = process.env): number {
  const wanted = columns || Number(env['COLUMNS']) || USUAL_WIDTH;
  return Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, wanted));
}

/** Lines at a width. Only a word that is longer, such as a link, is wider. */
export function rendered(lines: readonly Line[], width: number): string {
  return lines.flatMap((line, index) => renderedLine(line, width, index === 0)).join('\n') + '\n';
}

function renderedLine({ text, at, as }: Line, width: number, isFirst: boolean): string[] {
  if (as === 'heading') return [...(isFirst ? [] : ['']), ...wrapped(escaped(text), width, '')];
  if (as === 'quote') return text.split(/\r?\n/).flatMap((part) => wrapped(escaped(part), width, '    | '));
  if (at === undefined) return wrapped(escaped(text), width, '  ');
  const time = `  ${escaped(clockTime(at))}  `;
  const [first = '', ...rest] = wrapped(escaped(text), width, ' '.repeat(time.length));
  return [time + first.slice(time.length), ...rest];
}

function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + columnsOf(longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}

function columnsOf(text: string): number {
  return [...text.replace(/\p{M}/gu, '').replace(WIDE, '--')].length;
}

/** `2026-11-20 10:04:37`, in UTC; what is no time is given back. */
export function clockTime(at: string): string {
  const parsed = Date.parse(at);
  return Number.isNaN(parsed) ? at : new Date(parsed).toISOString().slice(0, 19).replace('T', ' ');
}

/** A length of time as people say it, in the unit that fits. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1000))} seconds`;
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
