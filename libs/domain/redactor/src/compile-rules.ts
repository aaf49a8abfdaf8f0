import { isCategory, type AnyCategory } from './categories';
import { isLeftEdge, isRightEdge } from './characters';
import { register, type OwnRules } from './own-rules';
import { redact } from './redact';
import type { AnyRule, Find } from './rule';
import { RULES } from './rules';
import { makeScanner, type Finding } from './scan';
import { parseShape, type Shape } from './shape';

/** What is wrong in a document of rules, where, and what mends it. Never repeats what the document says. */
export interface RuleProblem {
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer: string;
  readonly what: string;
  readonly mend: string;
}

export type CompiledRules =
  | { readonly ok: true; readonly rules: OwnRules }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

const MOST_RULES = 200;
const MOST_TEXTS = 50;
const LONGEST_TEXT = 2000;

/**
 * Makes an organization's own rules ready for a policy. RULES.md specifies the language. The document is accepted whole, and
 * then every proof in it holds, or refused whole, with every problem.
 *
 * @param document the parsed YAML or JSON: `{ rules: [{ id, category, shape, behind?, any_case?, why?, finds, leaves }] }`
 */
export function compileRules(document: unknown): CompiledRules {
  const problems: RuleProblem[] = [];
  const sources = readDocument(document, problems);
  if (problems.length > 0) return { ok: false, problems };
  const own = new Set(sources.map(({ category }) => category).filter((category) => !isCategory(category)));
  const rules: OwnRules = { ids: new Set(sources.map(({ id }) => id)), categories: own };
  try {
    register(rules, makeScanner([...sources.map(ruleOf), ...RULES], own));
  } catch {
    // The engine's only limit that rules can reach.
    const what = 'the rules begin with more different signs than there is room for';
    return {
      ok: false,
      problems: [{ pointer: '/rules', what, mend: 'use fewer kinds of punctuation at the beginning of shapes' }],
    };
  }
  for (const source of sources) prove(source, rules, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules };
}

/** A rule as its organization wrote it, checked but for its proofs. */
interface OwnRule {
  readonly pointer: string;
  readonly id: string;
  readonly category: AnyCategory;
  readonly shapes: readonly Shape[];
  readonly behind: readonly string[];
  readonly anyCase: boolean;
  readonly finds: readonly string[];
  readonly leaves: readonly string[];
}

const FIELDS = ['id', 'category', 'why', 'shape', 'behind', 'any_case', 'finds', 'leaves'];

function readDocument(document: unknown, problems: RuleProblem[]): OwnRule[] {
  if (!isRecord(document) || !Array.isArray(document['rules']) || Object.keys(document).length !== 1) {
    problems.push({
      pointer: '',
      what: 'not a document of rules',
      mend: 'write one field, rules, with a list of rules',
    });
    return [];
  }
  const list: readonly unknown[] = document['rules'];
  if (list.length === 0 || list.length > MOST_RULES) {
    problems.push({
      pointer: '/rules',
      what: `not 1 to ${MOST_RULES} rules`,
      mend: 'add a rule, or split the document',
    });
    return [];
  }
  const ids = new Set(RULES.map(({ id }) => id));
  return list.flatMap((entry, index) => readRule(entry, `/rules/${index}`, ids, problems) ?? []);
}

function readRule(entry: unknown, pointer: string, ids: Set<string>, problems: RuleProblem[]): OwnRule | undefined {
  const before = problems.length;
  const refuse = (field: string, what: string, mend: string) =>
    void problems.push({ pointer: field === '' ? pointer : `${pointer}/${field}`, what, mend });
  if (!isRecord(entry)) {
    refuse('', 'not a rule', 'write the fields id, category, shape, finds and leaves');
    return undefined;
  }
  for (const field of Object.keys(entry))
    if (!FIELDS.includes(field))
      refuse(field.replaceAll('~', '~0').replaceAll('/', '~1'), 'an unknown field', `use one of ${FIELDS.join(', ')}`);
  const { id, category, why, shape, behind = [], any_case: anyCase = false, finds, leaves } = entry;

  if (typeof id !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id) || id.length > 60)
    refuse('id', 'not an id', 'use small letters, digits and single dashes, 60 at most');
  else if (ids.has(id)) refuse('id', 'an id that another rule has', 'choose another');
  else ids.add(id);

  if (typeof category !== 'string' || !/^[a-z][a-z0-9_]{1,39}$/.test(category))
    refuse('category', 'not a category', 'use small letters, digits and _, 2 to 40 of them, a letter first');
  else if (category === 'log_line' || category === 'stack_trace')
    refuse('category', 'a category of whole lines', 'choose one of values, or one of your own');
  else if (redact(`[${category}]`).text !== `[${category}]`)
    refuse('category', 'a category whose placeholder would itself be masked', 'choose words that look like no value');

  if (why !== undefined && typeof why !== 'string')
    refuse('why', 'not a text', 'say in a sentence why the rule is there');
  if (typeof anyCase !== 'boolean') refuse('any_case', 'neither true nor false', 'write true to ignore case');

  const words = readTexts(behind, 'behind', 0, 10, refuse);
  words.forEach((word, index) => {
    if (!/^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/.test(word) || word.length < 2 || word.length > 40)
      refuse(
        `behind/${index}`,
        'not a word to stand behind',
        'use 2 to 40 ASCII letters and digits, single spaces between words',
      );
  });

  const sources = typeof shape === 'string' ? [shape] : readTexts(shape, 'shape', 1, 20, refuse);
  const shapes = sources.flatMap((source, index) => {
    const field = typeof shape === 'string' ? 'shape' : `shape/${index}`;
    const parsed = parseShape(source, anyCase === true);
    if (typeof parsed === 'string') {
      refuse(field, `not a shape: ${parsed}`, 'see RULES.md for the signs and repeats');
      return [];
    }
    if (words.length === 0 && !/^[!-~][ -~]+$/.test(parsed.prefix)) {
      refuse(
        field,
        'a shape that could begin anywhere',
        'begin it with two characters that stand for themselves, or say behind which words',
      );
      return [];
    }
    return [parsed];
  });

  const found = readTexts(finds, 'finds', 1, MOST_TEXTS, refuse);
  found.forEach((text, index) => {
    if (!/^(?:[^«»]*«[^«»]+»)+[^«»]*$/.test(text))
      refuse(`finds/${index}`, 'nothing is marked', 'put « before and » behind what the rule masks');
  });
  const left = readTexts(leaves, 'leaves', 1, MOST_TEXTS, refuse);
  if (problems.length > before) return undefined;
  return {
    pointer,
    id: id as string,
    category: category as AnyCategory,
    shapes,
    behind: words,
    anyCase: anyCase === true,
    finds: found,
    leaves: left,
  };
}

