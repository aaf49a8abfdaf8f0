import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Together AI documentation.
export const togetherRules = tokens('together-key', 'tgp_v1_:u24-80', 'ai_key');

export const proofs: Proofs = {
  'together-key': {
    finds: ['was «tgp_v1_sbuJcjnQnF1FNptuRjS_JERhVUH7pvzPLvZ89O-3P_C», then rotated'],
    leaves: ['tgp_v1_'],
  },
};
