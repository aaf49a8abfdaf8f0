import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import {
  closed,
  countOf,
  findAll,
  findNear,
  labelsOf,
  leavesResidue,
  MAX_TEXT_LENGTH,
  settle,
  type Labels,
} from './redact';
import { RedactionRefused } from './refusal';
import { withoutOverlaps, type Finding } from './scan';
import { secretName } from './secret-names';
import { isSecretValue } from './secret-values';
import { LONGEST_SHAPE } from './shape';

/** Deepest nesting that is walked; JSON of people and services stays far below. */
export const MAX_JSON_DEPTH = 100;
/** Most values and keys together. */
export const MAX_JSON_NODES = 200_000;

/** A finding in one string, number or key of a JSON value. */
export interface JsonFinding extends Finding {
  /** JSON pointer (RFC 6901) to the value in the result, so that it holds no secret key. */
  readonly pointer: string;
  /** The finding is in the last key of the pointer, not in its value. */
  readonly inKey?: true;
}

/** A redacted JSON value, with what was masked in it. */
export interface RedactedJson {
  /** Of the same shape; a masked number becomes its placeholder, a string. */
  readonly value: unknown;
  readonly findings: readonly JsonFinding[];
  readonly counts: Readonly<Record<string, number>>;
}

interface Walk {
  readonly policy: ResolvedPolicy;
  readonly labels: Labels | undefined;
  readonly findings: JsonFinding[];
  readonly open: Set<object>;
  nodes: number;
  characters: number;
}

/**
 * Masks secrets and personal data in every string, number and key of a JSON value. A key tells what its value is, so
 * `{ "password": "x" }` loses a value that no rule would know alone. Keys that become equal get a number behind them.
 *
 * @param value plain objects, arrays, strings, numbers, booleans and null; `undefined` fields are left out, as JSON does
 * @throws RedactionRefused for anything else, for cycles, for getters that throw, over {@link MAX_JSON_DEPTH},
 *   {@link MAX_JSON_NODES} and the size limit, and for everything that `redact` refuses
 */
export function redactJson(value: unknown, policy?: RedactionPolicy): RedactedJson {
  return closed(() => {
    const resolved = resolvePolicy(policy);
    const walk: Walk = {
      policy: resolved,
      labels: labelsOf(resolved),
      findings: [],
      open: new Set(),
      nodes: 0,
      characters: 0,
    };
    const result = visit(value, NO_NAME, '', 0, walk);
    return { value: result, findings: walk.findings, counts: countOf(walk.findings) };
  });
}

/** What a value is called, as it came and as it goes out. Both are context, so that a second time finds nothing more. */
interface Name {
  readonly given: string;
  readonly settled: string;
}
const NO_NAME: Name = { given: '', settled: '' };

function visit(value: unknown, name: Name, pointer: string, depth: number, walk: Walk): unknown {
  if (++walk.nodes > MAX_JSON_NODES) throw new RedactionRefused('too_large');
  if (depth > MAX_JSON_DEPTH) throw new RedactionRefused('too_deep');
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return scalar(value, name, pointer, walk) ?? value;
  if (typeof value === 'number') return scalar(String(value), name, pointer, walk) ?? value;
  if (typeof value !== 'object') throw new RedactionRefused('not_json');
  if (walk.open.has(value)) throw new RedactionRefused('cyclic');
  walk.open.add(value);
  const result = Array.isArray(value)
    ? Array.from(value, (item, index) => visit(item ?? null, name, `${pointer}/${index}`, depth + 1, walk))
    : record(value, pointer, depth, walk);
  walk.open.delete(value);
  return result;
}

