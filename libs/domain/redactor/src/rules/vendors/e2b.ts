import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// E2B documentation.
export const e2bRules = tokens('e2b-key', 'e2b_:h32-40', 'ai_key');

export const proofs: Proofs = {
  'e2b-key': {
    finds: ['was «e2b_8348929454d86000b60c9575bbd084973669f0b8», then rotated'],
    leaves: ['e2b_'],
  },
};
