import type { AnyCategory } from './categories';
import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import {
  closed,
  countOf,
  findAll,
  findNear,
  isUndressed,
  labelsOf,
  leavesResidue,
  MAX_TEXT_LENGTH,
  scannerOf,
  settle,
  type Labels,
} from './redact';
import { RedactionRefused } from './refusal';
import { withoutOverlaps, type Finding } from './scan';
import { secretName } from './secret-names';
import { isSecretValue, looksRandom } from './secret-values';
import { LONGEST_SHAPE } from './own-rules';

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
  /** How many values may still come before one that goes on with a private key whose header was in a value before. */
  keyGoesOn: number;
  /** For JSON in a string: how deep, and the values that their names alone gave away, as they stand in the string. */
  readonly level: number;
  readonly named: Map<string, AnyCategory>;
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
    const walk = newWalk(resolved, labelsOf(resolved), 0);
    const result = visit(value, NO_NAME, '', 0, walk);
    return { value: result, findings: walk.findings, counts: countOf(walk.findings) };
  });
}

function newWalk(policy: ResolvedPolicy, labels: Labels | undefined, level: number): Walk {
  const counters = { nodes: 0, characters: 0, keyGoesOn: 0 };
  return { policy, labels, level, findings: [], open: new Set(), named: new Map(), ...counters };
}

/** What a value is called, as it came and as it goes out. Both are context, so that a second time finds nothing more. */
interface Name {
  readonly given: string;
  readonly settled: string;
  /** What stands before it in a list: its name, if the two are a pair. */
  readonly before?: unknown;
  /** The fewest characters of the second of such a pair: less where the list holds nothing else. */
  readonly least?: number;
  /** The words of the command that the items of a list go on with. */
  readonly command?: readonly string[];
  /** What is found in it because of the command line that it is a word of. */
  readonly inCommand?: readonly Finding[];
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
    ? list(value, name, pointer, depth, walk)
    : record(value, name, pointer, depth, walk);
  walk.open.delete(value);
  return result;
}

function list(value: readonly unknown[], name: Name, pointer: string, depth: number, walk: Walk): unknown[] {
  const each = singular(name);
  const inCommand = findInCommand(value, name.command ?? [], walk);
  const least = value.length === 2 ? 8 : 10;
  let before: unknown;
  return Array.from(value, (item: unknown, index) => {
    const flag = flagOf(before, item);
    const own = {
      ...(flag === undefined ? each : { given: flag, settled: flag }),
      ...(typeof before === 'string' && { before, least }),
      ...(inCommand?.[index] && { inCommand: inCommand[index] }),
    };
    before = item;
    return visit(item ?? null, own, `${pointer}/${index}`, depth + 1, walk);
  });
}

/** `['--password', '…']`: the name of the secret, where the flag tells one and is not the last of its line. */
function flagOf(before: unknown, item: unknown): string | undefined {
  if (typeof before !== 'string' || typeof item !== 'string' || item.startsWith('-')) return undefined;
  const flag = /^--?(?!no-)([A-Za-z][\w-]{1,60})$/.exec(before)?.[1];
  return flag !== undefined && secretName(flag) ? flag : undefined;
}

/** Rules that know a secret by its place in a command. */
const OF_COMMANDS: ReadonlySet<string> = new Set(['command-password', 'password-in-its-place']);
/** Longest command line, in characters, that is looked at as one. */
const LONGEST_COMMAND = 4096;

