import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Kaggle API documentation.
export const kaggleRules = tokens('kaggle-token', 'KGAT_:h32', 'ai_key');

export const proofs: Proofs = {
  'kaggle-token': {
    finds: ['was «KGAT_e4e25986604be52238abf822152e6638», then rotated'],
    leaves: ['KGAT_'],
  },
};
