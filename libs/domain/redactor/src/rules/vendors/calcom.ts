import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cal.com documentation, "API keys".
export const calcomRules = tokens('calcom-key', 'cal_live_ cal_:h32');

export const proofs: Proofs = {
  'calcom-key': {
    finds: ['was «cal_live_d9f3dae1962f4cb37dbb1222016e476c», then rotated'],
    leaves: ['cal_live_stream'],
  },
};
