import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Apify documentation, "API tokens".
export const apifyRules = tokens('apify-token', 'apify_api_:a30-50');

export const proofs: Proofs = {
  'apify-token': {
    finds: ['was «apify_api_Wbpu2Psht0ogVaXztNYU7kCLSkSLvhVb9VhE», then rotated'],
    leaves: ['apify_api_'],
  },
};
