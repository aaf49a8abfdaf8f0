import { compileBranches, type PatternBranch, type PatternField } from './compile';
import { NotJson, parseJsonObject, type ParsedObject } from './json';
import { matches, plant } from './match';

/** Says whether an event matches. An event that is not a JSON object, or no JSON at all, matches nothing. */
export type EventMatcher = (event: string | object) => boolean;

/**
 * Compiles an EventBridge event pattern, with the semantics of aws/event-ruler, the engine behind EventBridge.
 *
 * Give patterns and events as objects, or as JSON text where it matters that a key stands twice or that a number has
 * more digits than a double: text keeps what `JSON.parse` forgets.
 *
 * @throws InvalidPatternError for a pattern that EventBridge would refuse
 */
export function compilePattern(pattern: string | object): EventMatcher {
  const branches = compileBranches(pattern);
  const trees = branches.map(plant);
  const [tree, ...others] = trees;
  const names = new Set(branches.flatMap((branch) => [...branch.keys()].flatMap((path) => path.split('.'))));
  const keep = (key: string): boolean =>
    names.has(key) || (key.includes('.') && key.split('.').every((name) => names.has(name)));
  return (event) => {
    if (typeof event === 'string') {
      const parsed = parseEvent(event, keep);
      return parsed !== undefined && trees.some((each) => matches(each, parsed.object, !parsed.repeatsKeys));
    }
    if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
    if (others.length === 0 && tree) return matches(tree, event, true);
    return trees.some((each) => matches(each, event, true));
  };
}

/**
 * The fields that a pattern asks about, each place once, in the order of the pattern. For those who want to warn of a
 * field that their events do not have.
 *
 * @throws InvalidPatternError like {@link compilePattern}
 */
export function patternFields(pattern: string | object): readonly PatternField[] {
  const fields = new Map<string, PatternField>();
  for (const branch of compileBranches(pattern)) {
    for (const [path, { pointer }] of branch) fields.set(pointer, { path, pointer });
  }
  return [...fields.values()];
}

/**
 * The ways in which a pattern can match, each as its fields by dotted path: all of them must be satisfied at once. A field
 * is satisfied when any of its leaves passes, or where `absent` when it has none. For those who index many patterns, over
 * events without objects in arrays and without repeated keys, where fields do not depend on each other.
 *
 * @throws InvalidPatternError like {@link compilePattern}
 */
export function patternBranches(pattern: string | object): readonly PatternBranch[] {
  return compileBranches(pattern);
}

function parseEvent(text: string, keep: (key: string) => boolean): ParsedObject | undefined {
  try {
    return parseJsonObject(text, keep);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}
