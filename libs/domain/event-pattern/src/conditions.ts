import { InvalidPatternError } from './error';
import { addressDigits, lies, parseCidr, type AddressRange } from './ip';
import { JsonObject, type Json } from './json';
import { IncomparableNumber } from './numbers';
import { beginsWith, endsWith, ignoringCase, wildcard, type TextTest } from './text';

/** A value of an event that is neither an object nor an array. */
export type Leaf = string | number | boolean | null | IncomparableNumber;

export type LeafTest = (leaf: Leaf) => boolean;

/** What a pattern asks of one field: that a leaf there passes, or (where `absent`) that the field has no leaf. */
export interface Condition {
  readonly passes: LeafTest;
  readonly absent: boolean;
  /** The same once more, in parts, for those who index many patterns: a leaf passes if any part says yes. */
  readonly parts: ConditionParts;
}

export interface ConditionParts {
  /** Leaves that pass because they are equal to one of these. */
  readonly equals: readonly Leaf[];
  /** Texts that pass because they begin so. */
  readonly prefixes: readonly string[];
  /** Texts that pass because they end so. */
  readonly suffixes: readonly string[];
  /** What can only be asked; two of the same `text` say the same of every leaf. */
  readonly others: readonly { readonly text: string; readonly passes: LeafTest }[];
}

const NEVER: LeafTest = () => false;

/** Compiles the list that stands under a field. Any of its entries will do. */
export function compileField(list: readonly Json[], pointer: string): Condition {
  if (list.length === 0) {
    throw new InvalidPatternError(pointer, 'an empty array matches nothing', 'Name at least one value or operator');
  }
  if (list.every(isPlainText)) return plainCondition(list);
  const strings = new Set<string>();
  const tests: LeafTest[] = [];
  const parts = {
    equals: [] as Leaf[],
    prefixes: [] as string[],
    suffixes: [] as string[],
    others: [] as { text: string; passes: LeafTest }[],
  };
  let absent = false;
  const ask = (entry: Json, test: LeafTest): void => {
    tests.push(test);
    if (!isSimple(entry, parts)) parts.others.push({ text: textOf(entry), passes: test });
  };
  list.forEach((entry, index) => {
    const here = `${pointer}/${index}`;
    if (typeof entry === 'string') {
      const digits = addressDigits(entry);
      if (digits === undefined) strings.add(entry);
      else ask(entry, inRange({ bottom: digits, top: digits }));
    } else if (entry instanceof JsonObject) {
      const test = compileExpression(entry, here);
      if (test === 'absent') absent = true;
      else ask(entry, test);
    } else if (Array.isArray(entry)) {
      throw new InvalidPatternError(
        here,
        'an array stands inside an array',
        'Give strings, numbers, true, false, null or operators',
      );
    } else if (entry instanceof IncomparableNumber) {
      ask(entry, (leaf) => leaf instanceof IncomparableNumber && leaf.text === entry.text);
    } else {
      tests.push((leaf) => leaf === entry);
      parts.equals.push(entry);
    }
  });
  parts.equals.push(...strings);
  if (strings.size === 1) {
    const [only] = strings;
    tests.unshift((leaf) => leaf === only);
  } else if (strings.size > 1) {
    tests.unshift((leaf) => strings.has(leaf as string));
  }
  return { passes: anyOf(tests), absent, parts };
}

const NOTHING: readonly never[] = [];

function isPlainText(entry: Json): entry is string {
  return typeof entry === 'string' && addressDigits(entry) === undefined;
}

/** Most fields of most patterns ask for a few texts, so a table of thousands starts sooner by this way. */
function plainCondition(texts: readonly string[]): Condition {
  const parts = { equals: texts, prefixes: NOTHING, suffixes: NOTHING, others: NOTHING };
  const [only] = texts;
  if (texts.length === 1) return { passes: (leaf) => leaf === only, absent: false, parts };
  const several = new Set<Leaf>(texts);
  return { passes: (leaf) => several.has(leaf), absent: false, parts };
}

/** Takes an operator among the parts that can be looked up. A quote in an affix is not what it seems: see text.ts. */
function isSimple(entry: Json, parts: { equals: Leaf[]; prefixes: string[]; suffixes: string[] }): boolean {
  if (!(entry instanceof JsonObject)) return false;
  const [operator, operand] = [entry.keys[0], entry.values[0]];
  if (typeof operand !== 'string' || operand.includes('"')) return false;
  if (operator === 'exactly') parts.equals.push(operand);
  else if (operator === 'prefix') parts.prefixes.push(operand);
  else if (operator === 'suffix') parts.suffixes.push(operand);
  else return false;
  return true;
}

