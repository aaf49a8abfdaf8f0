import { canonical, mayBeDressed, type Canonical } from './canonical';
import type { Category } from './categories';
import { codesOf, isOfAscii } from './codes';
import { encodedTexts } from './encoded';
import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import { RedactionRefused } from './refusal';
import { RULES } from './rules';
import { graver, makeScanner, withoutOverlaps, type Finding, type Scanner, type Window } from './scan';
import { hasResidue } from './second-look';
import { findStructure } from './structure';

/** Longest text that is taken, in UTF-16 units: the work is held in memory, so it must have an end. */
export const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

/** Most different values that are numbered: they are held in memory. */
export const MAX_NUMBERED = 500_000;

/** A redacted text, with what was masked in it. */
export interface Redacted {
  readonly text: string;
  /** In order, without overlaps; offsets are of the text that was given, in UTF-16 units, half-open. */
  readonly findings: readonly Finding[];
  /** How often each category was masked. */
  readonly counts: Readonly<Record<string, number>>;
}

let standard: Scanner | undefined;

/** Of the rules of this package and the policy's; made when the first text comes, so that importing is quick. */
export function scannerOf({ own }: ResolvedPolicy): Scanner {
  return own?.scanner ?? (standard ??= makeScanner(RULES));
}

/**
 * Masks secrets and personal data in a text: each becomes `[category]`. Redacting the result again changes nothing.
 *
 * Redact before cutting a text to length, never after: half a secret may no longer look like one.
 *
 * @throws RedactionRefused when the text is not a string or too long, the policy is not a policy, or the second look
 *   finds a secret in the result. Then there is no result, and the text must be withheld.
 */
export function redact(text: string, policy?: RedactionPolicy): Redacted {
  return closed(() => {
    if (typeof text !== 'string') throw new RedactionRefused('not_text');
    if (text.length > MAX_TEXT_LENGTH) throw new RedactionRefused('too_large');
    const resolved = resolvePolicy(policy);
    const isPlain = isUndressed(text);
    const { masked, findings } = settleText(text, resolved, labelsOf(resolved), isPlain);
    if (leavesResidue(masked, resolved, isPlain)) throw new RedactionRefused('residue');
    return { text: masked, findings, counts: countOf(findings) };
  });
}

/** A text masked until another look finds nothing, and what was masked in it. The second look is the caller's. */
export function settleText(
  text: string,
  policy: ResolvedPolicy,
  labels: Labels | undefined,
  isPlain = isUndressed(text),
): ReturnType<typeof settle> {
  return settle(text, findAll(text, policy, 0, isPlain), labels, (again, fresh) =>
    findNear(again, fresh, policy, 0, isPlain),
  );
}

/** Whether a text, and so the text with its findings masked, has nothing to take off. */
export function isUndressed(text: string): boolean {
  return !mayBeDressed(text, isOfAscii(codesOf(text), text.length));
}

/** Layers of dress that are taken off: a percent escape of a percent escape is two. */
const MOST_LAYERS = 3;

/** Everything that the policy wants masked. @param from what is before serves as context only */
export function findAll(text: string, policy: ResolvedPolicy, from: number, isPlain: boolean): Finding[] {
  let found = findIn(text, policy, [{ start: from, end: text.length, floor: from }]);
  let layer = isPlain ? undefined : canonical(text);
  let original: Canonical['original'] | undefined;
  for (let depth = 0; layer && depth < MOST_LAYERS; depth++) {
    const { text: plain, original: step } = layer;
    const outer: Canonical['original'] | undefined = original;
    const back: Canonical['original'] = outer
      ? (start, end) => {
          const within = step(start, end);
          return outer(within.start, within.end);
        }
      : step;
    const seen = findIn(plain, policy, whole(plain)).map((finding) => ({
      ...finding,
      ...back(finding.start, finding.end),
    }));
    found = withoutOverlaps([...found, ...seen.filter(({ start }) => start >= from)]);
    original = back;
    layer = isUndressed(plain) ? undefined : canonical(plain);
  }
  return policy.summary ? withStructure(found, text, policy, from) : found;
}

function withStructure(found: readonly Finding[], text: string, policy: ResolvedPolicy, from: number): Finding[] {
  const structure = findStructure(text.slice(from)).filter(({ category }) => !policy.keeps(category));
  const lines = structure.map((finding) => ({ ...finding, start: finding.start + from, end: finding.end + from }));
  return insideOf(lines, found);
}

function whole(text: string): Window[] {
  return [{ start: 0, end: text.length, floor: 0 }];
}

