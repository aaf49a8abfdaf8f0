import { ALNUM, URL_SAFE, isAt, isLeftEdge, runEnd } from '../characters';
import type { Proofs, RedactionRule } from '../rule';
import { VENDOR_RULES } from './vendors';

/** Fewest characters of a prefix that cannot be mistaken, even behind a letter. */
const SHORTEST = 4;
const LONGEST = 16;
/** Fewest characters behind it. */
const BODY = 12;

/** The prefixes that end in a sign, which is where they are looked for. */
const BY_PREFIX = new Map(
  VENDOR_RULES.flatMap((rule) =>
    ('begin' in rule.on ? [] : rule.on.literals)
      .filter((literal) => literal.length >= SHORTEST && /[a-zA-Z].*[_-]$/.test(literal))
      .map((literal) => [literal, rule]),
  ),
);

/** What the prefixes end in, which most words before a sign do not. */
const ENDINGS = new Set([...BY_PREFIX.keys()].map((prefix) => prefix.slice(-3)));

// A token directly behind a letter or a digit, where no word begins: `keyghp_…`.
const glued: RedactionRule = {
  id: 'glued-token',
  category: 'generic_secret',
  on: { literals: ['_', '-'], before: ALNUM, behind: ALNUM },
  find: (text, at, after, floor) => {
    if (!isAt(text, after + BODY - 1, URL_SAFE) || runEnd(text, after, URL_SAFE, BODY) < after + BODY) return undefined;
    if (!ENDINGS.has(text.slice(after - 3, after))) return undefined;
    for (let start = after - SHORTEST; start > floor && start >= after - LONGEST; start--) {
      if (isLeftEdge(text, start)) continue;
      const rule = BY_PREFIX.get(text.slice(start, after));
      const span = rule?.find(text, start, after, floor);
      if (rule && span && !Array.isArray(span))
        return { category: rule.category, ...(span as { start: number; end: number }) };
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
