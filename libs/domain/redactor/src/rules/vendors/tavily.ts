import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Tavily documentation.
export const tavilyRules = tokens('tavily-key', 'tvly- tvly-dev- tvly-prod-:u24-60', 'ai_key');

export const proofs: Proofs = {
  'tavily-key': {
    finds: ['was «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», then rotated'],
    leaves: ['tvly-'],
  },
};
