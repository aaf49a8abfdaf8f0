import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Replicate documentation, "API tokens".
export const replicateRules = [tokens('replicate-token', 'ai_key', 'r8_: alnum 24-60')];

export const proofs: Proofs = {
  'replicate-token': {
    finds: ['was «r8_e2ANgg1Kt2IwpWJdjo5IJXhxKIlRwxLV2EWYv», then rotated'],
    leaves: ['r8_shrinker_configuration_file_path'],
  },
};
