/** A condition without `$or`, as each field's dotted path with the entries of its list; undefined for one with `$or`. */
export function plainConditions(when: object): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const conditions = new Map<string, ReadonlySet<string>>();
  const read = (value: object, path: string): boolean =>
    Object.entries(value).every(([name, inner]: [string, unknown]) => {
      if (name === '$or') return false;
      const field = path === '' ? name : `${path}.${name}`;
      if (!Array.isArray(inner)) return read(inner as object, field);
      conditions.set(field, new Set(inner.map((entry: unknown) => JSON.stringify(entry))));
      return true;
    });
  return read(when, '') ? conditions : undefined;
}

/**
 * Whether what matches `below` must match `above`: each field that `above` asks about, `below` asks about too, with no
 * entry that `above` has not. Proves it for lists that are written alike; what it cannot prove, it does not claim.
 */
export function covers(
  above: ReadonlyMap<string, ReadonlySet<string>>,
  below: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  return [...above].every(([field, entries]) => {
    const narrower = below.get(field);
    return narrower !== undefined && [...narrower].every((entry) => entries.has(entry));
  });
}
