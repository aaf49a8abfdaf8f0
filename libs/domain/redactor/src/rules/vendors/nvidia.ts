import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// NVIDIA build platform documentation.
export const nvidiaRules = tokens('nvidia-key', 'nvapi-:u32-100', 'ai_key');

export const proofs: Proofs = {
  'nvidia-key': {
    finds: ['was «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», then rotated'],
    leaves: ['nvapi-'],
  },
};
