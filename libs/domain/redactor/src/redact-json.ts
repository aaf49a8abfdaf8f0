import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import { closed, countOf, findAll, labelsOf, leavesResidue, mask, MAX_TEXT_LENGTH, type Labels } from './redact';
import { RedactionRefused } from './refusal';
import type { Finding } from './scan';
import { secretName } from './secret-names';
import { isSecretValue } from './secret-values';

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
    const result = visit(value, '', '', 0, walk);
    return { value: result, findings: walk.findings, counts: countOf(walk.findings) };
  });
}

function visit(value: unknown, key: string, pointer: string, depth: number, walk: Walk): unknown {
  if (++walk.nodes > MAX_JSON_NODES) throw new RedactionRefused('too_large');
  if (depth > MAX_JSON_DEPTH) throw new RedactionRefused('too_deep');
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return scalar(value, key, pointer, walk) ?? value;
  if (typeof value === 'number') return scalar(String(value), key, pointer, walk) ?? value;
  if (typeof value !== 'object') throw new RedactionRefused('not_json');
  if (walk.open.has(value)) throw new RedactionRefused('cyclic');
  walk.open.add(value);
  const result = Array.isArray(value)
    ? Array.from(value, (item, index) => visit(item ?? null, key, `${pointer}/${index}`, depth + 1, walk))
    : record(value, pointer, depth, walk);
  walk.open.delete(value);
  return result;
}

function record(value: object, pointer: string, depth: number, walk: Walk): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    throw new RedactionRefused('not_json');
  const entries = new Map<string, unknown>();
  const pair = pairedName(value);
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const found = findIn(key, walk);
    const base = mask(key, found, walk.labels);
    let name = base;
    for (let again = 2; entries.has(name); again++) name = `${base} (${again})`;
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const finding of found) walk.findings.push({ ...finding, pointer: place, inKey: true });
    const context = pair !== undefined && /^(?:value|val|content|default)$/i.test(key) ? pair : key;
    entries.set(name, visit(item, context, place, depth + 1, walk));
  }
  return Object.fromEntries(entries);
}

/** `{ "name": "DB_PASSWORD", "value": "…" }`: the name is a sibling of the value. */
function pairedName(value: object): string | undefined {
  const { name, key, Name, Key } = value as Record<string, unknown>;
  const pair = name ?? key ?? Name ?? Key;
  return typeof pair === 'string' && pair.length <= 80 ? pair : undefined;
}

/** The masked text of a string or number under a key, or undefined when nothing was masked. */
function scalar(text: string, key: string, pointer: string, walk: Walk): string | undefined {
  const found = findIn(text, walk, key);
  if (found.length === 0) return undefined;
  for (const finding of found) walk.findings.push({ ...finding, pointer });
  return mask(text, found, walk.labels);
}

function findIn(text: string, walk: Walk, key = ''): Finding[] {
  walk.characters += text.length;
  if (walk.characters > MAX_TEXT_LENGTH) throw new RedactionRefused('too_large');
  // The rules see the key before the value, as they would in a text.
  const context = key === '' || key.length > 80 ? '' : `${key}: `;
  let found = findAll(context + text, walk.policy, context.length).map((finding) => ({
    ...finding,
    start: finding.start - context.length,
    end: finding.end - context.length,
  }));
  const name = context === '' ? undefined : secretName(key);
  if (name && !walk.policy.keeps(name.category) && isSecretValue(text, name, 'quoted')) {
    const whole = found.find(({ start, end }) => start === 0 && end === text.length);
    if (!whole) found = [{ start: 0, end: text.length, category: name.category, ruleId: 'named-secret' }];
  }
  if (leavesResidue(mask(text, found), walk.policy)) throw new RedactionRefused('residue');
  return found;
}
