import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// OpenRouter documentation, "Authentication".
export const openrouterRules = tokens('openrouter-key', 'sk-or-', 'ai_key');

export const proofs: Proofs = {
  'openrouter-key': {
    finds: ['was «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», then rotated'],
    leaves: ['sk-or-swim'],
  },
};