/** What only the command line that a list of texts may be gives away, for each item: `['mysql', '-p…']`. */
function findInCommand(
  items: readonly unknown[],
  command: readonly string[],
  { policy }: Walk,
): Finding[][] | undefined {
  if (!items.some((item) => typeof item === 'string' && /^[-/]/.test(item))) return undefined;
  const words: string[] = [...command];
  let length = 0;
  for (const item of items) {
    // A space inside a word ends none.
    words.push(typeof item === 'string' ? item.slice(0, LONGEST_COMMAND).replace(/\s/g, '_') : '');
    length += words[words.length - 1]!.length + 1;
    if (length > LONGEST_COMMAND) return undefined;
  }
  const accept = ({ ruleId, category }: Finding) => OF_COMMANDS.has(ruleId) && !policy.keeps(category);
  const find = (line: string) => scannerOf(policy).scan(line, accept, [{ start: 0, end: line.length, floor: 0 }]);
  const line = words.join(' ');
  const { findings } = settle(line, find(line), undefined, find);
  if (findings.length === 0) return undefined;
  let end = -1;
  return words
    .map((word) => {
      const start = end + 1;
      end = start + word.length;
      return findings
        .filter((each) => each.start >= start && each.end <= end)
        .map((each) => ({ ...each, start: each.start - start, end: each.end - start }));
    })
    .slice(command.length);
}

/** What the words of a command stand in when its arguments stand apart: Kubernetes, Docker, ECS. */
const STARTED_BY = new Map([
  ['args', 'command'],
  ['Args', 'Path'],
  ['command', 'entryPoint'],
  ['Command', 'EntryPoint'],
  ['Cmd', 'Entrypoint'],
]);

function commandBefore(value: object, key: string): readonly string[] | undefined {
  const starter: unknown = (value as Readonly<Record<string, unknown>>)[STARTED_BY.get(key) ?? ''];
  const words: readonly unknown[] = Array.isArray(starter) ? starter : [starter];
  const isWord = (word: unknown): word is string => typeof word === 'string' && word.length <= LONGEST_NAME;
  return words.length <= 20 && words.every(isWord) ? words : undefined;
}

/** `['X-Api-Key', '…']`, as raw headers are: only what looks random, because a list of names is a list of texts as well. */
function isPair(name: unknown, value: unknown, least = 10): name is string {
  if (typeof name !== 'string' || typeof value !== 'string') return false;
  return /^[\w.:-]{1,80}$/.test(name) && looksRandom(value, least) && secretName(name) !== undefined;
}

/** `passwords` says of each what `password` says of one. */
function singular(name: Name): Name {
  const one = name.given.replace(/s$/i, '');
  return secretName(name.given) === undefined && secretName(one)?.strength === 'password'
    ? { given: one, settled: name.settled.replace(/s$/i, '') }
    : name;
}

