import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Paddle documentation, "API keys".
export const paddleRules = tokens('paddle-key', 'pdl_live_apikey_ pdl_sdbx_apikey_ pdl_ntfset_:w30-90', 'payment_key');

export const proofs: Proofs = {
  'paddle-key': {
    finds: ['was «pdl_live_apikey_pqdqmpim115o2f1moaqy7xge87_soSEa0Sz5jM1faAcPYSIEa_Nq0», then rotated'],
    leaves: ['pdl_live_apikey_'],
  },
};