/** One spelling for each operator. */
function textOf(value: Json): string {
  if (value instanceof JsonObject) {
    return `{${value.keys.map((key, index) => `${JSON.stringify(key)}:${textOf(value.values[index] as Json)}`).join()}}`;
  }
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  return value instanceof IncomparableNumber ? value.text : JSON.stringify(value);
}

function anyOf(tests: readonly LeafTest[]): LeafTest {
  const [first, second] = tests;
  if (first === undefined) return NEVER;
  if (second === undefined) return first;
  if (tests.length === 2) return (leaf) => first(leaf) || second(leaf);
  return (leaf) => tests.some((test) => test(leaf));
}

function compileExpression(expression: JsonObject, pointer: string): LeafTest | 'absent' {
  const [operator, operand] = onlyEntry(expression, pointer);
  const here = `${pointer}/${escapePointer(operator)}`;
  switch (operator) {
    case 'exactly': {
      const text = string(operand, here);
      return (leaf) => leaf === text;
    }
    case 'prefix':
      return strings(affix(operand, here, beginsWith, 'start'));
    case 'suffix':
      return strings(affix(operand, here, endsWith, 'end'));
    case 'equals-ignore-case':
      return strings(ignoringCase(string(operand, here), 'whole'));
    case 'wildcard':
      return strings(compileWildcard(operand, here));
    case 'cidr': {
      const range = parseCidr(string(operand, here));
      if ('wrong' in range)
        throw new InvalidPatternError(here, range.wrong, 'Write a range such as 10.0.0.0/8 or 2001:db8::/32');
      return inRange(range);
    }
    case 'numeric':
      return compileNumeric(operand, here);
    case 'exists':
      if (typeof operand !== 'boolean')
        throw new InvalidPatternError(here, 'exists takes a boolean', 'Write true or false');
      return operand ? () => true : 'absent';
    case 'anything-but':
      return compileAnythingBut(operand, here);
    default:
      throw new InvalidPatternError(
        here,
        'there is no such operator',
        'Use prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists or cidr',
      );
  }
}

function affix(operand: Json, pointer: string, plain: (text: string) => TextTest, where: 'start' | 'end'): TextTest {
  if (!(operand instanceof JsonObject)) return plain(string(operand, pointer));
  const [inner, text] = onlyEntry(operand, pointer);
  const here = `${pointer}/${escapePointer(inner)}`;
  if (inner !== 'equals-ignore-case') {
    throw new InvalidPatternError(
      here,
      'only equals-ignore-case can stand here',
      'Write {"equals-ignore-case": "text"} or a string',
    );
  }
  return ignoringCase(string(text, here), where);
}

function compileWildcard(operand: Json, pointer: string): TextTest {
  const test = wildcard(string(operand, pointer));
  if ('wrong' in test)
    throw new InvalidPatternError(
      pointer,
      test.wrong,
      'Write * for any run of characters, \\* for an asterisk, \\\\ for a backslash',
    );
  return test;
}

/** Matches every leaf, of whatever type, but those named. */
function compileAnythingBut(operand: Json, pointer: string): LeafTest {
  if (operand instanceof JsonObject) return compileAnythingButText(operand, pointer);
  const values = Array.isArray(operand) ? operand : [operand];
  const mend = 'Give one string or number, or a list of only strings or only numbers';
  values.forEach((value, index) => {
    if (typeof value === 'string' || typeof value === 'number') return;
    throw new InvalidPatternError(
      Array.isArray(operand) ? `${pointer}/${index}` : pointer,
      value instanceof IncomparableNumber
        ? 'this number has more digits or a greater size than can be compared'
        : 'anything-but takes strings or numbers here',
      mend,
    );
  });
  if (values.length === 0) throw new InvalidPatternError(pointer, 'the list is empty', mend);
  if (values.some((value) => typeof value !== typeof values[0])) {
    throw new InvalidPatternError(pointer, 'strings and numbers are mixed', mend);
  }
  const named = new Set<unknown>(values);
  return (leaf) => !named.has(leaf);
}