/**
 * How far from a placeholder another look goes, and then to the next space: before it, rules that read on; behind it, rules
 * that ask what stands before.
 */
const NEAR_BEFORE = 40;
const NEAR_BEHIND = 88;
const NEAR_TO_SPACE = 512;

/**
 * What the policy wants masked in a text that was masked, which can only be near the placeholders: the rest was seen in
 * the same surroundings before. `places` are beginnings and ends of placeholders, in turn.
 */
export function findNear(
  text: string,
  places: readonly number[],
  policy: ResolvedPolicy,
  from: number,
  isPlain: boolean,
): Finding[] {
  if (!isPlain && canonical(text)) return findAll(text, policy, from, isPlain);
  const windows: { start: number; end: number; floor: number }[] = [];
  for (let index = 0; index < places.length; index += 2) {
    const last = windows[windows.length - 1];
    const floor = index === 0 ? from : places[index - 1]!;
    // What a window holds already is not read again.
    const start = spaceBefore(text, places[index]!, Math.max(floor, last?.end ?? 0));
    const end = spaceBehind(text, places[index + 1]!, last?.end ?? 0);
    if (last && start <= last.end) last.end = end;
    else windows.push({ start, end, floor });
  }
  const found = findIn(text, policy, windows);
  return policy.summary ? withStructure(found, text, policy, from) : found;
}

function spaceBefore(text: string, place: number, floor: number): number {
  // The value that the placeholder stands in, then what names it.
  const value = wordBefore(text, place, floor);
  return wordBefore(text, value - NEAR_BEFORE, floor);
}

function wordBefore(text: string, place: number, floor: number): number {
  let index = place;
  const limit = Math.max(floor, index - NEAR_TO_SPACE);
  while (index > limit && text.charCodeAt(index - 1) > 32) index--;
  return Math.max(index, floor);
}

function spaceBehind(text: string, place: number, seen: number): number {
  const near = place + NEAR_BEHIND;
  const limit = Math.min(text.length, near + NEAR_TO_SPACE);
  let index = Math.max(near, seen);
  while (index < limit && text.charCodeAt(index) > 32) index++;
  return Math.min(index, text.length);
}

/** What the rules find in the text as it stands, and inside base64 in it: the latter goes whole. */
function findIn(text: string, policy: ResolvedPolicy, windows: readonly Window[]): Finding[] {
  const acceptIn =
    (source: string) =>
    ({ category, start, end }: Finding): boolean =>
      !policy.keeps(category) &&
      !(category === 'aws_account_id' && policy.keepsAccount(source.slice(start, end).replace(/[- ]/g, '')));
  const scanner = scannerOf(policy);
  const codes = codesOf(text);
  const found = scanner.scan(text, acceptIn(text), windows, codes);
  const encoded = windows.flatMap(({ start, end }) => encodedTexts(text, codes, start, end));
  const inside: Finding[] = [];
  for (const { start, end, text: plain } of encoded) {
    const all = scanner.scan(plain, acceptIn(plain), whole(plain));
    if (all.length > 0) inside.push({ ...all.reduce(graver), start, end });
  }
  return inside.length === 0 ? found : withoutOverlaps([...found, ...inside]);
}

/** Lines that go as a whole swallow what was found in them. */
function insideOf(lines: readonly Finding[], found: readonly Finding[]): Finding[] {
  if (lines.length === 0) return [...found];
  const all = [...lines];
  let line = 0;
  for (const finding of found) {
    while (line < lines.length && lines[line]!.end <= finding.start) line++;
    const around = lines[line];
    if (!around || finding.end <= around.start) all.push(finding);
    else if (finding.start < around.start) all.push({ ...finding, end: around.start });
    else if (finding.end > around.end) all.push({ ...finding, start: around.end });
  }
  return all.sort((a, b) => a.start - b.start);
}

/** What a placeholder says of its value besides the category: `:1`, `:p.mzxw6…` or nothing. */
export type Labels = (value: string, category: string) => string;

/** Lines that go whole are no values, so they get no label. */
const UNLABELLED: ReadonlySet<string> = new Set<Category>(['log_line', 'stack_trace']);

/** Labels of the length of those to come, which remember nothing. */
export function formOfLabels(policy: ResolvedPolicy): Labels | undefined {
  const labels = labelsOf({ ...policy, numbered: false });
  if (!policy.numbered) return labels;
  return (value, category) => labels?.(value, category) || (UNLABELLED.has(category) ? '' : ':1');
}

