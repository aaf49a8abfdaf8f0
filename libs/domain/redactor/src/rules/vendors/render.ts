import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Render documentation, "API".
export const renderRules = [tokens('render-key', 'platform_token', 'rnd_: alnum 24-40')];

export const proofs: Proofs = {
  'render-key': {
    finds: ['was «rnd_mVNtfRQA9y7bnE7KuR9Ymb9jzFr1», then rotated'],
    leaves: ['rnd_seed_value_of_the_generator_2'],
  },
};
