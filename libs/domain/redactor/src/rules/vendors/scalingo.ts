import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Scalingo documentation, "API tokens".
export const scalingoRules = tokens('scalingo-token', 'tk-us-:u40-60');

export const proofs: Proofs = {
  'scalingo-token': {
    finds: ['was «tk-us-VGrd9S1A2GJs184v5WR6lfjmysmIuFve83vgnWdJOIkH4gSp», then rotated'],
    leaves: ['tk-us-east'],
  },
};
