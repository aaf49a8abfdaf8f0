import { canonical, type Canonical } from './canonical';
import type { Category } from './categories';
import { encodedTexts } from './encoded';
import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import { RedactionRefused } from './refusal';
import { RULES } from './rules';
import { makeScanner, withoutOverlaps, type Finding } from './scan';
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

const SCANNER = makeScanner(RULES);

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
    const findings = findAll(text, resolved);
    const masked = mask(text, findings, labelsOf(resolved));
    if (leavesResidue(masked, resolved)) throw new RedactionRefused('residue');
    return { text: masked, findings, counts: countOf(findings) };
  });
}

/** Layers of dress that are taken off: a percent escape of a percent escape is two. */
const MOST_LAYERS = 3;

/** Everything that the policy wants masked. @param from what is before serves as context only */
export function findAll(text: string, policy: ResolvedPolicy, from = 0): Finding[] {
  let found = findIn(text, policy, from);
  let layer = canonical(text);
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
    const seen = findIn(plain, policy, 0).map((finding) => ({ ...finding, ...back(finding.start, finding.end) }));
    found = withoutOverlaps([...found, ...seen.filter(({ start }) => start >= from)]);
    original = back;
    layer = canonical(plain);
  }
  if (!policy.summary) return found;
  const structure = findStructure(text.slice(from)).filter(({ category }) => !policy.keeps(category));
  const lines = structure.map((finding) => ({ ...finding, start: finding.start + from, end: finding.end + from }));
  return insideOf(lines, found);
}

/** What the rules find in the text as it stands, and inside base64 in it: the latter goes whole. */
function findIn(text: string, policy: ResolvedPolicy, from: number): Finding[] {
  const acceptIn =
    (source: string) =>
    ({ category, start, end }: Finding): boolean =>
      !policy.keeps(category) &&
      !(category === 'aws_account_id' && policy.keepsAccount(source.slice(start, end).replaceAll('-', '')));
  const scanner = policy.scanner ?? SCANNER;
  const found = scanner.scan(text, acceptIn(text), from);
  const inside: Finding[] = [];
  for (const { start, end, text: plain } of encodedTexts(text, from)) {
    const [first] = scanner.scan(plain, acceptIn(plain));
    if (first) inside.push({ ...first, start, end });
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

/** The text with every finding replaced by its placeholder. */
export function mask(text: string, findings: readonly Finding[], labels?: Labels): string {
  if (findings.length === 0) return text;
  let result = '';
  let last = 0;
  for (const { start, end, category } of findings) {
    const label = labels ? labels(text.slice(start, end), category) : '';
    result += `${text.slice(last, start)}[${category}${label}]`;
    last = end;
  }
  return result + text.slice(last);
}

export function countOf(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { category } of findings) counts[category] = (counts[category] ?? 0) + 1;
  return counts;
}

/** The second look, at the result as it is and as a reader would see it; what the policy keeps is no residue. */
export function leavesResidue(masked: string, policy: ResolvedPolicy): boolean {
  if (hasResidue(masked, policy.keeps)) return true;
  const plain = canonical(masked);
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
