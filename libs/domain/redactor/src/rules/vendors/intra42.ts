import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// 42 API documentation, "Applications".
export const intra42Rules = tokens('intra42-secret', 's-s4t2ud- s-s4t2af-:h40-64');

export const proofs: Proofs = {
  'intra42-secret': {
    finds: ['was «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», then rotated'],
    leaves: ['s-s4t2ud-'],
  },
};
