import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// SettleMint documentation, "Access tokens".
export const settlemintRules = tokens('settlemint-token', 'sm_pat_ sm_aat_ sm_sat_:a16-40');

export const proofs: Proofs = {
  'settlemint-token': {
    finds: ['was «sm_pat_EamFS9A1mW8IkXJi», then rotated'],
    leaves: ['sm_pat_'],
  },
};
