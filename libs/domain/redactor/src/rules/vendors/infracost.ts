import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Infracost documentation, "API key".
export const infracostRules = tokens('infracost-key', 'ico-:a32');

export const proofs: Proofs = {
  'infracost-key': {
    finds: ['was «ico-SYA6OhDF2u3m54FG3eU0kgbJ8q4EMoXH», then rotated'],
    leaves: ['ico-favicon'],
  },
};
