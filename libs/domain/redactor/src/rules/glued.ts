import { ALNUM, URL_SAFE, isLeftEdge } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { VENDOR_RULES } from './vendors';

/** Fewest characters of a prefix that cannot be mistaken, even behind a letter. */
const SHORTEST = 4;
/** Fewest characters behind it. */
const BODY = 12;

let known: Map<string, [prefix: string, rule: RedactionRule][]> | undefined;

/** The prefixes that end in a sign, which is where they are looked for, by what they end in, which most words do not. */
function byEnding(): NonNullable<typeof known> {
  if (known) return known;
  known = new Map();
  for (const rule of VENDOR_RULES)
    for (const literal of 'begin' in rule.on ? [] : rule.on.literals)
      if (literal.length >= SHORTEST && /[a-zA-Z].*[_-]$/.test(literal)) {
        const ending = literal.slice(-3);
        known.set(ending, [...(known.get(ending) ?? []), [literal, rule]]);
      }
  return known;
}

// A token directly behind a letter or a digit, where no word begins: `keyghp_…`.
const glued: RedactionRule = {
  id: 'glued-token',
  category: 'generic_secret',
  on: { literals: ['_', '-'], before: ALNUM, run: [URL_SAFE, BODY], behind: ALNUM },
  find: (text, _at, after, floor) => {
    for (const [prefix, { category, find }] of byEnding().get(text.slice(after - 3, after)) ?? []) {
      const start = after - prefix.length;
      if (start <= floor || !text.startsWith(prefix, start) || isLeftEdge(text, start)) continue;
      const span = find(text, start, after, floor);
      if (span) return { category, ...(span as Span) };
    }
    return undefined;
  },
};

export const gluedRules = [glued];

export const proofs: Proofs = {
  'glued-token': {
    finds: ['key«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» leaked', '1«glpat-1hEMFkEp0lY7Xw4vTjD8»'],
    leaves: ['backup_sk_buff_head_init_2', 'x_ghp_short'],
  },
};
