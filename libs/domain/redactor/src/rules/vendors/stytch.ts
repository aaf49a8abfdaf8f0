import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Stytch documentation, "Secrets".
export const stytchRules = tokens('stytch-secret', 'secret-live- secret-test-:v32-60');

export const proofs: Proofs = {
  'stytch-secret': {
    finds: ['was «secret-live-PhISSpAVPR9skHAddiv846lGMXMmBRpHwX3N=», then rotated'],
    leaves: ['secret-live-'],
  },
};