/** The key of a value whose name stands elsewhere: beside it or above it. The short ones are DynamoDB's. */
const VALUE_KEY =
  /^(?:values?|val|content|default(?:value)?|parametervalue|string_?value|plain_?text|[#_]?text|input|s|n|ss|ns|l)$/i;

function record(value: object, outer: Name, pointer: string, depth: number, walk: Walk): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    throw new RedactionRefused('not_json');
  const entries = new Map<string, unknown>();
  const taken = new Map<string, number>();
  const pair = pairedName(value, walk);
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const { masked, findings } = settled(key, NO_NAME, walk);
    let unique = masked;
    for (let again = taken.get(masked) ?? 2; entries.has(unique); again++) {
      unique = `${masked} (${again})`;
      taken.set(masked, again + 1);
    }
    const place = `${pointer}/${unique.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const finding of findings) walk.findings.push({ ...finding, pointer: place, inKey: true });
    const command = STARTED_BY.has(key) ? commandBefore(value, key) : undefined;
    const own: Name = { given: key, settled: unique, ...(command && { command }) };
    const elsewhere = {
      ...(secretName(outer.given) && { given: outer.given }),
      ...(secretName(outer.settled) && { settled: outer.settled }),
      ...pair,
    };
    const name = VALUE_KEY.test(key) ? { ...own, ...elsewhere } : own;
    entries.set(unique, visit(item, name, place, depth + 1, walk));
  }
  return Object.fromEntries(entries);
}

/** Under these keys stands a name, whatever it is; under the others, only if it is that of a secret. */
const TELLING_KEYS: ReadonlySet<string> = new Set(['name', 'key', 'Name', 'Key']);
const NAME_KEYS = [
  ...TELLING_KEYS,
  ...['ParameterKey', 'parameterKey', 'parameter', 'variable', 'header', 'field', 'property', 'attribute', 'setting'],
  ...['option', 'label', 'id', 'type'],
];

/** `{ "name": "DB_PASSWORD", "value": "…" }`: the name is a sibling of the value. */
function pairedName(value: object, walk: Walk): Partial<Name> | undefined {
  const fields = value as Readonly<Record<string, unknown>>;
  // A line of a private key names nothing: it will be masked as one.
  const isText = (field: unknown): field is string => typeof field === 'string';
  const inKey = walk.keyGoesOn > 0 || Object.values(fields).some((each) => isText(each) && each.includes('-----BEGIN'));
  const isLine = (field: unknown) => inKey && isText(field) && KEY_LINE.test(field);
  const present = NAME_KEYS.filter(
    (each) => Object.hasOwn(fields, each) && fields[each] != null && !isLine(fields[each]),
  );
  // Which sibling is the name is asked of what goes out, too: without its secret it may be one.
  const chosen = (texts: ReadonlyMap<string, string>): string | undefined => {
    const telling = present.find((each) => secretName(texts.get(each) ?? '') !== undefined);
    const pair = texts.get(telling ?? present.find((each) => TELLING_KEYS.has(each)) ?? '');
    return pair !== undefined && pair.length <= LONGEST_NAME ? pair : undefined;
  };
  const givens = new Map<string, string>();
  const settleds = new Map<string, string>();
  for (const each of present) {
    const field = fields[each];
    if (typeof field === 'string') givens.set(each, field);
    if (typeof field !== 'string' && typeof field !== 'number') continue;
    const { masked, findings } = settled(String(field), { given: each, settled: each }, walk);
    if (typeof field === 'string' || findings.length > 0) settleds.set(each, masked);
  }
  const given = chosen(givens);
  const after = chosen(settleds);
  if (given === undefined && after === undefined) return undefined;
  return { ...(given !== undefined && { given }), ...(after !== undefined && { settled: after }) };
}

/** The masked text of a string or number under a key, or undefined when nothing was masked. */
function scalar(text: string, name: Name, pointer: string, walk: Walk): string | undefined {
  const { masked, findings } = goesOnWithKey(text, walk) ?? settled(text, name, walk);
  if (findings.length === 0) return undefined;
  for (const finding of findings) walk.findings.push({ ...finding, pointer });
  return masked;
}

/** How many values may stand between two lines of a key, such as the time and the id of an event of a log. */
const MOST_BETWEEN = 8;
const MOST_OF_A_LINE = 4096;

const KEY_LINE = /^\s*(?:[A-Za-z0-9+/]{32,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}|-----END[ A-Z]+-----)\s*$/;

/** A private key whose lines came as values of their own: all of such a line goes. */
function goesOnWithKey(text: string, walk: Walk): ReturnType<typeof settle> | undefined {
  const goesOn = walk.keyGoesOn > 0 && text.length <= MOST_OF_A_LINE && KEY_LINE.test(text);
  const begins = text.lastIndexOf('-----BEGIN');
  const ends = text.lastIndexOf('-----END');
  if (begins !== ends) walk.keyGoesOn = begins > ends && text.includes('PRIVATE KEY-----', begins) ? MOST_BETWEEN : 0;
  else walk.keyGoesOn = goesOn ? MOST_BETWEEN : Math.max(0, walk.keyGoesOn - 1);
  if (!goesOn || walk.policy.keeps('private_key')) return undefined;
  walk.characters += text.length;
  const finding: Finding = { start: 0, end: text.length, category: 'private_key', ruleId: 'private-key-line' };
  return { masked: '[private_key]', findings: [finding] };
}

function settled(text: string, name: Name, walk: Walk): ReturnType<typeof settle> {
  walk.characters += text.length;
  if (walk.characters > MAX_TEXT_LENGTH) throw new RedactionRefused('too_large');
  const { policy, labels } = walk;
  const { given, settled: after, before, least, inCommand } = name;
  const key = isPair(before, text, least) ? before : given;
  const again = (masked: string, fresh: readonly number[]) => {
    const now = isPair(before, masked, least) ? before : after;
    return findUnder(now, masked, walk, now === key ? fresh : undefined);
  };
  const under = findUnder(key, text, walk);
  const found = inCommand ? withoutOverlaps([...under, ...inCommand]) : under;
  const result = settle(text, found, labels, again, given !== after);
  if (leavesResidue(result.masked, policy, isUndressed(text))) throw new RedactionRefused('residue');
  return result;
}

/** Longer keys are no names. */
const LONGEST_NAME = 80;

/** What a word in the key says of the beginning of its value: a part of a name, and what the organization's own rules say. */
function findBehindKey(around: string, from: number, policy: ResolvedPolicy): Finding[] {
  const { own, keeps } = policy;
  if (from === 0 || (!own && !/^\p{L}/u.test(around.slice(from, from + 2)))) return [];
  const accept = ({ ruleId, category }: Finding) =>
    (ruleId === 'person-part' || own?.ids.has(ruleId) === true) && !keeps(category);
  return scannerOf(policy).scan(around.slice(0, from + LONGEST_SHAPE + 1), accept, [
    { start: 0, end: from, floor: from },
  ]);
}

/** What must go from a value of that name; with `fresh`, only near these places. */
function findUnder(key: string, text: string, walk: Walk, fresh?: readonly number[]): Finding[] {
  const { policy } = walk;
  // The rules see the key before the value, as they would in a text.
  const context = key === '' || key.length > LONGEST_NAME ? '' : `${key}: `;
  const from = context.length;
  const around = context + text;
  const places = fresh?.map((place) => place + from);
  const isPlain = isUndressed(around);
  let found = places ? findNear(around, places, policy, from, isPlain) : findAll(around, policy, from, isPlain);
  const behindKey = findBehindKey(around, from, policy);
  if (behindKey.length > 0) found = withoutOverlaps([...found, ...behindKey]);
  const name = context === '' ? undefined : secretName(key);
  if (name && !policy.keeps(name.category) && isSecretValue(text, name, 'quoted')) {
    const whole = found.some(({ start, end }) => start === from && end === around.length);
    if (walk.level > 0) walk.named.set(JSON.stringify(text), name.category);
    if (!whole) return [{ start: 0, end: text.length, category: name.category, ruleId: 'named-secret' }];
  }
  if (from > 0) found = found.map((each) => ({ ...each, start: each.start - from, end: each.end - from }));
  const inside = findInJson(text, walk);
  return inside.length > 0 ? withoutOverlaps([...found, ...inside]) : found;
}

/** Longest JSON in a string that is taken apart. */
const LONGEST_INNER = 1024 * 1024;
/** JSON in a string of JSON in a string, and so on. */
const MOST_LEVELS = 3;

/**
 * The values that only the structure of JSON in a string gives away, such as `{"name":"DB_PASSWORD","type":"x","value":"…"}`;
 * everything else in it is found in the string as in any text.
 */
function findInJson(text: string, { policy, level }: Walk): Finding[] {
  if (level === MOST_LEVELS || text.length > LONGEST_INNER || !/^\s*[[{]/.test(text)) return [];
  const inner = newWalk(policy, undefined, level + 1);
  try {
    visit(JSON.parse(text), NO_NAME, '', 0, inner);
  } catch {
    return [];
  }
  const found: Finding[] = [];
  if (inner.named.size === 0) return found;
  for (const { 0: quoted, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    const category = inner.named.get(quoted);
    const end = index + quoted.length;
    if (category && !/^\s*:/.test(text.slice(end, end + 16)))
      found.push({ start: index + 1, end: end - 1, category, ruleId: 'named-secret' });
  }
  return found;
}
