import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Polar documentation, "Organization access tokens".
export const polarRules = tokens('polar-token', 'polar_oat_ polar_pat_ polar_whs_:u24-80', 'payment_key');

export const proofs: Proofs = {
  'polar-token': {
    finds: ['was «polar_oat_6lZdb4SWJqnLCI7UmegBzLEGMr8glOE1HF4rBMrgR6Z», then rotated'],
    leaves: ['polar_oat_'],
  },
};
