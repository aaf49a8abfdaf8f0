import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Replicate documentation, "API tokens".
export const replicateRules = tokens('replicate-token', 'r8_:a24-60', 'ai_key');

export const proofs: Proofs = {
  'replicate-token': {
    finds: ['was «r8_e2ANgg1Kt2IwpWJdjo5IJXhxKIlRwxLV2EWYv», then rotated'],
    leaves: ['r8_shrinker_configuration_file_path'],
  },
};
