import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cal.com documentation, "API keys".
export const calcomRules = [tokens('calcom-key', 'platform_token', 'cal_live_ cal_: hex 32-32')];

export const proofs: Proofs = {
  'calcom-key': {
    finds: ['was «cal_live_d9f3dae1962f4cb37dbb1222016e476c», then rotated'],
    leaves: ['cal_live_stream'],
  },
};
