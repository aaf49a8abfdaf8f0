import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Fireworks AI documentation.
export const fireworksRules = tokens('fireworks-key', 'fw_:a20-60', 'ai_key');

export const proofs: Proofs = {
  'fireworks-key': {
    finds: ['was «fw_3Z8kQd7sWm2NcVxT5hRjUe6K», then rotated'],
    leaves: ['fw_update_available_for_the_router'],
  },
};
