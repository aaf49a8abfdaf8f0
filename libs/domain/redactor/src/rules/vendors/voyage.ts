import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Voyage AI documentation.
export const voyageRules = tokens('voyage-key', 'pa-:u40-60', 'ai_key');

export const proofs: Proofs = {
  'voyage-key': {
    finds: ['was «pa-X7TsOKZDEPTICwhziixyOLiKKrp3Us2phW8LqZQjS5s», then rotated'],
    leaves: ['pa-eu-west-1-production-workers-of-the-payments-team'],
  },
};
