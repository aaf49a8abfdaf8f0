import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Plaid documentation, "Access tokens".
export const plaidRules = tokens(
  'plaid-token',
  'access-production- access-sandbox- access-development-:g32-36',
  'payment_key',
);

export const proofs: Proofs = {
  'plaid-token': {
    finds: ['was «access-production-dc296b11-839c-449b-af52-f2665fabd0cd», then rotated'],
    leaves: ['access-production-cluster'],
  },
};
