import type { ConditionParts, Leaf, PatternBranch } from '@org/event-pattern';

/** Which branches: bit `n % 32` of word `n / 32` stands for branch n. */
export type Bits = Uint32Array;

/** What patterns are asked about: an event of our schema, or as much of it as they ask for. */
export interface Asked {
  readonly client_account_id: string;
  readonly [field: string]: unknown;
}

/** Maps of the event whose keys are anybody's choice, so that what follows is one key, dots and all. */
const MAPS = ['tags.', 'client.tags.', 'redaction.counts.'];

/** Fields that are the same for every event of a client, as far as the registry goes. */
const OF_CLIENT = /^client(_account_id$|\.)/;

/** So many values of a field are remembered. More of them than this do not repeat often enough to be worth it. */
const MAX_REMEMBERED = 2048;

/**
 * Many patterns, asked about one event at once. Each field keeps, by value, which branches it satisfies; the branches
 * that all fields satisfy match. So the time follows the number of fields that are asked about, and barely the number of
 * patterns. Says the same as `compilePattern` of each pattern, for events of our schema: no objects in arrays.
 *
 * Not reentrant: {@link begin} starts anew, and {@link next} continues from there.
 */
export class PatternSet {
  /** The pattern that a branch belongs to. Branches of one pattern stand side by side, patterns in their order. */
  readonly owners: readonly number[];
  readonly fields: readonly FieldIndex[];
  readonly all: Bits;
  private readonly words: number;
  private readonly ofEvent: readonly FieldIndex[];
  private readonly ofClient: readonly FieldIndex[];
  /** Null for a client that no branch is about: then the event need not be looked at. */
  private readonly byClient = new Map<string, Bits | null>();
  private none = false;
  private readonly sets: Bits[];

  /** @param patterns the branches of each; none for a pattern that matches every event */
  constructor(patterns: readonly (readonly PatternBranch[])[]) {
    const owners: number[] = [];
    const branches: PatternBranch[] = [];
    patterns.forEach((ways, owner) => {
      for (const branch of ways.length > 0 ? ways : [new Map() as PatternBranch]) {
        owners.push(owner);
        branches.push(branch);
      }
    });
    this.owners = owners;
    this.words = Math.max(1, Math.ceil(branches.length / 32));
    this.all = new Uint32Array(this.words);
    branches.forEach((_, bit) => add(this.all, bit));
    const asked = new Map<string, { bit: number; absent: boolean; parts: ConditionParts }[]>();
    branches.forEach((branch, bit) => {
      for (const [path, { absent, parts }] of branch) {
        const list = asked.get(path);
        if (list) list.push({ bit, absent, parts });
        else asked.set(path, [{ bit, absent, parts }]);
      }
    });
    // Those that most branches ask about come first: they leave least for the others to look at.
    const byUse = [...asked].sort((a, b) => b[1].length - a[1].length);
    this.fields = byUse.map(([path, conditions]) => new FieldIndex(path, conditions, this.all));
    this.ofClient = this.fields.filter(({ path }) => OF_CLIENT.test(path));
    this.ofEvent = this.fields.filter(({ path }) => !OF_CLIENT.test(path));
    this.sets = new Array<Bits>(this.ofEvent.length + 2).fill(this.all);
  }

  /**
   * @param client what the registry knows of the client; undefined for a stranger
   * @param allowed the branches that may match at all
   */
  begin(event: Asked, client: object | undefined, allowed: Bits = this.all): void {
    const { sets, ofEvent } = this;
    sets[0] = allowed;
    const bits = this.ofClient.length === 0 ? this.all : this.clientBits(event, client);
    this.none = bits === null;
    if (bits === null) return;
    sets[1] = bits;
    for (let index = 0; index < ofEvent.length; index++) {
      const field = ofEvent[index] as FieldIndex;
      sets[index + 2] = field.bitsOf(field.read(event, client));
    }
  }

  /** The next branch that matches after this one, or -1. */
  next(after: number): number {
    if (this.none) return -1;
    const { sets, words } = this;
    const count = sets.length;
    const first = sets[0] as Bits;
    let word = (after + 1) >>> 5;
    let mask = -1 << ((after + 1) & 31);
    for (; word < words; word++, mask = -1) {
      let bits = mask & (first[word] as number);
      for (let index = 1; index < count && bits !== 0; index++) bits &= (sets[index] as Bits)[word] as number;
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }

  /** The branches that a client's own attributes satisfy. */
  private clientBits(event: Asked, client: object | undefined): Bits | null {
    const known = this.byClient.get(event.client_account_id);
    if (known !== undefined) return known;
    const bits = this.all.slice();
    for (const field of this.ofClient) and(bits, field.bitsOf(field.read(event, client)));
    const some = bits.some((word) => word !== 0) ? bits : null;
    if (this.byClient.size >= MAX_REMEMBERED) this.byClient.clear();
    this.byClient.set(event.client_account_id, some);
    return some;
  }
}

/** Which branches a field satisfies, by its value. */
export class FieldIndex {
  readonly read: (event: object, client: object | undefined) => unknown;
  /** Satisfied by an event without the field. */
  readonly absent: Bits;
  /** Satisfied by any value at all: branches that do not ask. */
  private readonly free: Bits;
  private readonly equal = new Map<Leaf, number[]>();
  private readonly prefixes: Affixes;
  private readonly suffixes: Affixes;
  private readonly others = new Map<
    string,
    { readonly passes: (leaf: Leaf) => boolean; readonly branches: number[] }
  >();
  /** Made when a value is first met: a table of a thousand names would take long to start otherwise. */
  private readonly remembered = new Map<Leaf, Bits>();
  private readonly plain: boolean;
  private readonly scratch: Bits;

