import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Mapbox documentation, "Access tokens": sk. secret, tk. temporary; pk. is public.
export const mapboxRules = tokens('mapbox-token', 'sk.eyJ tk.eyJ:d40-300');

export const proofs: Proofs = {
  'mapbox-token': {
    finds: [
      'was «sk.eyJ1IjoiMZNMXjgcFkBGoflaNiGL5z3dwLE9KcUF99V7uL7J0vD8eJ73K0S1rlQ1sI9W.W84pf6VkwMeREO7MvmEOEO», then rotated',
    ],
    leaves: ['sk.'],
  },
};
