import type { ConditionParts, PatternBranch } from '@org/event-pattern';
import { parseInvestigationEvent, type InvestigationEvent } from '@org/event-schema';
import { factsOf } from './event-fields';
import { fieldNames, type Bits, type FieldIndex } from './pattern-set';

/** One value of a field, standing for all that satisfy the same branches; undefined for an event without the field. */
export interface ValueClass {
  readonly value: unknown;
  readonly bits: Bits;
}

/** The values of a field that make a difference to a table. */
export interface FieldClasses {
  readonly path: string;
  readonly classes: readonly ValueClass[];
  /** Whether these are all that there can be. Where not, a search must allow for a value that nobody has thought of. */
  readonly complete: boolean;
  /** Whether several values at once may satisfy more than these do: a list of too many kinds for all pairs to be here. */
  readonly unpaired: boolean;
}

/** Texts of the forms that fields of the schema have, so that each has one that no rule names. */
const FRESH = [
  'zz-other',
  'zz_other',
  'zzother9',
  'Zz other',
  'zz-other-9',
  '000000000000',
  '1.0',
  '1.9',
  'https://zz-other.example/zz',
  'https://other.zz.example/zz',
  '2020-02-02T02:02:02Z',
  '2019-09-09T09:09:09Z',
  424_242,
];
/** More pairs than this of one list are not tried. */
const MAX_PAIRED = 40;

/**
 * Works out the classes of a field from what the branches ask of it. Whatever is no value of the schema is left out.
 *
 * @param sample a good event, in which one field at a time is tried
 */
export function classesOf(
  index: FieldIndex,
  branches: readonly PatternBranch[],
  sample: InvestigationEvent,
): FieldClasses {
  const { path } = index;
  const parts = branches.flatMap((branch) => branch.get(path)?.parts ?? []);
  const isValid = (value: unknown) => parseInvestigationEvent(withValue(sample, path, value)).ok;
  const facts = factsOf(path);
  const listed = facts.ok ? facts.values : undefined;
  const scalars = listed
    ? [...listed]
    : unique([...parts.flatMap(valuesOf), ...combined(parts), ...FRESH, 0, 1, 2, true]);
  const asScalar = scalars.filter(isValid);
  const inLists = asScalar.length === 0 ? scalars.filter((value) => isValid([value])) : [];
  const classes = new Map<string, ValueClass>();
  const take = (value: unknown): void => {
    const bits = index.bitsOf(value).slice();
    const key = bits.join();
    if (!classes.has(key)) classes.set(key, { value, bits });
  };
  [undefined, [], ...inLists.map((value) => [value])].filter(isValid).concat(asScalar).forEach(take);
  const singles = [...classes.values()].flatMap(({ value }) =>
    Array.isArray(value) && value.length === 1 ? [value[0] as unknown] : [],
  );
  const unpaired = singles.length > MAX_PAIRED;
  if (!unpaired) singles.forEach((one, at) => singles.slice(at + 1).forEach((two) => take([one, two])));
  const seen = inLists.length > 0 ? inLists : asScalar;
  const named = new Set(parts.flatMap(({ equals }) => equals));
  const begins = unique(parts.flatMap(({ prefixes }) => prefixes)) as string[];
  const isOther = (value: unknown) =>
    !named.has(value as string) && !(typeof value === 'string' && begins.some((prefix) => value.startsWith(prefix)));
  const complete =
    listed !== undefined ||
    (parts.every((part) => isComplete(part, seen)) && (seen.some(isOther) || begins.includes('')));
  return { path, classes: [...classes.values()], complete, unpaired };
}

/**
 * Values are chosen among equals and beginnings, whose classes are simple: each is a value, or a value with more behind it.
 * Of what else can be asked, a mixture may exist that no value here stands for.
 */
function isComplete({ suffixes, prefixes, others }: ConditionParts, seen: readonly unknown[]): boolean {
  if (suffixes.length > 0) return false;
  const begun = (prefix: string) => seen.some((value) => typeof value === 'string' && value.startsWith(prefix));
  if (!prefixes.every(begun)) return false;
  return others.every(({ text }) => {
    const operator = JSON.parse(text) as Record<string, unknown> | string;
    if (typeof operator === 'string') return false; // an IP address, in any spelling
    if ('numeric' in operator || 'exists' in operator) return true;
    const inner = operator['anything-but'];
    return (
      inner !== undefined && (typeof inner !== 'object' || inner === null || Array.isArray(inner) || 'prefix' in inner)
    );
  });
}

function valuesOf({ equals, prefixes, suffixes, others }: ConditionParts): unknown[] {
  return [
    ...equals.flatMap((value): unknown[] => (typeof value === 'number' ? around(value) : [value])),
    ...prefixes.flatMap((prefix) => [prefix, `${prefix}x`, `${prefix}zz-other`]),
    ...suffixes.flatMap((suffix) => [suffix, `x${suffix}`, `zz-other${suffix}`]),
    ...others.flatMap(({ text }) => valuesOfOperator(JSON.parse(text))),
  ];
}

function valuesOfOperator(operator: unknown): unknown[] {
  if (typeof operator !== 'object' || operator === null) return [operator];
  if (Array.isArray(operator)) return operator.flatMap(valuesOfOperator);
  return Object.entries(operator).flatMap(([name, operand]): unknown[] => {
    if (name === 'numeric') {
      const bounds = (operand as unknown[]).filter((bound): bound is number => typeof bound === 'number');
      return bounds.flatMap(around);
    }
    if (name === 'cidr') return [String(operand).split('/')[0]];
    if (name === 'exists') return [];
    if (typeof operand !== 'string') return valuesOfOperator(operand);
    const text = name === 'wildcard' ? operand.replaceAll('*', '') : operand;
    const filled = name === 'wildcard' ? operand.replaceAll('*', 'x') : operand;
    return [text, filled, `${text}x`, `x${text}`, text.toLowerCase(), text.toUpperCase()];
  });
}

/** The number, and on either side the nearest whole one and one between. */
function around(value: number): number[] {
  return [value - 1, value - 0.5, value, value + 0.5, value + 1];
}

/** Beginnings with endings: what satisfies one of each. And between any two numbers, one. */
function combined(parts: readonly ConditionParts[]): unknown[] {
  const prefixes = unique(parts.flatMap((part) => part.prefixes)).slice(0, MAX_PAIRED);
  const suffixes = unique(parts.flatMap((part) => part.suffixes)).slice(0, MAX_PAIRED);
  const numbers = unique(parts.flatMap(valuesOf)).filter((value): value is number => typeof value === 'number');
  numbers.sort((a, b) => a - b);
  return [
    ...prefixes.flatMap((prefix) => suffixes.map((suffix) => `${String(prefix)}${String(suffix)}`)),
    ...numbers.slice(1).flatMap((number, at) => {
      const middle = (number + (numbers[at] as number)) / 2;
      return [middle, Math.floor(middle)];
    }),
  ];
}

function unique(values: readonly unknown[]): unknown[] {
  return [...new Set(values)];
}

/** The event with another value at a path, or without it. */
export function withValue<T extends object>(event: T, path: string, value: unknown): T {
  const set = (object: Record<string, unknown>, [name = '', ...rest]: readonly string[]): Record<string, unknown> => {
    if (rest.length > 0) return { ...object, [name]: set((object[name] ?? {}) as Record<string, unknown>, rest) };
    const copy = { ...object, [name]: value };
    if (value === undefined) delete copy[name];
    return copy;
  };
  return set(event as Record<string, unknown>, fieldNames(path)) as T;
}
