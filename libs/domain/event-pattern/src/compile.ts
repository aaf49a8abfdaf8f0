import { compileField, escapePointer, type Condition } from './conditions';
import { InvalidPatternError } from './error';
import { fromValue, JsonObject, NotJson, parseJsonObject, type Json } from './json';

/** One field that a pattern asks about. */
export interface PatternField {
  /** The names from the top of the event, joined by dots. An event's `{"a.b": 1}` and `{"a": {"b": 1}}` are one field. */
  readonly path: string;
  /** Where the pattern asks, as a JSON pointer into the pattern. */
  readonly pointer: string;
}

/** One way in which a pattern can match: all of these fields at once. `$or` makes several. */
export type PatternBranch = ReadonlyMap<string, Condition & { readonly pointer: string }>;

/** Source: Amazon EventBridge User Guide, "Complex example with multiple matchers": combinations of `$or` in one pattern. */
const MAX_BRANCHES = 1000;

/** Names that would make an `$or` ambiguous. Source: event-ruler, Constants.java. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/** Reads a pattern into its branches. Where a field stands twice in one branch, the later one counts. */
export function compileBranches(pattern: string | object): readonly PatternBranch[] {
  const branches: Map<string, Condition & { pointer: string }>[] = [new Map()];
  readObject(read(pattern), '', '', branches, false);
  return branches;
}

function read(pattern: string | object): JsonObject {
  try {
    const value: Json = typeof pattern === 'string' ? parseJsonObject(pattern).object : fromValue(pattern);
    if (value instanceof JsonObject) return value;
    throw new NotJson('it is not an object');
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new InvalidPatternError(
      '',
      `the pattern cannot be read: ${error.message}`,
      'Give a JSON object, as an object or as its text',
    );
  }
}

function readObject(
  object: JsonObject,
  path: string,
  pointer: string,
  branches: Map<string, Condition & { pointer: string }>[],
  insideOr: boolean,
): void {
  if (object.keys.length === 0) {
    throw new InvalidPatternError(
      pointer,
      'an empty object matches nothing',
      'Name at least one field, with an array of what it may be',
    );
  }
  object.keys.forEach((name, index) => {
    const value = object.values[index] as Json;
    const here = `${pointer}/${escapePointer(name)}`;
    if (name === '$or') return readOr(value, path, here, branches);
    if (insideOr && RESERVED_IN_OR.has(name)) {
      throw new InvalidPatternError(
        here,
        `"${name}" is reserved and cannot name a field inside $or`,
        'Put the operator into the array of a field',
      );
    }
    const field = path === '' ? name : `${path}.${name}`;
    if (value instanceof JsonObject) return readObject(value, field, here, branches, insideOr);
    if (!Array.isArray(value)) {
      throw new InvalidPatternError(
        here,
        'a field needs an array or an object',
        'Put the value into an array, such as ["value"]',
      );
    }
    const { passes, absent, parts } = compileField(value, here);
    const condition = { passes, absent, parts, pointer: here };
    for (const branch of branches) branch.set(field, condition);
  });
}

function readOr(
  value: Json,
  path: string,
  pointer: string,
  branches: Map<string, Condition & { pointer: string }>[],
): void {
  const mend = 'Give an array of at least two objects';
  if (!Array.isArray(value)) throw new InvalidPatternError(pointer, '$or takes an array', mend);
  const before = branches.splice(0);
  value.forEach((alternative, index) => {
    const here = `${pointer}/${index}`;
    if (!(alternative instanceof JsonObject))
      throw new InvalidPatternError(here, 'only objects can stand in $or', mend);
    const forked = before.map((branch) => new Map(branch));
    readObject(alternative, path, here, forked, true);
    branches.push(...forked);
    if (branches.length > MAX_BRANCHES) {
      throw new InvalidPatternError(
        pointer,
        `the alternatives make more than ${MAX_BRANCHES} combinations`,
        'Split the pattern into several',
      );
    }
  });
  if (value.length < 2) throw new InvalidPatternError(pointer, '$or has fewer than two alternatives', mend);
}
