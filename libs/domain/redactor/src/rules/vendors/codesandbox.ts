import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// CodeSandbox documentation, "API keys".
export const codesandboxRules = tokens('codesandbox-token', 'csb_v1_:u32-80');

export const proofs: Proofs = {
  'codesandbox-token': {
    finds: ['was «csb_v1_pOr2TJ4WFY4B3Hf6Bvo4IB4XVsh784aXfSWo8l87tMO», then rotated'],
    leaves: ['csb_v1_'],
  },
};
