import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Stripe documentation, "API keys": secret and restricted keys, live or test; webhook signing secrets begin with whsec_.
export const stripeRules = tokens(
  'stripe-key',
  'sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_ sk_org_:a10-255 whsec_:s20-100',
  'payment_key',
);

export const proofs: Proofs = {
  'stripe-key': {
    finds: ['was «rk_live_p8mlePbvUDaORfu85GywuF9k», then rotated'],
    leaves: ['pk_live_Cw7iMfnAlQs29HhVi3eh7Y4k', 'sk_test_xxxxxxxxxxxxxxxx', 'sk_live_'],
  },
};
