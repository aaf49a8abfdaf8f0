import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Postman documentation, "Postman API authentication".
export const postmanRules = tokens('postman-key', 'PMAK- PMAT-:g24-60');

export const proofs: Proofs = {
  'postman-key': {
    finds: ['was «PMAK-f8f94a889c34677982697474-203efd61b915a5f40cbc1c18ab9aff920f», then rotated'],
    leaves: ['PMAK-'],
  },
};
