import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cartesia documentation, "API keys".
export const cartesiaRules = tokens('cartesia-key', 'sk_car_:a20-40', 'ai_key');

export const proofs: Proofs = {
  'cartesia-key': {
    finds: ['was «sk_car_JEGylUUxAxPTmPh6RJkXED», then rotated'],
    leaves: ['sk_car_'],
  },
};
