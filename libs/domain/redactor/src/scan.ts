import { DIGIT, HEX, LOWER, UNDERSCORE, isAt, isLetterBeyondAscii, runEnd } from './characters';
import { CATEGORIES, type Category } from './categories';
import type { RedactionRule, Span } from './rule';

/** What was found where, and by which rule. Never the value. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly category: Category;
  readonly ruleId: string;
}

/** Rules made ready: every literal in one trie, so that a place in the text is looked at once for all rules. */
export interface Scanner {
  /**
   * Everything that the rules find, in order, without overlaps.
   *
   * @param accept the policy's word on a finding; what it refuses stays
   * @param from where to begin; what is before serves as context only
   */
  scan(text: string, accept: (finding: Finding) => boolean, from?: number): Finding[];
}

const EDGE = 0;
const SMALL = 1;
const CAPITAL = 2;
const NUMBER = 3;
const STARTER = 4;
const ESCAPE = 5;
const BRACKET = 6;

const SYMBOLS = 64;

export function makeScanner(rules: readonly RedactionRule[]): Scanner {
  const symbolOf = new Uint8Array(128);
  let symbols = 0;
  const kindOf = new Uint8Array(128);
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
  const ends: (RedactionRule[] | undefined)[] = [undefined];
  const numberRules: RedactionRule[] = [];
  const capitalRules: RedactionRule[] = [];
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

  function scan(text: string, accept: (finding: Finding) => boolean, from = 0): Finding[] {
    const length = text.length;
    const found: Finding[] = [];
    /** What was found ahead of the place being looked at, in order of its beginning. */
    const ahead: Finding[] = [];
    let nextAhead = Infinity;
    let floor = from;
    let index = from;
    let previous = EDGE;
    const hitNode = new Uint16Array(8);
    const hitEnd = new Uint32Array(8);

    /** Takes what a rule found; answers where to go on, or -1 when the place itself stays. */
    function take(rule: RedactionRule, result: Span | readonly Span[]): number {
      let goOn = -1;
      for (const span of Array.isArray(result) ? (result as readonly Span[]) : [result as Span]) {
        if (span.start < floor || span.end <= span.start) continue;
        let finding: Finding | undefined = {
          start: span.start,
          end: span.end,
          category: span.category ?? rule.category,
          ruleId: rule.id,
        };
        if (rule.generic) {
          // What a telling rule has claimed already is not claimed again by a name before it.
          if (ahead.some(({ start, end }) => start < span.end && span.start < end)) continue;
          finding = moreSpecific(finding);
        }
        if (!finding || !accept(finding)) continue;
        if (finding.start > index) {
          ahead.push(finding);
          ahead.sort((a, b) => a.start - b.start);
          nextAhead = ahead[0]!.start;
        } else {
          found.push(finding);
          floor = finding.end;
          goOn = Math.max(goOn, finding.end, index + 1);
        }
      }
      return goOn;
    }

    function ask(rule: RedactionRule, at: number, after: number): number {
      const result = rule.find(text, at, after, floor);
      return result === undefined ? -1 : take(rule, result);
    }

    /** The finding under a telling rule's name where one fits the same place; undefined when the scan will come to it by itself. */
    function moreSpecific(generic: Finding): Finding | undefined {
      let better: Finding | undefined = generic;
      walk(generic.start, (rule, at, after) => {
        if (rule.generic) return false;
        const result = rule.find(text, at, after, floor);
        const span = Array.isArray(result) ? (result as readonly Span[])[0] : (result as Span | undefined);
        if (!span || span.start !== generic.start || span.end < generic.start + 8) return false;
        const category = span.category ?? rule.category;
        const whole = span.end >= generic.end || '%/,;&:|'.includes(text[span.end] ?? 'x');
        better = whole && generic.start > index ? undefined : { ...generic, category, ruleId: rule.id };
        return true;
      });
      return better;
    }

    /** Asks the rules whose literal begins at the place, the longest literal first, until one answers true. */
    function walk(at: number, fits: (rule: RedactionRule, at: number, after: number) => boolean): boolean {
      let node = 0;
      let hits = 0;
      for (let here = at; here < length; here++) {
        const code = text.charCodeAt(here);
        const symbol = code < 128 ? symbolOf[code]! : 0;
        if (symbol === 0) break;
        node = next[node * SYMBOLS + symbol]!;
        if (node === 0) break;
        if (hasRules[node] === 1 && hits < 8) {
          hitNode[hits] = node;
          hitEnd[hits++] = here + 1;
        }
      }
      const nodes = hits > 1 ? hitNode.slice(0, hits) : hitNode;
      const endsAt = hits > 1 ? hitEnd.slice(0, hits) : hitEnd;
      while (hits > 0) {
        hits--;
        const after = endsAt[hits]!;
        for (const rule of ends[nodes[hits]!]!) {
          const on = rule.on as { literals: readonly string[]; anyCase?: boolean };
          if (!on.anyCase && !on.literals.includes(text.slice(at, after))) continue;
          if (fits(rule, at, after)) return true;
        }
      }
      return false;
    }

    let goOn: number;
    const askHere = (rule: RedactionRule, at: number, after: number) => (goOn = ask(rule, at, after)) >= 0;

    while (index < length) {
      if (index >= nextAhead) {
        const finding = ahead.shift()!;
        nextAhead = ahead[0]?.start ?? Infinity;
        found.push(finding);
        if (finding.end > index) {
          index = finding.end;
          floor = Math.max(floor, finding.end);
          previous = EDGE;
        }
        continue;
      }
      const code = text.charCodeAt(index);
      const kind = code < 128 ? kindOf[code]! : isLetterBeyondAscii(code) ? SMALL : EDGE;
      if (kind === EDGE) {
        previous = EDGE;
        index++;
        continue;
      }
      goOn = -1;
      let begins = previous === EDGE;
      const after = text.charCodeAt(index + 1);
      const mayOpen = code < 128 && opens[symbolOf[code]! * SYMBOLS + (after < 128 ? symbolOf[after]! : 0)] === 1;
      switch (kind) {
        case SMALL:
          if (begins && mayOpen) walk(index, askHere);
          break;
        case CAPITAL:
          if (begins) for (const rule of capitalRules) if (goOn < 0) goOn = ask(rule, index, index + 1);
          begins ||= previous !== CAPITAL || isAt(text, index + 1, LOWER);
          if (begins && mayOpen && goOn < 0) walk(index, askHere);
          break;
        case NUMBER:
          if (begins) {
            const stop = runEnd(text, index + 1, DIGIT, length);
            for (const rule of numberRules) if (goOn < 0) goOn = ask(rule, index, stop);
            if (goOn < 0 && mayOpen) walk(index, askHere);
            if (goOn < 0 && nextAhead === Infinity) {
              index = stop - 1;
            }
          }
          break;
        case BRACKET: {
          const close = placeholderEnd(text, index);
          if (close > 0) {
            index = close;
            floor = Math.max(floor, close);
            previous = EDGE;
            continue;
          }
          walk(index, askHere);
          break;
        }
        case ESCAPE: {
          walk(index, askHere);
          if (goOn >= 0) break;
          const escape = escapeEnd(text, index);
          if (escape > 0) {
            index = escape;
            previous = EDGE;
            continue;
          }
          break;
        }
        default:
          if (mayOpen) walk(index, askHere);
      }
      if (goOn >= 0) {
        index = goOn;
        previous = EDGE;
        continue;
      }
      previous = kind >= STARTER ? EDGE : kind;
      index++;
      if (kind === SMALL) {
        // Most of a text is the rest of words: nothing can begin there.
        while (index < length && index < nextAhead && kindOf[text.charCodeAt(index)] === SMALL) index++;
      }
    }
    found.push(...ahead);
    return withoutOverlaps(found);
  }

  return { scan };
}

/** Where the placeholder that begins at `index` ends, or 0 when none does. */
export function placeholderEnd(text: string, index: number): number {
  if (text.charCodeAt(index) !== 91) return 0;
  const close = runEnd(text, index + 1, LOWER | DIGIT | UNDERSCORE, 40);
  if (text.charCodeAt(close) !== 93) return 0;
  return Object.hasOwn(CATEGORIES, text.slice(index + 1, close)) ? close + 1 : 0;
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
