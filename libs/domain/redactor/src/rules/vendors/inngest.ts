import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Inngest documentation, "Signing keys".
export const inngestRules = tokens('inngest-key', 'signkey-prod- signkey-test- signkey-branch-:h32-64');

export const proofs: Proofs = {
  'inngest-key': {
    finds: ['was «signkey-prod-e70651485d4a6cba2ca62f4f01d623f6b61d430527fbff0c38e2303af593c35c», then rotated'],
    leaves: ['signkey-prod-'],
  },
};
