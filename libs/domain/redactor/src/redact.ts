import { canonical } from './canonical';
import type { Category } from './categories';
import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import { RedactionRefused } from './refusal';
import { RULES } from './rules';
import { makeScanner, withoutOverlaps, type Finding } from './scan';
import { hasResidue } from './second-look';
import { findStructure } from './structure';

/** Longest text that is taken, in UTF-16 units: the work is held in memory, so it must have an end. */
export const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

/** A redacted text, with what was masked in it. */
export interface Redacted {
  readonly text: string;
  /** In order, without overlaps; offsets are of the text that was given, in UTF-16 units, half-open. */
  readonly findings: readonly Finding[];
  /** How often each category was masked. */
  readonly counts: Readonly<Record<string, number>>;
}

const scanner = makeScanner(RULES);

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
    const masked = mask(text, findings);
    if (leavesResidue(masked) && isResidueUnexpected(resolved)) throw new RedactionRefused('residue');
    return { text: masked, findings, counts: countOf(findings) };
  });
}

/** Everything that the policy wants masked. @param from what is before serves as context only */
export function findAll(text: string, policy: ResolvedPolicy, from = 0): Finding[] {
  const accept = ({ category, start, end }: Finding) =>
    !policy.keeps(category) &&
    !(category === 'aws_account_id' && policy.keepsAccount(text.slice(start, end).replaceAll('-', '')));
  let found = scanner.scan(text, accept, from);
  const plain = canonical(text);
  if (plain) {
    const accepted = (finding: Finding) => {
      const { start, end, category } = finding;
      return (
        !policy.keeps(category) &&
        !(category === 'aws_account_id' && policy.keepsAccount(plain.text.slice(start, end).replaceAll('-', '')))
      );
    };
    const seen = scanner
      .scan(plain.text, accepted)
      .map((finding) => ({ ...finding, ...plain.original(finding.start, finding.end) }));
    found = withoutOverlaps([...found, ...seen.filter(({ start }) => start >= from)]);
  }
  if (!policy.summary) return found;
  const structure = findStructure(text.slice(from)).filter(({ category }) => !policy.keeps(category));
  const lines = structure.map((finding) => ({ ...finding, start: finding.start + from, end: finding.end + from }));
  return insideOf(lines, found);
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

/** The text with every finding replaced by its placeholder. */
export function mask(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text;
  let result = '';
  let last = 0;
  for (const { start, end, category } of findings) {
    result += `${text.slice(last, start)}[${category}]`;
    last = end;
  }
  return result + text.slice(last);
}

export function countOf(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { category } of findings) counts[category] = (counts[category] ?? 0) + 1;
  return counts;
}

/** The second look, at the result as it is and as a reader would see it. */
export function leavesResidue(masked: string): boolean {
  if (hasResidue(masked)) return true;
  const plain = canonical(masked);
  return plain !== undefined && hasResidue(plain.text);
}

/** What the policy keeps on purpose is no residue. */
const WATCHED: readonly Category[] = [
  'private_key',
  'aws_access_key_id',
  'github_token',
  'gitlab_token',
  'slack_token',
  'payment_key',
  'ai_key',
  'webhook_url',
  'basic_auth_url',
  'connection_string_password',
];

export function isResidueUnexpected(policy: ResolvedPolicy): boolean {
  return !WATCHED.some((category) => policy.keeps(category));
}

/** Runs the work so that nothing but a refusal with a fixed message can come out of a failure. */
export function closed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RedactionRefused ? error : new RedactionRefused('failed');
  }
}
