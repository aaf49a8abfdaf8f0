import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Zuplo documentation, "API key format".
export const zuploRules = tokens('zuplo-key', 'zpka_ zpct_:w32-60');

export const proofs: Proofs = {
  'zuplo-key': {
    finds: ['was «zpka_a2870319c9a7fbb8821f490984c1025e_022e3d32», then rotated'],
    leaves: ['zpka_'],
  },
};
