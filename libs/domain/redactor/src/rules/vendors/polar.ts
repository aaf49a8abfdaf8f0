import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Polar documentation, "Organization access tokens".
export const polarRules = [tokens('polar-token', 'payment_key', 'polar_oat_ polar_pat_ polar_whs_: url 24-80')];

export const proofs: Proofs = {
  'polar-token': {
    finds: ['was «polar_oat_6lZdb4SWJqnLCI7UmegBzLEGMr8glOE1HF4rBMrgR6Z», then rotated'],
    leaves: ['polar_oat_'],
  },
};
