import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Together AI documentation.
export const togetherRules = [tokens('together-key', 'ai_key', 'tgp_v1_: url 24-80')];

export const proofs: Proofs = {
  'together-key': {
    finds: ['was «tgp_v1_sbuJcjnQnF1FNptuRjS_JERhVUH7pvzPLvZ89O-3P_C», then rotated'],
    leaves: ['tgp_v1_'],
  },
};
