import { PSEUDONYM_CATEGORIES, type AnyCategory } from './categories';
import { ALNUM, CLASS, COLON, HEX, isAt } from './characters';
import { LETTER_BEYOND_ASCII, OTHER_BEYOND_ASCII, codesOf, isOfAscii } from './codes';
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
   * @param codes of the text, where the caller has them
   */
  scan(text: string, accept: (finding: Finding) => boolean, windows: readonly Window[], codes?: Uint8Array): Finding[];
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

/** A rule with what must hold for it to be asked. */
interface Asked {
  readonly rule: AnyRule;
  /** The literal as it must be written; the trie does not tell capitals from small letters. */
  readonly exact: Uint8Array | undefined;
  readonly before: number;
  readonly behind: number;
  /** What must stand behind: so many characters of the first class, and one of the second so far on. */
  readonly run: number;
  readonly runLength: number;
  readonly far: number;
  readonly distance: number;
}

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
  let room = 1;
  for (const { on } of rules) if ('literals' in on) for (const literal of on.literals) room += literal.length;
  if (room > 0xffff)
    throw new Error(`The literals of the rules have ${room} characters; the trie has room for 65,535.`);
  const next = new Uint16Array(room * SYMBOLS);
  const ends: (Asked[] | undefined)[] = [undefined];
  const numberRules: AnyRule[] = [];
  const capitalRules: AnyRule[] = [];
  for (const rule of rules) {
    const { on } = rule;
    if ('begin' in on) {
      (on.begin === 'number' ? numberRules : capitalRules).push(rule);
      continue;
    }
    for (const literal of on.literals) {
      let node = 0;
      for (let index = 0; index < literal.length; index++) {
        const code = literal.charCodeAt(index);
        if (!symbolOf[code]) symbolOf[code] = ++symbols;
        if (index === 0 && !kindOf[code]) kindOf[code] = STARTER;
        const place = node * SYMBOLS + symbolOf[code]!;
        if (!next[place]) next[place] = ends.push(undefined) - 1;
        node = next[place]!;
      }
      const asked = (ends[node] ??= []);
      if (on.anyCase && asked.some((other) => other.rule === rule)) continue;
      const exact =
        on.anyCase || !/[a-z]/i.test(literal) ? undefined : Uint8Array.from(literal, (sign) => sign.charCodeAt(0));
      const [run, runLength] = on.run ?? [ANY, 0];
      const [far, distance] = on.far ?? [ANY, 0];
      asked.push({ rule, exact, before: on.before ?? ANY, behind: on.behind ?? ANY, run, runLength, far, distance });
    }
  }
  if (symbols >= SYMBOLS)
    throw new Error(`The literals of the rules use ${symbols} signs; the trie has room for ${SYMBOLS - 1}.`);
  const classOf = new Uint16Array(256);
  CLASS.forEach((classes, code) => (classOf[code] = classes | ANYTHING));
  classOf[LETTER_BEYOND_ASCII] = classOf[OTHER_BEYOND_ASCII] = ANY;
  /**
   * For two signs that follow each other: 1 where a literal begins with them that is longer, 2 where one ends with the
   * first or the second. Most places in a text need no closer look.
   */
  const opens = new Uint8Array(SYMBOLS * 256);
  for (let first = 1; first <= symbols; first++) {
    const node = next[first]!;
    if (node === 0) continue;
    for (let code = 0; code <= OTHER_BEYOND_ASCII; code++) {
      const second = next[node * SYMBOLS + symbolOf[code]!]!;
      const alone = ends[node]?.some(({ behind }) => (behind & classOf[code]!) !== 0);
      opens[(first << 8) | code] = alone || ends[second] ? 2 : second !== 0 ? 1 : 0;
    }
  }
  const fours = foursOf(rules, symbolOf, classOf);
  /** By the character before and the one itself, what begins there: nothing mostly. */
  const beginnings = new Uint8Array((OTHER_BEYOND_ASCII + 1) << 8);
  for (let before = 0; before <= OTHER_BEYOND_ASCII; before++) {
    const isEdge = kindOf[before] === EDGE || kindOf[before]! >= STARTER;
    for (let code = 0; code <= OTHER_BEYOND_ASCII; code++) {
      const kind = kindOf[code]!;
      const inWord = !isEdge && (kind === SMALL || kind === NUMBER);
      const opensNone = kind === SMALL && next[symbolOf[code]!] === 0;
      beginnings[(before << 8) | code] =
        isEdge && code === LETTER_BEYOND_ASCII ? CAPITAL : inWord || opensNone ? EDGE : kind;
    }
  }
  /** For each node, the classes of what must stand behind for any rule to be asked; 0 where no literal ends. */
  const behindOf = new Uint16Array(ends.length);
  ends.forEach((list, node) => list?.forEach(({ behind }) => (behindOf[node]! |= behind)));
  const asciiRules = numberRules.filter(({ on }) => 'begin' in on && !on.beyondAscii);
  const onNumberInAscii = new AskedTable(asciiRules, classOf);
  const onNumber = new AskedTable(numberRules, classOf);
  const onCapital = new AskedTable(capitalRules, classOf);

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

  /** Whether the text beside the literal, and its case where that counts, are those that the rule is asked for. */
  function isMeant(asked: Asked, { codes, text }: Run, at: number, after: number): boolean {
    const { exact, before, behind, run, runLength, far, distance } = asked;
    if ((behind & classOf[codes[after]!]!) === 0) return false;
    if (before !== ANY && (at === 0 || (before & classOf[codes[at - 1]!]!) === 0)) return false;
    if (distance > 0 && (after + distance >= text.length || (far & classOf[codes[after + distance]!]!) === 0))
      return false;
    if (runLength > 0) {
      if (after + runLength > text.length) return false;
      // From its end: most words are shorter.
      for (let index = after + runLength - 1; index >= after; index--)
        if ((run & classOf[codes[index]!]!) === 0) return false;
    }
    if (exact === undefined) return true;
    for (let index = 0; index < exact.length; index++) if (exact[index] !== codes[at + index]) return false;
    return true;
  }

  /** The finding under a telling rule's name where one fits the same place; undefined when the scan will come to it by itself. */
  function moreSpecific(run: Run, generic: Finding, index: number): Finding | undefined {
    const { text, codes } = run;
    const base = descend(codes, generic.start);
    while (top > base) {
      const after = pathEnd[--top]!;
      for (const asked of ends[pathNode[top]!]!) {
        const { rule } = asked;
        if (rule.generic || !isMeant(asked, run, generic.start, after)) continue;
        const result = rule.find(text, generic.start, after, run.floor);
        const span = Array.isArray(result) ? (result as readonly Span[])[0] : (result as Span | undefined);
        // A label that goes as a value, `password= PESEL 17156728762`, still tells what stands behind it.
        if (span && span.start >= generic.end && span.start > index) take(run, rule, span, index);
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
      if ((behindOf[node]! & classOf[codes[here + 1]!]!) !== 0) {
        pathNode[top] = node;
        pathEnd[top++] = here + 1;
      }
    }
    return base;
  }

  /** Whether a closer look at the place is worth it. */
  function mayOpen(codes: Uint8Array, at: number): boolean {
    const first = symbolOf[codes[at]!]!;
    const second = codes[at + 1]!;
    const open = opens[(first << 8) | second]!;
    if (open !== 1) return open === 2;
    const four = hashOf(first, symbolOf[second]!, symbolOf[codes[at + 2]!]!, symbolOf[codes[at + 3]!]!);
    return (fours[four >> 3]! & (1 << (four & 7))) !== 0;
  }

  /** Asks the rules whose literal begins at the place, the longest literal first; answers where to go on, or -1. */
  function walk(run: Run, at: number): number {
    const base = descend(run.codes, at);
    while (top > base) {
      const after = pathEnd[--top]!;
      const asked = ends[pathNode[top]!]!;
      for (let index = 0; index < asked.length; index++) {
        const each = asked[index]!;
        if (!isMeant(each, run, at, after)) continue;
        const goOn = ask(run, each.rule, at, after);
        if (goOn < 0) continue;
        top = base;
        return goOn;
      }
    }
    return -1;
  }

  function scan(
    text: string,
    accept: (finding: Finding) => boolean,
    windows: readonly Window[],
    codes = codesOf(text),
  ): Finding[] {
    const run: Run = { text, codes, accept, found: [], ahead: [], nextAhead: NEVER, floor: 0 };
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
  function look(run: Run, start: number, end: number): number {
    const { text, codes } = run;
    const begins = beginnings;
    const isAscii = isOfAscii(codes, text.length);
    let index = start;
    /** The character before, or 0 where the place is an edge whatever that is. */
    let previous = start > run.floor ? codes[start - 1]! : 0;
    while (index < end) {
      const stop = run.nextAhead < end ? run.nextAhead : end;
      let code = codes[index]!;
      // Most of a text is the rest of words and the spaces between: nothing can begin there.
      while (index < stop && begins[(previous << 8) | code] === EDGE) {
        previous = code;
        code = codes[++index]!;
      }
      if (index >= stop) {
        if (index >= end) break;
        const finding = run.ahead.shift()!;
        run.nextAhead = run.ahead[0]?.start ?? NEVER;
        run.found.push(finding);
        if (finding.end > index) {
          index = finding.end;
          run.floor = Math.max(run.floor, finding.end);
          previous = 0;
        }
        continue;
      }
      let goOn = -1;
      let behind = index + 1;
      switch (begins[(previous << 8) | code]) {
        case NUMBER: {
          while (kindOf[codes[behind]!] === NUMBER) behind++;
          if (behind - index === 4 && codes[behind] === 45) {
            const stampEnd = timeStampEnd(codes, index);
            if (stampEnd > 0) {
              behind = stampEnd < run.nextAhead ? stampEnd : run.nextAhead;
              code = codes[behind - 1]!;
              break;
            }
          }
          const digits = behind - index < LONGEST_RUN ? behind - index : LONGEST_RUN;
          const asked = (isAscii ? onNumberInAscii : onNumber).at(digits, codes[behind]!, codes[behind + 1]!);
          goOn = askEach(run, asked, index, behind);
          if (goOn < 0 && mayOpen(codes, index)) goOn = walk(run, index);
          if (behind > run.nextAhead) behind = run.nextAhead;
          break;
        }
        case CAPITAL: {
          const after = codes[behind]!;
          const kindBefore = kindOf[previous]!;
          if (kindBefore === EDGE || kindBefore >= STARTER) {
            goOn = askEach(
              run,
              onCapital.at(code < 128 ? code - CAPITAL_A : BEYOND_Z, after, codes[behind + 1]!),
              index,
              behind,
            );
          }
          const isPart = kindBefore !== CAPITAL || (after < 128 && kindOf[after] === SMALL);
          if (goOn < 0 && isPart && mayOpen(codes, index)) goOn = walk(run, index);
          break;
        }
        case BRACKET: {
          const close = placeholderEnd(text, index, own);
          if (close > 0) {
            goOn = close;
            run.floor = Math.max(run.floor, close);
          } else if (mayOpen(codes, index)) goOn = walk(run, index);
          break;
        }
        case ESCAPE: {
          if (mayOpen(codes, index)) goOn = walk(run, index);
          const escape = goOn < 0 ? escapeEnd(text, index) : 0;
          if (escape > 0) goOn = escape;
          break;
        }
        default:
          if (mayOpen(codes, index)) goOn = walk(run, index);
      }
      previous = goOn < 0 ? code : 0;
      index = goOn < 0 ? behind : goOn;
    }
    return index;
  }

  return { scan };
}

/** Every class, and the one that every character is in. */
const ANY = 0xffff;
const ANYTHING = 0x8000;
const CAPITAL_A = 65;
/** Where letters beyond ASCII stand, which may be capitals: É, Ł, Ş. */
const BEYOND_Z = 26;

/** Four signs as a place in {@link foursOf}. */
function hashOf(first: number, second: number, third: number, fourth: number): number {
  return ((first << 10) ^ (second << 6) ^ (third << 3) ^ (fourth * 1201)) & 0xffff;
}

/** A bit for every four signs that a literal of three or more may begin with, and some besides. */
function foursOf(rules: readonly AnyRule[], symbolOf: Uint8Array, classOf: Uint16Array): Uint8Array {
  const fours = new Uint8Array(0x2000);
  /** For each sign, the classes of the characters that it stands for. */
  const classes = new Uint16Array(SYMBOLS);
  for (let code = 0; code <= OTHER_BEYOND_ASCII; code++) classes[symbolOf[code]!]! |= classOf[code]!;
  for (const { on } of rules) {
    if (!('literals' in on)) continue;
    const behind = on.behind ?? ANY;
    for (const literal of on.literals) {
      if (literal.length < 3) continue;
      const first = symbolOf[literal.charCodeAt(0)]!;
      const second = symbolOf[literal.charCodeAt(1)]!;
      const third = symbolOf[literal.charCodeAt(2)]!;
      const only = literal.length > 3 ? symbolOf[literal.charCodeAt(3)]! : -1;
      for (let fourth = only < 0 ? 0 : only; fourth <= (only < 0 ? SYMBOLS - 1 : only); fourth++) {
        const four = hashOf(first, second, third, fourth);
        if (fourth === only || (behind & classes[fourth]!) !== 0) fours[four >> 3]! |= 1 << (four & 7);
      }
    }
  }
  return fours;
}

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

/** The rules that are asked at a run of digits, or at a capital, by what stands behind it: found when first asked for. */
class AskedTable {
  private readonly table: (readonly AnyRule[] | undefined)[][] = new Array(32 << 8).fill(undefined);

  constructor(
    private readonly rules: readonly AnyRule[],
    private readonly classOf: Uint16Array,
  ) {}

  /** @param row how many digits there are, or which capital, A being 0 and any beyond ASCII {@link BEYOND_Z} */
  at(row: number, after: number, then: number): readonly AnyRule[] {
    const lists = (this.table[(row << 8) | after] ??= new Array(256).fill(undefined));
    return (lists[then] ??= this.rules.filter(({ on }) => {
      if (!('begin' in on) || (on.then !== undefined && (on.then & this.classOf[then]!) === 0)) return false;
      if (on.next !== undefined && after < 128 && !on.next.includes(String.fromCharCode(after))) return false;
      if (on.begin === 'capital') return on.first?.includes(String.fromCharCode(row + CAPITAL_A)) ?? true;
      return isWithin(row, on.digits);
    }));
  }
}

/** RFC 3339: what may stand in place of each character of `2026-11-03T10:15:50`, as a digit where it is 0. */
const TIME_STAMP = Uint8Array.from('0000-00-00T00:00:00', (sign) => (sign === '0' ? 0 : sign.charCodeAt(0)));

/**
 * Where the time stamp that begins at `index` ends, with its fraction, or 0 when none does. It holds nothing to find, but
 * half of all that rules would be asked for in a log.
 */
function timeStampEnd(codes: Uint8Array, index: number): number {
  for (let place = 4; place < TIME_STAMP.length; place++) {
    const sign = TIME_STAMP[place]!;
    const code = codes[index + place]!;
    if (sign === 0 ? code < 48 || code > 57 : code !== sign && !(sign === 84 && code === 32)) return 0;
  }
  let end = index + TIME_STAMP.length;
  if (codes[end] === 46 || codes[end] === 44) {
    let fraction = end + 1;
    while (fraction - end < 11 && codes[fraction]! >= 48 && codes[fraction]! <= 57) fraction++;
    if (fraction - end > 1) end = fraction;
  }
  return isWordOrColon(codes[end]!) && codes[end] !== 90 ? 0 : end;
}

/** Then it is something else. */
function isWordOrColon(code: number): boolean {
  return code < 128 ? (CLASS[code]! & (ALNUM | COLON)) !== 0 : code === LETTER_BEYOND_ASCII;
}

/** `\n` as two characters, or `%3D`: a separator, whose letters belong to no word. */
function escapeEnd(text: string, index: number): number {
  if (text.charCodeAt(index) === 92) return 'nrtbf'.includes(text[index + 1] ?? '-') ? index + 2 : 0;
  return isAt(text, index + 1, HEX) && isAt(text, index + 2, HEX) ? index + 3 : 0;
}

const MILD: ReadonlySet<string> = new Set(PSEUDONYM_CATEGORIES);

/** The one whose kind is told of two at one place: the first, but no secret passes for what may become a pseudonym. */
export function graver(first: Finding, second: Finding): Finding {
  return MILD.has(first.category) && !MILD.has(second.category) ? second : first;
}

/** In order; where two overlap, one that covers both, of the kind of the graver. */
export function withoutOverlaps(found: Finding[]): Finding[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Finding[] = [];
  for (const finding of found) {
    const last = kept[kept.length - 1];
    if (!last || finding.start >= last.end) {
      kept.push(finding);
      continue;
    }
    const { category, ruleId } = graver(last, finding);
    if (finding.end > last.end || category !== last.category)
      kept[kept.length - 1] = { start: last.start, end: Math.max(last.end, finding.end), category, ruleId };
  }
  return kept;
}
