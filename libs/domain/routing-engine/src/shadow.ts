type Conditions = ReadonlyMap<string, ReadonlySet<string>>;

/** A condition without `$or`, as each field's dotted path with the entries of its list; undefined for one with `$or`. */
export function plainConditions(when: object): Conditions | undefined {
  const conditions = new Map<string, ReadonlySet<string>>();
  const read = (value: object, path: string): boolean =>
    Object.entries(value).every(([name, inner]: [string, unknown]) => {
      if (name === '$or') return false;
      const field = path === '' ? name : `${path}.${name}`;
      if (!Array.isArray(inner)) return read(inner as object, field);
      conditions.set(field, new Set(inner.map(textOf)));
      return true;
    });
  return read(when, '') ? conditions : undefined;
}

/**
 * Conditions, such that one can ask which of those before it match all that it would: each field that the earlier one asks
 * about, the later one asks about too, with no entry that the earlier one has not. Proves it for lists that are written
 * alike; what it cannot prove, it does not claim.
 */
export class Coverage {
  private readonly known: Conditions[] = [];
  private firstAskingNothing = Infinity;
  /** Each of the known under one field only, the one with the rarest entries: whoever it covers asks there too. */
  private readonly byEntry = new Map<string, Map<string, number[]>>();

  /** Its number is how many came before it. */
  add(conditions: Conditions): void {
    const number = this.known.push(conditions) - 1;
    if (conditions.size === 0) this.firstAskingNothing = Math.min(this.firstAskingNothing, number);
    let [rarest, fewest] = ['', Infinity];
    for (const [field, entries] of conditions) {
      let others = 0;
      for (const entry of entries) others += 1 + (this.byEntry.get(field)?.get(entry)?.length ?? 0);
      if (others < fewest) [rarest, fewest] = [field, others];
    }
    let lists = this.byEntry.get(rarest);
    if (lists === undefined) this.byEntry.set(rarest, (lists = new Map()));
    for (const entry of conditions.get(rarest) ?? []) {
      const list = lists.get(entry);
      if (list) list.push(number);
      else lists.set(entry, [number]);
    }
  }

  /** The number of the first that covers these, or -1. */
  firstOver(conditions: Conditions): number {
    let first = this.firstAskingNothing;
    for (const [field, entries] of conditions) {
      const [entry] = entries;
      for (const number of this.byEntry.get(field)?.get(entry as string) ?? []) {
        if (number >= first) break;
        if (covers(this.known[number] as Conditions, conditions)) first = number;
      }
    }
    return first === Infinity ? -1 : first;
  }
}

/** Texts as they are, the rest so that no text is the same. */
function textOf(entry: unknown): string {
  return typeof entry === 'string' ? `"${entry}` : JSON.stringify(entry);
}

function covers(above: Conditions, below: Conditions): boolean {
  for (const [field, entries] of above) {
    const narrower = below.get(field);
    if (narrower === undefined) return false;
    for (const entry of narrower) if (!entries.has(entry)) return false;
  }
  return true;
}
