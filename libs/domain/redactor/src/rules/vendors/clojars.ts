import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Clojars wiki, "Deploy tokens".
export const clojarsRules = tokens('clojars-token', 'CLOJARS_:h40-60', 'registry_token');

export const proofs: Proofs = {
  'clojars-token': {
    finds: ['was «CLOJARS_48a5239ee587f27831aa3110040be90a4687cf3e1b38ec4160a1d59e9468», then rotated'],
    leaves: ['CLOJARS_USERNAME_AND_PASSWORD'],
  },
};
