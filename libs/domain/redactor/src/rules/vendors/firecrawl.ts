import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Firecrawl documentation.
export const firecrawlRules = tokens('firecrawl-key', 'fc-:h32', 'ai_key');

export const proofs: Proofs = {
  'firecrawl-key': {
    finds: ['was «fc-98a38c53ccbaccc5142fe4800be90e24», then rotated'],
    leaves: ['fc-match'],
  },
};
