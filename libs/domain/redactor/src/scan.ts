import type { AnyCategory } from './categories';
import { HEX, isAt, isLetterBeyondAscii } from './characters';
import { behindPlaceholders, placeholderEnd } from './placeholder';
import type { AnyRule, Span } from './rule';

/** What was found where, and by which rule. Never the value. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly category: AnyCategory;
  readonly ruleId: string;
}

/** A part of a text to look at. Nothing that begins before `floor` is looked for in it. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly floor: number;
}

/** Rules made ready: every literal in one trie, so that a place in the text is looked at once for all rules. */
export interface Scanner {
  /**
   * Everything that the rules find, in order, without overlaps.
   *
   * @param accept the policy's word on a finding; what it refuses stays
   * @param windows where to look, in order; what is outside serves as context only
   */
  scan(text: string, accept: (finding: Finding) => boolean, windows: readonly Window[]): Finding[];
}

const EDGE = 0;
const SMALL = 1;
const CAPITAL = 2;
const NUMBER = 3;
const STARTER = 4;
const ESCAPE = 5;
const BRACKET = 6;

const SYMBOLS = 64;
/** Behind every text. An integer, because a place that may be Infinity makes every place a floating-point number. */
const NEVER = 0x3fffffff;

/** @param own categories that the rules have besides the known ones: their placeholders are left alone, too */
export function makeScanner(rules: readonly AnyRule[], own?: ReadonlySet<string>): Scanner {
  const symbolOf = new Uint8Array(256);
  let symbols = 0;
  const kindOf = new Uint8Array(256);
  kindOf[LETTER_BEYOND_ASCII] = SMALL;
  for (let code = 97; code <= 122; code++) {
    symbolOf[code] = symbolOf[code - 32] = ++symbols;
    kindOf[code] = SMALL;
    kindOf[code - 32] = CAPITAL;
  }
  for (let code = 48; code <= 57; code++) {
    symbolOf[code] = ++symbols;
    kindOf[code] = NUMBER;
  }
  kindOf[92] = kindOf[37] = ESCAPE;
  kindOf[91] = BRACKET;

  // The trie: `next[node * 64 + symbol]` is the child, 0 is none; `ends[node]` lists the rules whose literal ends there.
  const children: Uint16Array[] = [new Uint16Array(SYMBOLS)];
  const ends: (AnyRule[] | undefined)[] = [undefined];
  const numberRules: AnyRule[] = [];
  const capitalRules: AnyRule[] = [];
  for (const rule of rules) {
    if ('begin' in rule.on) {
      (rule.on.begin === 'number' ? numberRules : capitalRules).push(rule);
      continue;
    }
    for (const literal of rule.on.literals) {
      let node = 0;
      for (let index = 0; index < literal.length; index++) {
        const code = literal.charCodeAt(index);
        if (!symbolOf[code]) symbolOf[code] = ++symbols;
        if (index === 0 && !kindOf[code]) kindOf[code] = STARTER;
        const row = children[node]!;
        if (!row[symbolOf[code]!]) {
          row[symbolOf[code]!] = children.length;
          children.push(new Uint16Array(SYMBOLS));
          ends.push(undefined);
        }
        node = row[symbolOf[code]!]!;
      }
      (ends[node] ??= []).push(rule);
    }
  }
  if (symbols >= SYMBOLS)
    throw new Error(`The literals of the rules use ${symbols} signs; the trie has room for ${SYMBOLS - 1}.`);
  const next = new Uint16Array(children.length * SYMBOLS);
  children.forEach((row, node) => next.set(row, node * SYMBOLS));
  /** 1 where a literal begins with these two signs, or is the first alone: most places in a text need no closer look. */
  const opens = new Uint8Array(SYMBOLS * SYMBOLS);
  for (let first = 0; first < SYMBOLS; first++) {
    const node = next[first]!;
    for (let second = 0; second < SYMBOLS; second++) {
      opens[first * SYMBOLS + second] = node !== 0 && (ends[node] || next[node * SYMBOLS + second] !== 0) ? 1 : 0;
    }
  }
  const hasRules = Uint8Array.from(ends, (list) => (list ? 1 : 0));
  const onNumber = Array.from({ length: LONGEST_RUN + 1 }, (_, digits) =>
    tableByNext(numberRules.filter(({ on }) => !('begin' in on) || isWithin(digits, on.digits))),
  );
  const onCapital = tableByNext(capitalRules);

  /** The path of the look-up in the trie that is under way; look-ups may nest, so each begins where the last one left off. */
  const pathNode: number[] = [];
  const pathEnd: number[] = [];
  let top = 0;

  /** Takes what a rule found; answers where to go on, or -1 when the place itself stays. */
  function take(run: Run, rule: AnyRule, result: Span | readonly Span[], index: number): number {
    let goOn = -1;
    const spans = Array.isArray(result) ? (result as readonly Span[]) : [result as Span];
    for (const span of spans) {
      // What begins with a placeholder, or in the middle of one, at the colon of `[ipv4:1]` perhaps, begins behind it.
      const start = span.start > index ? behindPlaceholders(run.text, span.start, own) : span.start;
      if (start < run.floor || span.end <= start) continue;
      let finding: Finding | undefined = {
        start,
        end: span.end,
        category: span.category ?? rule.category,
        ruleId: rule.id,
      };
      if (rule.generic) {
        // What a telling rule has claimed already is not claimed again by a name before it.
        if (run.ahead.some(({ start, end }) => start < span.end && span.start < end)) continue;
        finding = moreSpecific(run, finding, index);
      }
      if (!finding || !run.accept(finding)) continue;
      if (finding.start > index) {
        run.ahead.push(finding);
        run.ahead.sort((a, b) => a.start - b.start);
        run.nextAhead = run.ahead[0]!.start;
      } else {
        run.found.push(finding);
        run.floor = finding.end;
        goOn = Math.max(goOn, finding.end, index + 1);
      }
    }
    return goOn;
  }

  function ask(run: Run, rule: AnyRule, at: number, after: number): number {
    const result = rule.find(run.text, at, after, run.floor);
    return result === undefined ? -1 : take(run, rule, result, at);
  }

  function askEach(run: Run, asked: readonly AnyRule[], at: number, after: number): number {
    for (let index = 0; index < asked.length; index++) {
      const goOn = ask(run, asked[index]!, at, after);
      if (goOn >= 0) return goOn;
    }
    return -1;
  }

  /** The finding under a telling rule's name where one fits the same place; undefined when the scan will come to it by itself. */
  function moreSpecific(run: Run, generic: Finding, index: number): Finding | undefined {
    const { text, codes } = run;
    const base = descend(codes, generic.start);
    while (top > base) {
      const after = pathEnd[--top]!;
      for (const rule of ends[pathNode[top]!]!) {
        if (rule.generic || !isMeant(rule, text, generic.start, after)) continue;
        const result = rule.find(text, generic.start, after, run.floor);
        const span = Array.isArray(result) ? (result as readonly Span[])[0] : (result as Span | undefined);
        if (!span || span.start !== generic.start || span.end < generic.start + 8) continue;
        top = base;
        const whole = span.end >= generic.end || '%/,;&:|'.includes(text[span.end] ?? 'x');
        if (whole && generic.start > index) return undefined;
        return { ...generic, category: span.category ?? rule.category, ruleId: rule.id };
      }
    }
    return generic;
  }

  /** Puts every literal that begins at the place on the path, the longest last; answers where the path began. */
  function descend(codes: Uint8Array, at: number): number {
    const base = top;
    let node = 0;
    for (let here = at; ; here++) {
      const symbol = symbolOf[codes[here]!]!;
      if (symbol === 0) break;
      node = next[node * SYMBOLS + symbol]!;
      if (node === 0) break;
      if (hasRules[node] === 1) {
        pathNode[top] = node;
        pathEnd[top++] = here + 1;
      }
    }
    return base;
  }

  /** Asks the rules whose literal begins at the place, the longest literal first; answers where to go on, or -1. */
  function walk(run: Run, at: number): number {
    const base = descend(run.codes, at);
    while (top > base) {
      const after = pathEnd[--top]!;
      const asked = ends[pathNode[top]!]!;
      for (let index = 0; index < asked.length; index++) {
        const rule = asked[index]!;
        if (!isMeant(rule, run.text, at, after)) continue;
        const goOn = ask(run, rule, at, after);
        if (goOn < 0) continue;
        top = base;
        return goOn;
      }
    }
    return -1;
  }

  function scan(text: string, accept: (finding: Finding) => boolean, windows: readonly Window[]): Finding[] {
    const run: Run = { text, codes: codesOf(text), accept, found: [], ahead: [], nextAhead: NEVER, floor: 0 };
    top = 0;
    let done = 0;
    for (const { start, end, floor } of windows) {
      if (floor > run.floor) run.floor = floor;
      done = look(run, start > done ? start : done, end);
    }
    run.found.push(...run.ahead);
    return withoutOverlaps(run.found);
  }

  /** Looks at every place of a window; answers where it ended, which may be behind the window's end. */
  function look(run: Run, start: number, length: number): number {
    const { text, codes } = run;
    let index = start;
    let previous = start > run.floor ? kindOf[codes[start - 1]!]! : EDGE;
    if (previous >= STARTER) previous = EDGE;
    while (index < length) {
      if (index >= run.nextAhead) {
        const finding = run.ahead.shift()!;
        run.nextAhead = run.ahead[0]?.start ?? NEVER;
        run.found.push(finding);
        if (finding.end > index) {
          index = finding.end;
          run.floor = Math.max(run.floor, finding.end);
          previous = EDGE;
        }
        continue;
      }
      const code = codes[index]!;
      const kind = kindOf[code]!;
      if (kind === EDGE) {
        previous = EDGE;
        index++;
        continue;
      }
      if (kind === SMALL) {
        if (previous === EDGE && opens[symbolOf[code]! * SYMBOLS + symbolOf[codes[index + 1]!]!] === 1) {
          const goOn = walk(run, index);
          if (goOn >= 0) {
            index = goOn;
            continue;
          }
        }
        previous = SMALL;
        index++;
        // Most of a text is the rest of words: nothing can begin there.
        const stop = run.nextAhead < length ? run.nextAhead : length;
        while (index < stop && kindOf[codes[index]!] === SMALL) index++;
        continue;
      }
      let goOn = -1;
      if (kind === NUMBER) {
        let stop = index + 1;
        while (kindOf[codes[stop]!] === NUMBER) stop++;
        if (previous === EDGE) {
          const digits = stop - index < LONGEST_RUN ? stop - index : LONGEST_RUN;
          const after = codes[stop]!;
          goOn = askEach(run, onNumber[digits]![after < 128 ? after : 128]!, index, stop);
          if (goOn < 0 && opens[symbolOf[code]! * SYMBOLS + symbolOf[codes[index + 1]!]!] === 1)
            goOn = walk(run, index);
        }
        if (goOn < 0) {
          previous = NUMBER;
          index = stop < run.nextAhead ? stop : run.nextAhead;
          continue;
        }
      } else if (kind === CAPITAL) {
        const after = codes[index + 1]!;
        if (previous === EDGE) goOn = askEach(run, onCapital[after < 128 ? after : 128]!, index, index + 1);
        const begins = previous !== CAPITAL || (after < 128 && kindOf[after] === SMALL);
        if (begins && goOn < 0 && opens[symbolOf[code]! * SYMBOLS + symbolOf[codes[index + 1]!]!] === 1)
          goOn = walk(run, index);
      } else if (kind === BRACKET) {
        const close = placeholderEnd(text, index, own);
        if (close > 0) {
          index = close;
          run.floor = Math.max(run.floor, close);
          previous = EDGE;
          continue;
        }
        goOn = walk(run, index);
      } else if (kind === ESCAPE) {
        goOn = walk(run, index);
        const escape = goOn < 0 ? escapeEnd(text, index) : 0;
        if (escape > 0) goOn = escape;
      } else if (opens[symbolOf[code]! * SYMBOLS + symbolOf[codes[index + 1]!]!] === 1) goOn = walk(run, index);
      if (goOn >= 0) {
        index = goOn;
        previous = EDGE;
        continue;
      }
      previous = kind >= STARTER ? EDGE : kind;
      index++;
    }
    return index;
  }

  return { scan };
}

