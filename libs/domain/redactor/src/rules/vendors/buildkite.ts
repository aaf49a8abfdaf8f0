import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Buildkite documentation, "Token security".
export const buildkiteRules = tokens('buildkite-token', 'bkua_ bkpi_ bkct_ bkaj_ bkar_:a32-64');

export const proofs: Proofs = {
  'buildkite-token': {
    finds: ['was «bkua_8e468644b289f6e698ea05c3dc64a2c2f07a938b», then rotated'],
    leaves: ['bkua_'],
  },
};
