import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Square documentation, "Access tokens".
export const squareRules = tokens('square-token', 'sq0atp- sq0csp- EAAA:u20-80', 'payment_key');

export const proofs: Proofs = {
  'square-token': {
    finds: ['was «sq0csp-zGhkxOVNMuIzwQ42vkU5XKIXKI3XoGNCySDBClhh5Cs», then rotated'],
    leaves: ['sq0csp-', 'EAAAE is not'],
  },
};
