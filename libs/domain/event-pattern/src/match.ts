import type { Leaf, LeafTest } from './conditions';
import type { PatternBranch } from './compile';
import { JsonObject, MAX_DEPTH } from './json';
import { IncomparableNumber, readNumber } from './numbers';

/**
 * A branch as a tree of field names. The engine flattens an event into dotted paths and looks at values one by one; we
 * walk the event along the tree instead, and fall back on the engine's own way only where it makes a difference: for
 * objects in arrays, keys with dots, and repeated keys.
 */
export interface Node {
  /** The field that ends here, as its place in `Tree.fields`, or -1. */
  field: number;
  readonly steps: Step[];
  readonly children: Map<string, Node>;
  /** Whether this node and all below it are satisfied by an event without them. */
  absent: boolean;
  /** The same for all below it only. */
  absentBelow: boolean;
  /** Names with dots by which an event could jump over a level; undefined when there are too many to try. */
  dotted: readonly string[] | undefined;
}

interface Step {
  readonly name: string;
  /** Whether every object seems to have it, because Object.prototype does. */
  readonly inherited: boolean;
  readonly node: Node;
}

export interface Field {
  readonly passes: LeafTest;
  readonly absent: boolean;
}

export interface Tree {
  readonly root: Node;
  /** In the order of their dotted paths, which is the engine's, and decides what exists:false can see. */
  readonly fields: readonly Field[];
  readonly hasAbsent: boolean;
}

const MAX_DOTTED = 64;

export function plant(branch: PatternBranch): Tree {
  const root = newNode();
  const paths = [...branch.keys()].sort();
  const fields = paths.map((path, index) => {
    let node = root;
    for (const name of path.split('.')) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = newNode();
        node.children.set(name, child);
        node.steps.push({ name, inherited: name in Object.prototype, node: child });
      }
      node = child;
    }
    node.field = index;
    const { passes, absent } = branch.get(path) as Field;
    return { passes, absent };
  });
  finish(root, fields);
  return { root, fields, hasAbsent: fields.some((field) => field.absent) };
}

function newNode(): Node {
  return { field: -1, steps: [], children: new Map(), absent: true, absentBelow: true, dotted: [] };
}

/** Works out, from the leaves up, what a missing branch means and which dotted names lead below. */
function finish(node: Node, fields: readonly Field[]): void {
  let dotted: string[] | undefined = [];
  for (const { name, node: child } of node.steps) {
    finish(child, fields);
    node.absentBelow &&= child.absent;
    for (const step of child.steps) dotted?.push(`${name}.${step.name}`);
    if (child.dotted === undefined) dotted = undefined;
    for (const rest of child.dotted ?? []) dotted?.push(`${name}.${rest}`);
    if (dotted !== undefined && dotted.length > MAX_DOTTED) dotted = undefined;
  }
  node.dotted = dotted;
  node.absent = node.absentBelow && (node.field < 0 || (fields[node.field] as Field).absent);
}

const NO = 0;
const YES = 1;
/** The quick walk met something that only the engine's own way can decide. */
const UNSURE = 2;
type Outcome = typeof NO | typeof YES | typeof UNSURE;

/** Whether the event has what the tree asks for. `certainKeys` is false when some object has a key twice. */
export function matches(tree: Tree, event: object, certainKeys: boolean): boolean {
  const outcome = certainKeys ? walk(tree, event, tree.root) : UNSURE;
  return outcome === UNSURE ? matchesFlattened(tree, event) : outcome === YES;
}

function walk(tree: Tree, object: object, node: Node): Outcome {
  const { steps } = node;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    const outcome = visit(tree, get(object, step), step.node);
    if (outcome === UNSURE) return UNSURE;
    if (outcome === NO) return hasDotted(object, node) ? UNSURE : NO;
  }
  return tree.hasAbsent && hasDotted(object, node) ? UNSURE : YES;
}

