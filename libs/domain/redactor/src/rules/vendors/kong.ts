import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Kong Konnect documentation, "Personal access tokens".
export const kongRules = tokens('kong-token', 'kpat_ spat_:a30-80');

export const proofs: Proofs = {
  'kong-token': {
    finds: ['was «kpat_BZDU0KDY31dwYgxtW6d4idYesLgGWhzZgzSabmiHG8aIxjvqTF», then rotated'],
    leaves: ['kpat_'],
  },
};
