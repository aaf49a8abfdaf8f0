import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// crates.io: cio and 32 letters and digits.
export const cratesRules = tokens('crates-token', 'cio:a32', 'registry_token');

export const proofs: Proofs = {
  'crates-token': {
    finds: ['was «ciodvDhxVRrrpnmZnyFfcjAOxk8KQezNphY», then rotated'],
    leaves: ['cioppino'],
  },
};
