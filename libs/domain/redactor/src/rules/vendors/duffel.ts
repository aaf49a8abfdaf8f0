import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Duffel documentation, "Access tokens".
export const duffelRules = tokens('duffel-token', 'duffel_live_ duffel_test_:u32-60', 'payment_key');

export const proofs: Proofs = {
  'duffel-token': {
    finds: ['was «duffel_test_Q9nnLtyFkEGg_lJDaPlCPt-GLJMBR5SYYD5ZNagCRsL», then rotated'],
    leaves: ['duffel_test_'],
  },
};