function readTexts(
  value: unknown,
  field: string,
  fewest: number,
  most: number,
  refuse: (field: string, what: string, mend: string) => void,
): readonly string[] {
  const fits = (text: unknown): text is string =>
    typeof text === 'string' && text !== '' && text.length <= LONGEST_TEXT;
  if (Array.isArray(value) && value.length >= fewest && value.length <= most && value.every(fits)) return value;
  const texts = `texts of 1 to ${LONGEST_TEXT} characters`;
  const one = field === 'shape' ? 'a text or ' : '';
  refuse(field, `not ${one}a list of ${fewest} to ${most} ${texts}`, PROOFS[field] ?? `list ${texts}, in quotes`);
  return [];
}

const PROOFS: Readonly<Record<string, string>> = {
  finds: 'prove the rule: list texts in which « and » mark what it masks',
  leaves: 'prove the rule: list near misses, in which nothing is masked',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ruleOf({ id, category, shapes, behind, anyCase }: OwnRule): AnyRule {
  if (behind.length > 0)
    return { id, category, on: { literals: spellings(behind), anyCase: true }, find: findBehind(shapes) };
  const literals = [...new Set(shapes.map(({ prefix }) => prefix))];
  const find: Find = (text, at) => {
    for (const { match } of shapes) {
      const end = match(text, at);
      if (end > 0) return { start: at, end };
    }
    return undefined;
  };
  return { id, category, on: { literals, anyCase }, find };
}

/** `customer no` is also written `customer_no`, `customer-no` and `customerNo`. */
function spellings(words: readonly string[]): string[] {
  const all = words.flatMap((word) => {
    const parts = word.toLowerCase().split(/[ _-]/);
    return [' ', '_', '-', ''].map((glue) => parts.join(glue));
  });
  return [...new Set(all)];
}

/** What may stand between the words and the value: signs, and one small word. */
const GAP = /[ \t:=#"'([>.-]{0,8}(?:(?:no|nr|num|number|id|is|was)\b[ \t:=#"'([>.-]{0,8})?/iy;

function findBehind(shapes: readonly Shape[]): Find {
  return (text, at, after) => {
    if (!isLeftEdge(text, at) && !/[A-Z]/.test(text[at]!)) return undefined;
    if (!isRightEdge(text, after)) return undefined;
    GAP.lastIndex = after;
    GAP.test(text);
    const last = Math.max(after, GAP.lastIndex);
    // A shape may begin with a sign that the gap holds, too.
    for (let start = last; start >= after; start--) {
      for (const { match } of shapes) {
        const end = match(text, start);
        if (end > start) return { start, end };
      }
    }
    return undefined;
  };
}

function prove({ pointer, id, finds, leaves }: OwnRule, rules: OwnRules, problems: RuleProblem[]): void {
  finds.forEach((marked, index) => {
    const { text, places } = unmarked(marked);
    const found = findingsIn(text, rules)?.filter(({ ruleId }) => ruleId === id) ?? [];
    const isProven =
      found.length === places.length &&
      found.every(({ start, end }, each) => start === places[each]?.start && end === places[each]?.end);
    if (isProven) return;
    problems.push({
      pointer: `${pointer}/finds/${index}`,
      what: found.length === 0 ? 'the rule finds nothing here' : 'the rule masks something else than what is marked',
      mend: 'mend the shape, the words before it or the marks',
    });
  });
  leaves.forEach((text, index) => {
    const found = findingsIn(text, rules);
    if (found?.length === 0) return;
    problems.push({
      pointer: `${pointer}/leaves/${index}`,
      what: `something is masked here, by the rule ${found?.[0]?.ruleId ?? 'of the second look'}`,
      mend: 'make the rule narrower, or choose a near miss that nothing else masks',
    });
  });
}

/** Undefined when the text is refused. */
function findingsIn(text: string, rules: OwnRules): readonly Finding[] | undefined {
  try {
    return redact(text, { rules }).findings;
  } catch {
    return undefined;
  }
}

/** The text without its marks, and where what they mark stands in it. */
function unmarked(marked: string): { text: string; places: { start: number; end: number }[] } {
  const places: { start: number; end: number }[] = [];
  let text = '';
  for (const piece of marked.split(/[«»]/)) {
    // Every second piece is between marks.
    const start = text.length;
    text += piece;
    places.push({ start, end: text.length });
  }
  return { text, places: places.filter((_, index) => index % 2 === 1) };
}
