import { resolvePolicy, type RedactionPolicy, type ResolvedPolicy } from './policy';
import {
  closed,
  formOfLabels,
  isUndressed,
  labelsOf,
  leavesResidue,
  mask,
  MAX_TEXT_LENGTH,
  settleText,
} from './redact';
import { RedactionRefused } from './refusal';
import type { Finding } from './scan';

/** A finding in a stream: offsets are of all that came, in UTF-16 units. */
export interface StreamFinding extends Finding {
  /** Where it begins; both count from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Redacts a text that comes in chunks, such as a log of any size, in bounded memory: about 300,000 characters are held, and
 * more only where a line is longer than that. Works on strings from any source; takes its place in Node's `pipeline`.
 *
 * The text is cut into pieces at line ends, where what comes next is found alike with and without what came before, so
 * nothing that goes over several lines is torn. The result does not depend on the chunks, and is that of `redact`
 * on the whole text as long as nothing that is found is longer than 32,768 characters; `numbered` counts over all pieces.
 *
 * @param onFinding is told of each finding, in order, before the text around it is given
 * @throws RedactionRefused as `redact` does, from the generator: the chunk in question is not given, nor anything behind it.
 *   No line may be longer than `MAX_TEXT_LENGTH`
 */
export function redactStream(
  policy?: RedactionPolicy,
  onFinding?: (finding: StreamFinding) => void,
): (chunks: AsyncIterable<string> | Iterable<string>) => AsyncGenerator<string, void, undefined> {
  const resolved = closed(() => resolvePolicy(policy));
  return async function* (chunks) {
    const redactor = new PieceRedactor(resolved, onFinding);
    for await (const chunk of chunks) {
      redactor.take(chunk);
      for (let piece = redactor.next(); piece !== undefined; piece = redactor.next()) if (piece !== '') yield piece;
    }
    const last = redactor.end();
    if (last !== '') yield last;
  };
}

/** How many characters a piece has at most, and how far behind it is read. */
export interface PieceSize {
  readonly piece: number;
  /** More than any rule reads. */
  readonly overlap: number;
}

const SIZE: PieceSize = { piece: 262_144, overlap: 32_768 };

/** Lines that go whole may be cut anywhere between two: they are one finding again in the result. */
const IN_LINES: ReadonlySet<string> = new Set(['log_line', 'stack_trace']);

/** Of the line ends that could be a cut, so many are tried before more text is awaited. */
const MOST_TRIES = 4;

/** The text that was taken and not given yet, and how far it came. */
export class PieceRedactor {
  private held = '';
  /** How much must be held before a piece is cut off. It grows where there is no place to cut. */
  private needed: number;
  private readonly labels;
  private readonly form;
  /** Where what is held begins in the whole. */
  private offset = 0;
  private line = 1;
  private lineStart = 0;
  /** Where the line ends in the window that is looked at. */
  private lineEnd: number | undefined;
  /** Lines that go whole, begun in a piece before, whose placeholder is given already. */
  private open: StreamFinding | undefined;

  constructor(
    private readonly policy: ResolvedPolicy,
    private readonly onFinding?: (finding: StreamFinding) => void,
    private readonly size: PieceSize = SIZE,
  ) {
    this.labels = labelsOf(policy);
    this.form = formOfLabels(policy);
    this.needed = size.piece + size.overlap;
  }

  take(chunk: string): void {
    if (typeof chunk !== 'string') throw new RedactionRefused('not_text');
    this.held += chunk;
  }

  /** The next piece, or undefined when more text is needed for one. */
  next(): string | undefined {
    return closed(() => {
      while (this.held.length >= this.needed) {
        const window = this.held.slice(0, this.needed);
        const findings = this.find(window);
        const cut = this.cutOf(window, findings);
        if (cut !== undefined) {
          this.needed = this.size.piece + this.size.overlap;
          return this.give(window, findings, cut);
        }
        if (this.needed >= MAX_TEXT_LENGTH) throw new RedactionRefused('too_large');
        this.needed = Math.min(this.needed * 2, MAX_TEXT_LENGTH);
      }
      return undefined;
    });
  }

