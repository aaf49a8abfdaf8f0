import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// 1Password documentation, "Service accounts", and the Secret Key of an account.
export const onepasswordRules = tokens('onepassword-token', 'ops_eyJ:t60-1200 A3-:V30-40');

export const proofs: Proofs = {
  'onepassword-token': {
    finds: ['was «A3-WRWFMU-7QK9HS-ETFKM-IXAJR-AR47X-5EM9Z», then rotated'],
    leaves: ['A3-paper-size'],
  },
};