function visit(tree: Tree, value: unknown, node: Node): Outcome {
  if (typeof value === 'object' && value !== null && !(value instanceof IncomparableNumber)) {
    if (Array.isArray(value)) return visitArray(tree, value, node);
    if (node.field >= 0 && !(tree.fields[node.field] as Field).absent) return NO;
    return walk(tree, value, node);
  }
  const leaf = leafOf(value);
  if (leaf === undefined) return node.absent ? YES : NO;
  if (!node.absentBelow) return NO;
  return node.field < 0 || (tree.fields[node.field] as Field).passes(leaf) ? YES : NO;
}

function visitArray(tree: Tree, items: readonly unknown[], node: Node): Outcome {
  const field = node.field < 0 ? undefined : tree.fields[node.field];
  let passed = false;
  let leaves = 0;
  for (const item of items) {
    if (typeof item === 'object' && item !== null && !(item instanceof IncomparableNumber)) return UNSURE;
    const leaf = leafOf(item);
    if (leaf === undefined) continue;
    leaves++;
    passed ||= field?.passes(leaf) === true;
  }
  if (!node.absentBelow) return NO;
  return field === undefined || passed || (leaves === 0 && field.absent) ? YES : NO;
}

function get(object: object, { name, inherited }: Step): unknown {
  if (object instanceof JsonObject) {
    const place = object.keys.indexOf(name);
    return place < 0 ? undefined : object.values[place];
  }
  if (inherited && !Object.hasOwn(object, name)) return undefined;
  return (object as Record<string, unknown>)[name];
}

function hasDotted(object: object, { dotted }: Node): boolean {
  if (object instanceof JsonObject) return object.keys.some((key) => key.includes('.'));
  if (dotted === undefined) return Object.keys(object).some((key) => key.includes('.'));
  for (const name of dotted) if ((object as Record<string, unknown>)[name] !== undefined) return true;
  return false;
}

/** The leaf that a value is, as JSON would have it; undefined for what JSON leaves out. */
function leafOf(value: unknown): Leaf | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return readNumber(String(value));
    case 'object':
      return value as null | IncomparableNumber;
    default:
      return undefined;
  }
}

/** An element of an array, and the element of the array around it. */
interface Place {
  readonly array: number;
  readonly element: number;
  readonly around: Place | undefined;
}

/** What an event has at one field. */
interface Found {
  /** Where leaves stand that pass. */
  readonly passing: Finds;
  /** Where any leaf stands; kept only for fields that may be absent. */
  readonly present: Finds | undefined;
}

/** The finds in one element (or in no array at all): whether a leaf stands right here, and the arrays further down. */
interface Group {
  readonly place: Place | undefined;
  leaf: boolean;
  readonly arrays: Map<number, Map<number, Group>>;
}

/** Places, as a tree of elements, so that those which agree with a choice are found without looking at the others. */
class Finds {
  readonly arrays = new Set<number>();
  private readonly root: Group = { place: undefined, leaf: false, arrays: new Map() };
  private readonly groups = new Map<number, Group>();

  add(place: Place | undefined): void {
    this.groupOf(place).leaf = true;
  }

  /** Whether `found` says yes to any place that agrees with the elements chosen so far. */
  some(chosen: ReadonlyMap<number, number>, found: (place: Place | undefined) => boolean): boolean {
    const visit = (group: Group): boolean => {
      if (group.leaf && found(group.place)) return true;
      for (const [array, elements] of group.arrays) {
        const choice = chosen.get(array);
        if (choice !== undefined) {
          const only = elements.get(choice);
          if (only !== undefined && visit(only)) return true;
        } else {
          for (const element of elements.values()) if (visit(element)) return true;
        }
      }
      return false;
    };
    return visit(this.root);
  }

  private groupOf(place: Place | undefined): Group {
    if (place === undefined) return this.root;
    let group = this.groups.get(place.element);
    if (group === undefined) {
      group = { place, leaf: false, arrays: new Map() };
      this.groups.set(place.element, group);
      this.arrays.add(place.array);
      const { arrays } = this.groupOf(place.around);
      const elements = arrays.get(place.array);
      if (elements) elements.set(place.element, group);
      else arrays.set(place.array, new Map([[place.element, group]]));
    }
    return group;
  }
}

