import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Doppler documentation, "Token formats".
export const dopplerRules = tokens('doppler-token', 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.:d24-80');

export const proofs: Proofs = {
  'doppler-token': {
    finds: ['was «dp.pt.3sw4XjYRZwRZzT3SeBFRLDmixZ3SYjww1m3zx3nk6Ia», then rotated'],
    leaves: ['dp.pt.'],
  },
};
