import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Typeform documentation, "Personal access tokens".
export const typeformRules = tokens('typeform-token', 'tfp_:d40-70', 'messaging_token');

export const proofs: Proofs = {
  'typeform-token': {
    finds: ['was «tfp_6wK3F0bKUmL4qgp06GQ6fPFispvZeoutP5Gu7KR9n3Xq_2yVRU3Zusutexi», then rotated'],
    leaves: ['tfp_'],
  },
};