  constructor(
    readonly path: string,
    conditions: readonly { readonly bit: number; readonly absent: boolean; readonly parts: ConditionParts }[],
    all: Bits,
  ) {
    this.read = readerOf(path);
    this.free = all.slice();
    for (const { bit } of conditions) remove(this.free, bit);
    this.absent = this.free.slice();
    this.scratch = this.free.slice();
    const prefixes = new Map<string, number[]>();
    const suffixes = new Map<string, number[]>();
    const push = <K>(map: Map<K, number[]>, key: K, bit: number): void => {
      const list = map.get(key);
      if (list) list.push(bit);
      else map.set(key, [bit]);
    };
    for (const { bit, absent, parts } of conditions) {
      if (absent) add(this.absent, bit);
      for (const leaf of parts.equals) push(this.equal, leaf, bit);
      for (const text of parts.prefixes) push(prefixes, text, bit);
      for (const text of parts.suffixes) push(suffixes, text, bit);
      for (const { text, passes } of parts.others) {
        const other = this.others.get(text);
        if (other) other.branches.push(bit);
        else this.others.set(text, { passes, branches: [bit] });
      }
    }
    this.prefixes = new Affixes(prefixes, (value, length) => value.slice(0, length));
    this.suffixes = new Affixes(suffixes, (value, length) => value.slice(value.length - length));
    this.plain = prefixes.size + suffixes.size + this.others.size === 0;
  }

  /** A field of several values satisfies what any of them does; one of none is absent. */
  bitsOf(value: unknown): Bits {
    if (typeof value === 'string') return this.bitsOfLeaf(value);
    if (value === undefined) return this.absent;
    if (!Array.isArray(value)) {
      return typeof value === 'object' && value !== null ? this.absent : this.bitsOfLeaf(value as Leaf);
    }
    if (value.length === 0) return this.absent;
    if (value.length === 1) return this.bitsOfLeaf(value[0] as Leaf);
    const { scratch } = this;
    scratch.set(this.free);
    for (const leaf of value as Leaf[]) {
      const bits = this.bitsOfLeaf(leaf);
      if (bits !== this.free) or(scratch, bits);
    }
    return scratch;
  }

  private bitsOfLeaf(leaf: Leaf): Bits {
    const known = this.remembered.get(leaf);
    if (known !== undefined) return known;
    const named = this.equal.get(leaf);
    if (named === undefined && this.plain) return this.free;
    const bits = this.free.slice();
    if (named !== undefined) for (const bit of named) add(bits, bit);
    if (typeof leaf === 'string') {
      this.prefixes.collect(leaf, bits);
      this.suffixes.collect(leaf, bits);
    }
    for (const { passes, branches } of this.others.values()) {
      if (passes(leaf)) for (const bit of branches) add(bits, bit);
    }
    if (this.remembered.size >= MAX_REMEMBERED + this.equal.size) this.remembered.clear();
    this.remembered.set(leaf, bits);
    return bits;
  }
}

/** Beginnings or endings by their text, so that a value is looked up once for each length, not once for each text. */
class Affixes {
  private readonly lengths: readonly number[];

  constructor(
    private readonly texts: ReadonlyMap<string, readonly number[]>,
    private readonly cut: (value: string, length: number) => string,
  ) {
    this.lengths = [...new Set([...texts.keys()].map(({ length }) => length))].sort((a, b) => a - b);
  }

  collect(value: string, bits: Bits): void {
    for (const length of this.lengths) {
      if (length > value.length) return;
      const those = this.texts.get(this.cut(value, length));
      if (those !== undefined) for (const bit of those) add(bits, bit);
    }
  }
}

/** The names on the way to a field of a subject. */
export function fieldNames(path: string): readonly string[] {
  const map = MAPS.find((prefix) => path.startsWith(prefix));
  return map === undefined ? path.split('.') : [...map.slice(0, -1).split('.'), path.slice(map.length)];
}

type Fields = Readonly<Record<string, unknown>>;

function readerOf(path: string): FieldIndex['read'] {
  const names = fieldNames(path);
  if (names.some((name) => name in Object.prototype)) {
    return (event, client) =>
      names.slice(names[0] === 'client' ? 1 : 0).reduce<unknown>(own, names[0] === 'client' ? client : event);
  }
  // What every object inherits is out of the way, so the usual places are read as fast as they can be.
  const [first = '', second = '', third] = names;
  if (third !== undefined) {
    return first === 'client'
      ? (_, client) => ((client as Fields | undefined)?.[second] as Fields | undefined)?.[third]
      : (event) => own(own((event as Fields)[first], second), third);
  }
  if (second === '') return (event) => (event as Fields)[first];
  switch (first) {
    case 'client':
      return (_, client) => (client as Fields | undefined)?.[second];
    case 'tags':
      return (event) => (event as { readonly tags?: Fields }).tags?.[second];
    case 'summary':
      return (event) => (event as { readonly summary?: Fields }).summary?.[second];
    default:
      return (event) => ((event as Fields)[first] as Fields | undefined)?.[second];
  }
}

/** What an object has under a name of its own. */
export function own(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const value = (object as Record<string, unknown>)[name];
  // What every object inherits is not in the event.
  return typeof value === 'function' || name === '__proto__' ? ownOnly(object, name) : value;
}

function ownOnly(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

export function add(bits: Bits, bit: number): void {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
}

export function has(bits: Bits, bit: number): boolean {
  return ((bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
}

export function remove(bits: Bits, bit: number): void {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) & ~(1 << (bit & 31));
}

export function and(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] as number) & (others[word] as number);
}

export function or(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] as number) | (others[word] as number);
}
