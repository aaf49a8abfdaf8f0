import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Render documentation, "API".
export const renderRules = tokens('render-key', 'rnd_:a24-40');

export const proofs: Proofs = {
  'render-key': {
    finds: ['was «rnd_mVNtfRQA9y7bnE7KuR9Ymb9jzFr1», then rotated'],
    leaves: ['rnd_seed_value_of_the_generator_2'],
  },
};
