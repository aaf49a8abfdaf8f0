import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Perplexity API documentation.
export const perplexityRules = tokens('perplexity-key', 'pplx-:a24-80', 'ai_key');

export const proofs: Proofs = {
  'perplexity-key': {
    finds: ['was «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», then rotated'],
    leaves: ['pplx-sonar-reasoning-pro-online-model'],
  },
};
