import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Shippo documentation, "Authentication".
export const shippoRules = tokens('shippo-token', 'shippo_live_ shippo_test_:h32-40', 'payment_key');

export const proofs: Proofs = {
  'shippo-token': {
    finds: ['was «shippo_live_38256f01f4f28c1da1c29e6944c65d8d3ee8a410», then rotated'],
    leaves: ['shippo_live_'],
  },
};
