import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Sourcegraph documentation, "Access tokens".
export const sourcegraphRules = tokens('sourcegraph-token', 'sgp_ sgd_ slk_:w32-80');

export const proofs: Proofs = {
  'sourcegraph-token': {
    finds: ['was «sgp_135d95ba4c72053e_fccf521a3a908d7a3a3e858b6c63e4793e6c0ca8», then rotated'],
    leaves: ['sgp_'],
  },
};
