/** One thing wrong with a table: where (a JSON pointer into its source), what, and what to write instead. */
export interface TableProblem {
  readonly pointer: string;
  readonly what: string;
  readonly mend: string;
}

/** Takes down a problem. */
export interface Note {
  (pointer: string, what: string, mend: string): void;
  /** How many problems there are by now. */
  count(): number;
}

export function notebook(problems: TableProblem[]): Note {
  const note = (pointer: string, what: string, mend: string): void => void problems.push({ pointer, what, mend });
  return Object.assign(note, { count: () => problems.length });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function onlyKeys(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  pointer: string,
  note: Note,
): void {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key))
      note(`${pointer}/${escaped(key)}`, `there is no key "${key}" here`, `Use ${keys.join(', ')}`);
  }
}

/** What stands at a JSON pointer that is known to lead somewhere. */
export function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((inner, key) => (inner as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')], value);
}

export function readText(value: unknown, pointer: string, note: Note, mend: string): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value;
  note(pointer, `${pointer.split('/').at(-1)} is missing or no text`, mend);
  return undefined;
}

export function readChoices<K extends string>(
  list: unknown,
  choices: readonly K[],
  pointer: string,
  note: Note,
): readonly K[] | undefined {
  const mend = `Give a list of ${choices.join(', ')}`;
  if (!Array.isArray(list) || list.length === 0) {
    note(pointer, 'the list is missing or empty', mend);
    return undefined;
  }
  const before = note.count();
  list.forEach((item: unknown, index) => {
    if (!choices.includes(item as K)) note(`${pointer}/${index}`, 'this is not one of the choices', mend);
  });
  return note.count() === before ? (list as readonly K[]) : undefined;
}

/** A list of names that stand as keys somewhere else. */
export function readNames(
  list: unknown,
  known: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>,
  pointer: string,
  kind: string,
  note: Note,
): readonly string[] | undefined {
  const names = known instanceof Map ? [...(known as ReadonlyMap<string, unknown>).keys()] : Object.keys(known);
  const mend = names.length === 0 ? `Define the ${kind} first` : `Use one of ${names.join(', ')}`;
  if (!Array.isArray(list) || list.length === 0) {
    note(pointer, 'the list is missing or empty', mend);
    return undefined;
  }
  const before = note.count();
  list.forEach((item: unknown, index) => {
    if (!names.includes(item as string)) note(`${pointer}/${index}`, `there is no ${kind} "${String(item)}"`, mend);
  });
  return note.count() === before ? (list as readonly string[]) : undefined;
}

export function readNumber(value: unknown, pointer: string, note: Note, mend: string): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  note(pointer, `${pointer.split('/').at(-1)} is missing or no whole number above zero`, mend);
  return undefined;
}
