import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Tavily documentation.
export const tavilyRules = [tokens('tavily-key', 'ai_key', 'tvly- tvly-dev- tvly-prod-: url 24-60')];

export const proofs: Proofs = {
  'tavily-key': {
    finds: ['was «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», then rotated'],
    leaves: ['tvly-'],
  },
};
