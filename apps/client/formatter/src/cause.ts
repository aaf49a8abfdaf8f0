import type { Finding, Report } from '@org/devops-agent-client';

/** What a report names as the root cause. Unredacted: it may hold anything that a log line held. */
export interface Cause {
  readonly found: boolean;
  /** Its title, or the section's text; empty when none was found. */
  readonly brief: string;
  /** All that is said of it, for the classifier. */
  readonly text: string;
}

/** A first paragraph shorter than this is a label, such as "Confirmed:", and the next one says it. */
const MIN_BRIEF_CHARACTERS = 15;

const NONE: Cause = { found: false, brief: '', text: '' };

/** The service's fixed template, and the variants that other record types have used. */
const HEADING = /^#{1,6}\s+(?:\*\*)?root causes?(?: analysis)?(?:\*\*)?:?\s*$/i;
const ANY_HEADING = /^#{1,6}\s/;
const INLINE = /^\W{0,4}root cause\W{1,6}(\S.*)$/i;

/** How a report says that it found none: in a word, or by beginning with a sentence about finding. */
const NOTHING =
  /^\W*(?:none|n\/a|unknown|undetermined|inconclusive|not (?:yet )?(?:determined|identified|found|known))\W*$/i;
const FIND = '(?:determine|identif|establish|find|found|conclude|pinpoint|isolate|confirm|known|clear|conclusive)';
const NOT_FOUND = new RegExp(
  '^\\W*(?:' +
    [
      'no (?:\\w+ ){0,3}cause\\b',
      `(?:\\w+ ){0,4}cause (?:\\w+ ){0,3}not (?:\\w+ ){0,2}${FIND}`,
      '(?:\\w+ ){0,4}cause (?:is|was|remains|could be) (?:\\w+ )?(?:unknown|undetermined|inconclusive|unclear)\\b',
      `(?:\\w+ ){0,3}(?:could not|unable to|not possible to|cannot|insufficient (?:\\w+ ){1,3}to) (?:\\w+ )?${FIND}`,
    ].join('|') +
    ')',
  'i',
);

/**
 * Finds the root cause in a report: a structured finding if there is one, else the section of that name, else a line
 * that begins with the words. A tidy report is written even by an agent that could read nothing, so having a report is
 * not having a cause.
 */
export function causeIn(report: Report): Cause {
  const findings = report.structure?.findings ?? [];
  const finding = findings.find(({ type }) => isRootCause(type)) ?? findings.find(({ type }) => type === 'cause');
  if (finding) return causeOf(finding);
  // The structured form says what the agent found: gaps only, or observations, is no cause.
  if (report.structure && !saysFound(report.text)) return NONE;
  return causeFrom(section(report.text));
}

function isRootCause(type: string | undefined): boolean {
  return type !== undefined && /^root[\s_-]?cause/i.test(type);
}

function causeOf({ title, description }: Finding): Cause {
  const brief = title ?? description ?? '';
  if (brief === '' || saysNone(brief)) return NONE;
  return { found: true, brief, text: `${title ?? ''}\n${description ?? ''}` };
}

function causeFrom(text: string): Cause {
  const said = text.trim();
  // The first paragraph names the cause; what follows tells of it, and lists resources that have a field of their own.
  const [first = '', second = ''] = said.split(/\n[ \t]*\n/, 2);
  const brief = first.length < MIN_BRIEF_CHARACTERS ? `${first}\n\n${second}`.trim() : first;
  return brief === '' || saysNone(said) ? NONE : { found: true, brief, text: said };
}

function saysNone(brief: string): boolean {
  return NOTHING.test(brief) || NOT_FOUND.test(brief);
}

function saysFound(text: string): boolean {
  return causeFrom(section(text)).found;
}

function section(text: string): string {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => HEADING.test(line.trim()));
  if (start === -1) {
    for (const line of lines) {
      const said = INLINE.exec(line)?.[1];
      if (said !== undefined) return said;
    }
    return '';
  }
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => ANY_HEADING.test(line));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
