import type { Scanner } from './scan';

/** An organization's own rules, checked: what {@link RedactionPolicy} takes, and only `compileRules` makes. */
export interface OwnRules {
  readonly ids: ReadonlySet<string>;
  /** The categories that the rules have besides the known ones. */
  readonly categories: ReadonlySet<string>;
}

/** Longest value that a shape may stand for, in characters. */
export const LONGEST_SHAPE = 512;

const SCANNERS = new WeakMap<OwnRules, Scanner>();

/** Keeps the scanner of all rules, the organization's first, so that it is made once. */
export function register(rules: OwnRules, scanner: Scanner): OwnRules {
  SCANNERS.set(rules, scanner);
  return rules;
}

/** The scanner of all rules, or undefined for anything that was not checked. */
export function scannerOf(rules: OwnRules): Scanner | undefined {
  return typeof rules === 'object' && rules !== null ? SCANNERS.get(rules) : undefined;
}
