import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Neon documentation, "API keys".
export const neonRules = tokens('neon-key', 'napi_:l40-70');

export const proofs: Proofs = {
  'neon-key': {
    finds: ['was «napi_6ypb084fb3jv96a8vpiox9r6x2mbk30dgnijshwl50pjsmolffqzhm10epqpspx», then rotated'],
    leaves: ['napi_'],
  },
};
