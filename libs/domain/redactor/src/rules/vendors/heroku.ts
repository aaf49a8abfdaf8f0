import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Heroku changelog, "Prefixed API tokens".
export const herokuRules = tokens('heroku-key', 'HRKU-:u30-70');

export const proofs: Proofs = {
  'heroku-key': {
    finds: ['was «HRKU-dcfbcfdf-bd71-430b-a893-c58a754e49a8», then rotated'],
    leaves: ['HRKU-'],
  },
};