  /** What is left when no more text comes. */
  end(): string {
    return closed(() => {
      const piece = this.give(this.held, this.find(this.held), this.held.length);
      if (this.open) this.close(this.open.end);
      return piece;
    });
  }

  private find(text: string): readonly Finding[] {
    return settleText(text, this.policy, this.form).findings;
  }

  /** The last line end before the overlap behind which everything is found alike when the text begins there. */
  private cutOf(window: string, findings: readonly Finding[]): number | undefined {
    let tries = 0;
    let crossing = findings.length - 1;
    for (let end = window.length - this.size.overlap; tries < MOST_TRIES; ) {
      const cut = window.lastIndexOf('\n', end - 1) + 1;
      if (cut <= 0) return undefined;
      while (crossing >= 0 && findings[crossing]!.start >= cut) crossing--;
      const before = findings[crossing];
      if (before && before.end > cut && !IN_LINES.has(before.category)) end = before.start;
      else {
        const goesOn = findings.slice(before && before.end > cut ? crossing : crossing + 1);
        const alone = this.find(window.slice(cut));
        if (isAlike(goesOn, alone, cut)) return cut;
        tries++;
        end = cut - 1;
      }
      if (end <= 0) return undefined;
    }
    return undefined;
  }

  /** Takes the piece off what is held, and gives it masked. */
  private give(window: string, findings: readonly Finding[], cut: number): string {
    this.lookAgain(window, findings, cut);
    let masked = '';
    let last = 0;
    for (const finding of findings) {
      const { start, category, ruleId } = finding;
      if (start >= cut) break;
      const end = Math.min(finding.end, cut);
      if (this.open && start === 0 && this.open.category === category)
        this.open = { ...this.open, end: this.offset + end };
      else {
        if (this.open) this.close(this.open.end);
        const label = this.labels ? this.labels(window.slice(start, end), category) : '';
        masked += `${window.slice(last, start)}[${category}${label}]`;
        // Remembered only for who is told, or for the next piece.
        if (this.onFinding || finding.end > cut) {
          const { line, column } = this.placeOf(window, start);
          this.open = { start: this.offset + start, end: this.offset + end, category, ruleId, line, column };
        }
      }
      last = end;
      if (this.open && finding.end <= cut) this.close(this.open.end);
    }
    if (this.open && this.open.end < this.offset + cut) this.close(this.open.end);
    this.placeOf(window, cut);
    this.held = this.held.slice(cut);
    this.offset += cut;
    this.lineEnd = undefined;
    return masked + window.slice(last, cut);
  }

  /** The second look, at the piece and the line behind it. */
  private lookAgain(window: string, findings: readonly Finding[], cut: number): void {
    const lineEnd = cut < window.length ? window.indexOf('\n', cut + 256) : -1;
    let end = lineEnd < 0 ? window.length : lineEnd;
    const inside = findings.filter(({ start }) => start < end);
    end = Math.max(end, inside[inside.length - 1]?.end ?? 0);
    const seen = window.slice(0, end);
    if (leavesResidue(mask(seen, inside), this.policy, isUndressed(seen))) throw new RedactionRefused('residue');
  }

  private close(end: number): void {
    if (this.open) this.onFinding?.({ ...this.open, end });
    this.open = undefined;
  }

  /** Counts the lines up to a place in the window; places must come in order. */
  private placeOf(window: string, place: number): { line: number; column: number } {
    if (!this.onFinding) return { line: 0, column: 0 };
    this.lineEnd ??= endOfLine(window, 0);
    while (this.lineEnd < place) {
      this.line++;
      this.lineStart = this.offset + this.lineEnd + 1;
      this.lineEnd = endOfLine(window, this.lineEnd + 1);
    }
    return { line: this.line, column: this.offset + place - this.lineStart + 1 };
  }
}

function endOfLine(window: string, from: number): number {
  const end = window.indexOf('\n', from);
  return end < 0 ? window.length : end;
}

/** Whether what goes on behind a cut is what is found there alone. */
function isAlike(goesOn: readonly Finding[], alone: readonly Finding[], cut: number): boolean {
  return (
    goesOn.length === alone.length &&
    goesOn.every(({ start, end, category }, index) => {
      const other = alone[index]!;
      return Math.max(start - cut, 0) === other.start && end - cut === other.end && category === other.category;
    })
  );
}
