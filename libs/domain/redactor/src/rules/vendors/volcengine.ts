import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Volcengine documentation, "Access keys".
export const volcengineRules = tokens('volcengine-key', 'AKLT:e40-60');

export const proofs: Proofs = {
  'volcengine-key': {
    finds: ['was «AKLTErLTnobCFzjTWpPZdB6wlzSPzltZJbC3IlJyZ8Yn5Rf2», then rotated'],
    leaves: ['AKLT'],
  },
};
