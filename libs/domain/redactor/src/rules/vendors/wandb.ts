import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Weights & Biases documentation.
export const wandbRules = tokens('wandb-key', 'wandb_v1_:w40-120', 'ai_key');

export const proofs: Proofs = {
  'wandb-key': {
    finds: [
      'was «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», then rotated',
    ],
    leaves: ['wandb_v1_'],
  },
};
