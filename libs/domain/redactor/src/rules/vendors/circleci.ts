import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// CircleCI documentation, "API tokens".
export const circleciRules = tokens('circleci-token', 'CCIPAT_ CCIPRJ_:w40-80');

export const proofs: Proofs = {
  'circleci-token': {
    finds: ['was «CCIPAT_3ZOVmhZBe0Bda7kmIxcYsM_b46d6e7c4ed115c90f80ac7fb38f20eb6520a19f», then rotated'],
    leaves: ['CCIPAT_'],
  },
};
