import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cerebras inference documentation.
export const cerebrasRules = tokens('cerebras-key', 'csk-:a32-64', 'ai_key');

export const proofs: Proofs = {
  'cerebras-key': {
    finds: ['was «csk-3j2hr8rsgj1ay78pk6qiei10avlv5nhr8py6vni4d9bd5qb4», then rotated'],
    leaves: ['csk-'],
  },
};