function record(value: object, pointer: string, depth: number, walk: Walk): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    throw new RedactionRefused('not_json');
  const entries = new Map<string, unknown>();
  const pair = pairedName(value, walk);
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const { masked, findings } = settled(key, NO_NAME, walk);
    let unique = masked;
    for (let again = 2; entries.has(unique); again++) unique = `${masked} (${again})`;
    const place = `${pointer}/${unique.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const finding of findings) walk.findings.push({ ...finding, pointer: place, inKey: true });
    const own: Name = { given: key, settled: unique };
    const name = pair && /^(?:value|val|content|default)$/i.test(key) ? { ...own, ...pair } : own;
    entries.set(unique, visit(item, name, place, depth + 1, walk));
  }
  return Object.fromEntries(entries);
}

/** `{ "name": "DB_PASSWORD", "value": "…" }`: the name is a sibling of the value. */
function pairedName(value: object, walk: Walk): Partial<Name> | undefined {
  const key = ['name', 'key', 'Name', 'Key'].find((each) => (value as Record<string, unknown>)[each] != null);
  if (key === undefined) return undefined;
  const pair = (value as Record<string, unknown>)[key];
  if (typeof pair === 'number') {
    const { masked, findings } = settled(String(pair), { given: key, settled: key }, walk);
    return findings.length > 0 ? { settled: masked } : undefined;
  }
  if (typeof pair !== 'string') return undefined;
  const { masked } = settled(pair, { given: key, settled: key }, walk);
  return {
    ...(pair.length <= LONGEST_NAME && { given: pair }),
    ...(masked.length <= LONGEST_NAME && { settled: masked }),
  };
}

/** The masked text of a string or number under a key, or undefined when nothing was masked. */
function scalar(text: string, name: Name, pointer: string, walk: Walk): string | undefined {
  const { masked, findings } = settled(text, name, walk);
  if (findings.length === 0) return undefined;
  for (const finding of findings) walk.findings.push({ ...finding, pointer });
  return masked;
}

function settled(text: string, name: Name, walk: Walk): ReturnType<typeof settle> {
  walk.characters += text.length;
  if (walk.characters > MAX_TEXT_LENGTH) throw new RedactionRefused('too_large');
  const { policy, labels } = walk;
  const renamed = name.given !== name.settled;
  const result = settle(
    text,
    findUnder(name.given, text, policy),
    labels,
    (masked, fresh) => findUnder(name.settled, masked, policy, renamed ? undefined : fresh),
    renamed,
  );
  if (leavesResidue(result.masked, policy)) throw new RedactionRefused('residue');
  return result;
}

/** Longer keys are no names. */
const LONGEST_NAME = 80;

/** What rules of the organization find at the beginning of a value because of a word in its key. */
function findBehindKey(
  around: string,
  from: number,
  { scanner, ids }: NonNullable<ResolvedPolicy['own']>,
  { keeps }: ResolvedPolicy,
): Finding[] {
  const accept = ({ ruleId, category }: Finding) => ids.has(ruleId) && !keeps(category);
  return scanner.scan(around.slice(0, from + LONGEST_SHAPE + 1), accept, [{ start: 0, end: from, floor: from }]);
}

/** What must go from a value of that name; with `fresh`, only near these places. */
function findUnder(key: string, text: string, policy: ResolvedPolicy, fresh?: readonly number[]): Finding[] {
  // The rules see the key before the value, as they would in a text.
  const context = key === '' || key.length > LONGEST_NAME ? '' : `${key}: `;
  const from = context.length;
  const around = context + text;
  const places = fresh?.map((place) => place + from);
  let found = places ? findNear(around, places, policy, from) : findAll(around, policy, from);
  if (policy.own && from > 0) found = withoutOverlaps([...found, ...findBehindKey(around, from, policy.own, policy)]);
  const name = context === '' ? undefined : secretName(key);
  if (name && !policy.keeps(name.category) && isSecretValue(text, name, 'quoted')) {
    const whole = found.some(({ start, end }) => start === from && end === around.length);
    if (!whole) return [{ start: 0, end: text.length, category: name.category, ruleId: 'named-secret' }];
  }
  return from === 0 ? found : found.map((each) => ({ ...each, start: each.start - from, end: each.end - from }));
}
