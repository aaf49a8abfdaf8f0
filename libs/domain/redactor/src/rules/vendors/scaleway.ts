import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Scaleway documentation, "API keys".
export const scalewayRules = tokens('scaleway-key', 'SCW:U17');

export const proofs: Proofs = {
  'scaleway-key': {
    finds: ['was «SCW8E8IZHW20OKYTJU2S», then rotated'],
    leaves: ['SCW'],
  },
};
