import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cartesia documentation, "API keys".
export const cartesiaRules = [tokens('cartesia-key', 'ai_key', 'sk_car_: alnum 20-40')];

export const proofs: Proofs = {
  'cartesia-key': {
    finds: ['was «sk_car_JEGylUUxAxPTmPh6RJkXED», then rotated'],
    leaves: ['sk_car_'],
  },
};
