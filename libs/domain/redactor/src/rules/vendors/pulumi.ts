import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Pulumi documentation, "Access tokens".
export const pulumiRules = tokens('pulumi-token', 'pul-:h32-40');

export const proofs: Proofs = {
  'pulumi-token': {
    finds: ['was «pul-948bf49ed1506e0e8fd20d02637e72f02bf7162e», then rotated'],
    leaves: ['pul-request'],
  },
};
