import { InvalidPatternError, patternBranches, type Condition, type PatternBranch } from '@org/event-pattern';
import type { Time } from './calendar';
import { factsOf } from './event-fields';
import { at, isRecord, readNames, type Note } from './reading';

/** When something holds: a pattern over the event and its client, and times. */
export interface When {
  readonly branches: readonly PatternBranch[];
  /** Holds inside any of these; always if there are none. */
  readonly during: readonly string[];
  /** Does not hold inside any of these. */
  readonly outside: readonly string[];
}

const NO_TIMES: readonly string[] = [];
export const WHEN_KEYS = ['when', 'during', 'outside'];

/** Reads `when`, `during` and `outside`. */
export function readWhen(
  written: Readonly<Record<string, unknown>>,
  pointer: string,
  times: ReadonlyMap<string, Time>,
  knowsClients: boolean,
  note: Note,
): When | undefined {
  const branches = readPattern(written['when'], `${pointer}/when`, knowsClients, note);
  const names = (key: 'during' | 'outside') =>
    written[key] === undefined ? NO_TIMES : readNames(written[key], times, `${pointer}/${key}`, 'time', note);
  const during = names('during');
  const outside = names('outside');
  const both = during?.find((name) => outside?.includes(name));
  if (both !== undefined) {
    note(`${pointer}/outside`, `it is never both during and outside "${both}"`, 'Take it out of one of the two');
  }
  return branches && during && outside && both === undefined ? { branches, during, outside } : undefined;
}

/** The branches of a pattern; none for `{}`, which every event matches. */
function readPattern(
  when: unknown,
  pointer: string,
  knowsClients: boolean,
  note: Note,
): readonly PatternBranch[] | undefined {
  if (!isRecord(when)) {
    note(
      pointer,
      'the condition is missing or not an object',
      'Give an EventBridge pattern over the event, such as {"severity": ["CRITICAL"]}',
    );
    return undefined;
  }
  if (Object.keys(when).length === 0) return [];
  try {
    const branches = patternBranches(when);
    const seen = new Set<string>();
    let ok = true;
    for (const branch of branches) {
      for (const [path, condition] of branch) {
        // Alternatives share what stands beside them.
        if (branches.length > 1 && (seen.has(condition.pointer) || !seen.add(condition.pointer))) continue;
        ok = checkField(when, path, condition, pointer, knowsClients, note) && ok;
      }
    }
    return ok ? branches : undefined;
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    note(pointer + error.pointer, error.reason, error.mend);
    return undefined;
  }
}

function checkField(
  when: object,
  path: string,
  { pointer: place, parts }: Condition & { readonly pointer: string },
  pointer: string,
  knowsClients: boolean,
  note: Note,
): boolean {
  const facts = factsOf(path);
  if (!facts.ok) {
    note(pointer + place, facts.what, facts.mend);
    return false;
  }
  if (!knowsClients && path.startsWith('client.')) {
    note(pointer + place, 'the table knows no clients, so this can never match', 'Give the table its clients');
    return false;
  }
  const { values } = facts;
  const isWrong = (value: unknown) => typeof value === 'string' && values?.has(value) === false;
  if (values === undefined || !parts.equals.some(isWrong)) return true;
  (at(when, place) as readonly unknown[]).forEach((value, index) => {
    if (!isWrong(value)) return;
    note(
      `${pointer}${place}/${index}`,
      `"${path}" is never "${String(value)}"`,
      `Use one of ${[...values].slice(0, 30).join(', ')}`,
    );
  });
  return false;
}
