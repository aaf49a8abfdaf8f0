import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Firecrawl documentation.
export const firecrawlRules = [tokens('firecrawl-key', 'ai_key', 'fc-: hex 32-32')];

export const proofs: Proofs = {
  'firecrawl-key': {
    finds: ['was «fc-98a38c53ccbaccc5142fe4800be90e24», then rotated'],
    leaves: ['fc-match'],
  },
};
