import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Linear documentation, "API and webhooks".
export const linearRules = tokens('linear-key', 'lin_api_ lin_oauth_ lin_wh_:a24-80');

export const proofs: Proofs = {
  'linear-key': {
    finds: ['was «lin_api_5iQcft3HOO3Q1tKtGGCaGPAgmHzXyttM0xNtYwbf», then rotated'],
    leaves: ['lin_api_'],
  },
};
