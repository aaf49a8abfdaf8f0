import { ALNUM, URL_SAFE, isLeftEdge } from '../characters';
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

/** By a hash of the three characters before the prefixes' last: most words before a sign end otherwise. */
const ENDINGS = new Uint8Array(1 << 14);
for (const prefix of BY_PREFIX.keys()) ENDINGS[ending(prefix, prefix.length - 1)] = 1;

function ending(text: string, end: number): number {
  return ((text.charCodeAt(end - 3) << 8) ^ (text.charCodeAt(end - 2) << 4) ^ text.charCodeAt(end - 1)) & 0x3fff;
}

// A token directly behind a letter or a digit, where no word begins: `keyghp_…`.
const glued: RedactionRule = {
  id: 'glued-token',
  category: 'generic_secret',
  on: { literals: ['_', '-'], before: ALNUM, behind: ALNUM, run: [URL_SAFE, BODY] },
  find: (text, at, after, floor) => {
    if (ENDINGS[ending(text, at)] === 0) return undefined;
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