/** The labels of one text or JSON value; undefined when the policy asks for none. */
export function labelsOf(policy: ResolvedPolicy): Labels | undefined {
  const { numbered, seal } = policy;
  if (!numbered && !seal) return undefined;
  /** For each category, the numbers that its values got, in the order in which they were met. */
  const numbers = new Map<string, Map<string, number>>();
  let count = 0;
  return (value, category) => {
    const token = seal?.(value, category);
    if (token !== undefined) return `:p.${token}`;
    if (!numbered || UNLABELLED.has(category)) return '';
    let known = numbers.get(category);
    if (!known) numbers.set(category, (known = new Map()));
    let number = known.get(value);
    if (number === undefined) {
      if (++count > MAX_NUMBERED) throw new RedactionRefused('too_large');
      known.set(value, (number = known.size + 1));
    }
    return `:${number}`;
  };
}

/** A text with every finding replaced by its placeholder, and where these stand: beginnings and ends, in turn. */
interface Masked {
  readonly masked: string;
  readonly places: readonly number[];
}

function maskWith(text: string, findings: readonly Finding[], labels: Labels | undefined): Masked {
  let masked = '';
  let last = 0;
  const places: number[] = [];
  for (const { start, end, category } of findings) {
    const label = labels ? labels(text.slice(start, end), category) : '';
    masked += text.slice(last, start);
    places.push(masked.length);
    masked += `[${category}${label}]`;
    places.push(masked.length);
    last = end;
  }
  return { masked: masked + text.slice(last), places };
}

/** The text with every finding replaced by its placeholder. */
export function mask(text: string, findings: readonly Finding[], labels?: Labels): string {
  return maskWith(text, findings, labels).masked;
}

/** More rounds than this need a text that was made to need them. */
const MOST_ROUNDS = 12;

/**
 * Masks what was found, and what shows itself only then, until another look finds nothing: redacting the result again
 * changes nothing. A placeholder is shorter or longer than what it hides and ends what it interrupts, so that a rule may
 * judge its neighbours anew.
 *
 * @param again what is to be masked in a masked text, near the places where something was masked just now
 * @param always look again even where nothing was found, because the surroundings have changed
 * @throws RedactionRefused when no round is the last
 */
export function settle(
  text: string,
  found: readonly Finding[],
  labels: Labels | undefined,
  again: (masked: string, fresh: readonly number[]) => readonly Finding[],
  always = false,
): { masked: string; findings: readonly Finding[] } {
  let findings = found;
  let { masked, places } = maskWith(text, findings, labels);
  let fresh = places;
  for (let round = 0; fresh.length > 0 || (always && round === 0); round++) {
    const more = again(masked, fresh);
    if (more.length === 0) break;
    if (round === MOST_ROUNDS) throw new RedactionRefused('residue');
    const known = new Set(findings);
    findings = withoutOverlaps([...findings, ...more.map((finding) => inOriginal(finding, findings, places))]);
    ({ masked, places } = maskWith(text, findings, labels));
    fresh = findings.flatMap((finding, index) =>
      known.has(finding) ? [] : [places[2 * index]!, places[2 * index + 1]!],
    );
  }
  return { masked, findings };
}

/** The same finding by its place in the text before it was masked; a placeholder that it touches goes with it. */
function inOriginal(finding: Finding, findings: readonly Finding[], places: readonly number[]): Finding {
  const first = placesBefore(places, finding.start);
  const last = placesBefore(places, finding.end - 1);
  const before = (index: number) => (index < 0 ? 0 : findings[index]!.end - places[2 * index + 1]!);
  const inFirst = first >= 0 && places[2 * first + 1]! > finding.start;
  const inLast = last >= 0 && places[2 * last + 1]! >= finding.end;
  return {
    ...finding,
    start: inFirst ? findings[first]!.start : finding.start + before(first),
    end: inLast ? findings[last]!.end : finding.end + before(last),
  };
}

/** The index of the last placeholder that begins at or before the place, or -1. */
function placesBefore(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[2 * middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function countOf(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { category } of findings) counts[category] = (counts[category] ?? 0) + 1;
  return counts;
}

/** The second look, at the result as it is and as a reader would see it; what the policy keeps is no residue. */
export function leavesResidue(masked: string, policy: ResolvedPolicy, isPlain: boolean): boolean {
  if (hasResidue(masked, policy.keeps)) return true;
  const plain = isPlain ? undefined : canonical(masked);
  return plain !== undefined && hasResidue(plain.text, policy.keeps);
}

/** Runs the work so that nothing but a refusal with a fixed message can come out of a failure. */
export function closed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RedactionRefused ? error : new RedactionRefused('failed');
  }
}