/** Far more than an event needs whose every field leads to one place. */
const TRIES_PER_ELEMENT = 16;

/**
 * The engine's own way: fields in the order of their paths, each at one of the leaves that pass, such that no two are in
 * different elements of one array. A field may be absent if no leaf of it agrees with the elements chosen by the fields
 * before it. Failures are remembered by what later fields can see of the choice, so siblings do not multiply, and the
 * tries stay near fields times elements. Only an event that repeats a key (or spells it with dots) whose
 * values are long arrays of objects could need more; it is cut off, and matches nothing.
 */
function matchesFlattened(tree: Tree, event: object): boolean {
  const { found, elements } = flatten(tree, event);
  const maxTries = TRIES_PER_ELEMENT * found.length * (elements + 1);
  const lastUse = new Map<number, number>();
  found.forEach(({ passing, present }, index) => {
    for (const array of passing.arrays) lastUse.set(array, index);
    for (const array of present?.arrays ?? []) lastUse.set(array, index);
  });
  const chosen = new Map<number, number>();
  const failed = new Set<string>();
  let tries = 0;

  // Answers yes when it gives up too, because that ends the search.
  const from = (index: number): boolean => {
    const here = found[index];
    if (here === undefined || ++tries > maxTries) return true;
    let key = String(index);
    for (const [array, element] of chosen) if ((lastUse.get(array) as number) >= index) key += ` ${element}`;
    if (failed.has(key)) return false;
    if (here.present && !here.present.some(chosen, () => true) && from(index + 1)) return true;
    const matched = here.passing.some(chosen, (place) => {
      const added: number[] = [];
      for (let outer = place; outer !== undefined; outer = outer.around) {
        if (chosen.has(outer.array)) continue;
        chosen.set(outer.array, outer.element);
        added.push(outer.array);
      }
      if (from(index + 1)) return true;
      for (const array of added) chosen.delete(array);
      return false;
    });
    if (!matched) failed.add(key);
    return matched;
  };
  return from(0) && tries <= maxTries;
}

function flatten(tree: Tree, event: object): { readonly found: readonly Found[]; readonly elements: number } {
  const found: Found[] = tree.fields.map(({ absent }) => ({
    passing: new Finds(),
    present: absent ? new Finds() : undefined,
  }));
  let arrays = 0;
  let elements = 0;

  const object = (value: object, node: Node, place: Place | undefined, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    const keys = value instanceof JsonObject ? value.keys : Object.keys(value);
    keys.forEach((key, index) => {
      let target: Node | undefined = node.children.get(key);
      if (key.includes('.')) {
        target = node;
        for (const name of key.split('.')) target = target?.children.get(name);
      }
      if (target === undefined) return;
      const item = value instanceof JsonObject ? value.values[index] : (value as Record<string, unknown>)[key];
      any(item, target, place, depth + 1);
    });
  };

  const any = (value: unknown, node: Node, place: Place | undefined, depth: number): void => {
    if (Array.isArray(value)) return array(value, node, place, depth);
    if (typeof value === 'object' && value !== null && !(value instanceof IncomparableNumber)) {
      return object(value, node, place, depth);
    }
    const leaf = leafOf(value);
    if (leaf === undefined || node.field < 0) return;
    const { passing, present } = found[node.field] as Found;
    present?.add(place);
    if ((tree.fields[node.field] as Field).passes(leaf)) passing.add(place);
  };

  const array = (items: readonly unknown[], node: Node, place: Place | undefined, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    const id = arrays++;
    for (const item of items) {
      const plain = typeof item !== 'object' || item === null || item instanceof IncomparableNumber;
      any(item, node, plain ? place : { array: id, element: elements++, around: place }, depth + 1);
    }
  };

  object(event, tree.root, undefined, 0);
  return { found, elements };
}
