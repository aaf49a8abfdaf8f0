import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Adobe Developer documentation, "OAuth credentials".
export const adobeRules = tokens('adobe-secret', 'p8e-:u24-40');

export const proofs: Proofs = {
  'adobe-secret': {
    finds: ['was «p8e-33npftv65pj1jwtsa4icy1tbs84pp8ct», then rotated'],
    leaves: ['p8e-'],
  },
};
