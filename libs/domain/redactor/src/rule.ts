import { DASH, UNDERSCORE, isAt } from './characters';
import type { AnyCategory, Category } from './categories';

/** A piece of text to be masked; UTF-16 offsets, half-open. `category` is given when it is not the rule's own. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly category?: AnyCategory;
}

/**
 * Looks at one place. Must read a bounded number of characters, so that the whole stays linear.
 *
 * @param at where the rule's literal, number or capital begins
 * @param after where the literal or the run of digits ends (`at + 1` for a capital)
 * @param floor no span may begin before this place: what is before is masked already
 */
export type Find = (text: string, at: number, after: number, floor: number) => Span | readonly Span[] | undefined;

/** What makes the engine ask a rule. Classes of characters are those of `characters.ts`; one beyond ASCII is in all. */
export type Trigger =
  /**
   * One of these literals, at the beginning of a word or of a part of an identifier. `anyCase` ignores case. Without the
   * rest the rule would find nothing: `before` and `behind` are the classes of the characters beside the literal, `run` is a
   * class and how many of it follow at least, `far` a class and how far behind the literal one of it stands.
   */
  | {
      readonly literals: readonly string[];
      readonly anyCase?: boolean;
      readonly before?: number;
      readonly behind?: number;
      readonly run?: readonly [mask: number, length: number];
      readonly far?: readonly [mask: number, distance: number];
    }
  /**
   * A run of digits, or a capital letter, at the beginning of a word. `digits` bounds the length of the run, `first` lists
   * the capitals, `next` the ASCII characters that may follow; `then` is the class of the one behind that. `beyondAscii`
   * rules are only asked in texts that are not of ASCII throughout.
   */
  | {
      readonly begin: 'number' | 'capital';
      readonly digits?: readonly [number, number];
      readonly first?: string;
      readonly next?: string;
      readonly then?: number;
      readonly beyondAscii?: boolean;
    };

/** One thing that is masked, and how it is found. */
export interface RedactionRule {
  readonly id: string;
  readonly category: Category;
  /** Generic rules give way: where a more specific rule fits the same place, its category is reported. */
  readonly generic?: boolean;
  readonly on: Trigger;
  readonly find: Find;
}

/** A rule as the engine takes it: an organization's own may have a category of its own. */
export type AnyRule = Omit<RedactionRule, 'category'> & { readonly category: AnyCategory };

/** For each rule of a file, by its id, what shows that it does what it should: every proof is a test. */
export type Proofs = Readonly<Record<string, Proof>>;

/** The proofs of one rule. They stand beside the rules, and apart from them, so that no bundle carries them. */
export interface Proof {
  /** Texts in which exactly what stands between « and » is masked by this rule. */
  readonly finds: readonly string[];
  /** Near misses: texts in which no rule at all masks anything. */
  readonly leaves: readonly string[];
}

/** Documentation's stand-ins for a secret: `xxxxxxxx`, `0000`, or a vendor's `…EXAMPLE`. */
export function isFiller(body: string): boolean {
  if (body.includes('EXAMPLE')) return true;
  for (let index = 1; index < body.length; index++) {
    if (body.charCodeAt(index) !== body.charCodeAt(0) && !isAt(body, index, DASH | UNDERSCORE)) return false;
  }
  return true;
}