/** What stands in {@link codesOf} for characters beyond ASCII, by whether they belong to words. */
const LETTER_BEYOND_ASCII = 128;
const OTHER_BEYOND_ASCII = 129;

/**
 * The text as an array of its characters, ended by a 0: a string in pieces is slow to read one by one. Most texts are
 * ASCII throughout, which the encoder copies as a block.
 */
function codesOf(text: string): Uint8Array {
  const { length } = text;
  const codes = new Uint8Array(length + 1);
  const { read } = ENCODER.encodeInto(text, codes.subarray(0, length));
  if (read === length) return codes;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) codes[index] = code;
    else codes[index] = isLetterBeyondAscii(code) ? LETTER_BEYOND_ASCII : OTHER_BEYOND_ASCII;
  }
  return codes;
}

const ENCODER = new TextEncoder();

/** One pass over one text. */
interface Run {
  readonly text: string;
  readonly codes: Uint8Array;
  readonly accept: (finding: Finding) => boolean;
  readonly found: Finding[];
  /** What was found ahead of the place being looked at, in order of its beginning. */
  readonly ahead: Finding[];
  nextAhead: number;
  /** What is before is masked already. */
  floor: number;
}

/** Longer runs of digits are treated alike. */
const LONGEST_RUN = 20;

function isWithin(digits: number, range: readonly [number, number] | undefined): boolean {
  return range === undefined || (digits >= range[0] && digits <= range[1]);
}

