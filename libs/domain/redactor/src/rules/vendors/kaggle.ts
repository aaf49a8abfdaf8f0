import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Kaggle API documentation.
export const kaggleRules = [tokens('kaggle-token', 'ai_key', 'KGAT_: hex 32-32')];

export const proofs: Proofs = {
  'kaggle-token': {
    finds: ['was «KGAT_e4e25986604be52238abf822152e6638», then rotated'],
    leaves: ['KGAT_'],
  },
};
