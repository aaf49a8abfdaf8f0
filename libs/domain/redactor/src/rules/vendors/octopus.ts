import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Octopus Deploy documentation, "API keys".
export const octopusRules = tokens('octopus-key', 'API-:U25-32');

export const proofs: Proofs = {
  'octopus-key': {
    finds: ['was «API-H2YERRCNNP8BYCY36EN8EWKGSP», then rotated'],
    leaves: ['API-GATEWAY'],
  },
};