const ANYTHING_BUT: Readonly<Record<string, (text: Json, pointer: string) => TextTest>> = {
  prefix: (text, pointer) => beginsWith(nonEmpty(text, pointer)),
  suffix: (text, pointer) => endsWith(nonEmpty(text, pointer)),
  'equals-ignore-case': (text, pointer) => ignoringCase(string(text, pointer), 'whole'),
  wildcard: compileWildcard,
};

function compileAnythingButText(operand: JsonObject, pointer: string): LeafTest {
  const [inner, texts] = onlyEntry(operand, pointer);
  const here = `${pointer}/${escapePointer(inner)}`;
  const compile = Object.hasOwn(ANYTHING_BUT, inner) ? ANYTHING_BUT[inner] : undefined;
  if (compile === undefined) {
    throw new InvalidPatternError(
      here,
      'anything-but does not know this operator',
      'Use prefix, suffix, equals-ignore-case or wildcard',
    );
  }
  const tests = Array.isArray(texts)
    ? texts.map((text, index) => compile(text, `${here}/${index}`))
    : [compile(texts, here)];
  return (leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf));
}

const NUMERIC_MEND = 'Write ["=", 5], ["<", 5], or a range from its lower end: [">", 0, "<=", 5]';

function compileNumeric(operand: Json, pointer: string): LeafTest {
  if (!Array.isArray(operand)) throw new InvalidPatternError(pointer, 'numeric takes an array', NUMERIC_MEND);
  const wrong = (index: number, reason: string) => new InvalidPatternError(`${pointer}/${index}`, reason, NUMERIC_MEND);
  const bound = (index: number): number => {
    const value = operand[index];
    if (typeof value === 'number') return value;
    throw wrong(
      index,
      value instanceof IncomparableNumber
        ? 'this number has more digits or a greater size than can be compared'
        : 'a number must stand here',
    );
  };
  const [operator, , upperOperator] = operand;
  if (operator !== '=' && operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=') {
    throw wrong(0, 'the comparison must be one of = < <= > >=');
  }
  const first = bound(1);
  const test = compare(operator, first);
  if (operand.length === 2) return test;
  if (operator !== '>' && operator !== '>=') throw wrong(2, `nothing can follow a ${operator} comparison`);
  if (upperOperator !== '<' && upperOperator !== '<=') throw wrong(2, 'the second comparison must be < or <=');
  const second = bound(3);
  if (operand.length > 4) throw wrong(4, 'a range has two comparisons at most');
  if (first >= second) throw wrong(3, 'the upper bound is not above the lower one');
  const upper = compare(upperOperator, second);
  return (leaf) => test(leaf) && upper(leaf);
}

function compare(operator: '=' | '<' | '<=' | '>' | '>=', bound: number): LeafTest {
  switch (operator) {
    case '=':
      return (leaf) => leaf === bound;
    case '<':
      return (leaf) => typeof leaf === 'number' && leaf < bound;
    case '<=':
      return (leaf) => typeof leaf === 'number' && leaf <= bound;
    case '>':
      return (leaf) => typeof leaf === 'number' && leaf > bound;
    case '>=':
      return (leaf) => typeof leaf === 'number' && leaf >= bound;
  }
}

function inRange(range: AddressRange): LeafTest {
  return (leaf) => {
    if (typeof leaf !== 'string') return false;
    const digits = addressDigits(leaf);
    return digits !== undefined && lies(digits, range);
  };
}

function strings(test: TextTest): LeafTest {
  return (leaf) => typeof leaf === 'string' && test(leaf);
}

function string(value: Json, pointer: string): string {
  if (typeof value === 'string') return value;
  throw new InvalidPatternError(pointer, 'a string must stand here', 'Give the text in double quotes');
}

function nonEmpty(value: Json, pointer: string): string {
  const text = string(value, pointer);
  if (text === '')
    throw new InvalidPatternError(pointer, 'the text is empty, so nothing could match', 'Give at least one character');
  return text;
}

function onlyEntry(object: JsonObject, pointer: string): [string, Json] {
  const [key] = object.keys;
  if (key === undefined || object.keys.length !== 1) {
    throw new InvalidPatternError(
      pointer,
      key === undefined ? 'an operator is missing' : 'more than one operator stands in one object',
      'Give one object for each operator, such as {"prefix": "text"}',
    );
  }
  return [key, object.values[0] as Json];
}

export function escapePointer(key: string): string {
  if (!key.includes('~') && !key.includes('/')) return key;
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
