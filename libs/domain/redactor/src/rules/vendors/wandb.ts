import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Weights & Biases documentation.
export const wandbRules = [tokens('wandb-key', 'ai_key', 'wandb_v1_: word 40-120')];

export const proofs: Proofs = {
  'wandb-key': {
    finds: [
      'was «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», then rotated',
    ],
    leaves: ['wandb_v1_'],
  },
};