/** For each character that may follow (128: any beyond ASCII), the rules that are asked then. */
function tableByNext(rules: readonly AnyRule[]): (readonly AnyRule[])[] {
  const lists = new Map<string, readonly AnyRule[]>();
  return Array.from({ length: 129 }, (_, code) => {
    const asked = rules.filter(
      ({ on }) => !('begin' in on) || !on.next || code === 128 || on.next.includes(String.fromCharCode(code)),
    );
    const key = asked.map(({ id }) => id).join();
    if (!lists.has(key)) lists.set(key, asked);
    return lists.get(key)!;
  });
}

/** The trie does not tell capitals from small letters; most rules do. */
function isMeant({ on }: AnyRule, text: string, at: number, after: number): boolean {
  if ('begin' in on || on.anyCase) return true;
  if (after - at === 1) return on.literals.includes(text[at]!);
  return on.literals.includes(text.slice(at, after));
}

/** `\n` as two characters, or `%3D`: a separator, whose letters belong to no word. */
function escapeEnd(text: string, index: number): number {
  if (text.charCodeAt(index) === 92) return 'nrtbf'.includes(text[index + 1] ?? '-') ? index + 2 : 0;
  return isAt(text, index + 1, HEX) && isAt(text, index + 2, HEX) ? index + 3 : 0;
}

/** In order; where two overlap, one that covers both, of the kind of the first. */
export function withoutOverlaps(found: Finding[]): Finding[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Finding[] = [];
  for (const finding of found) {
    const last = kept[kept.length - 1];
    if (!last || finding.start >= last.end) kept.push(finding);
    else if (finding.end > last.end) kept[kept.length - 1] = { ...last, end: finding.end };
  }
  return kept;
}
