import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Razorpay documentation, "API keys".
export const razorpayRules = tokens('razorpay-key', 'rzp_live_ rzp_test_:a14-40', 'payment_key');

export const proofs: Proofs = {
  'razorpay-key': {
    finds: ['was «rzp_live_mlW9W8pwAEOtY5», then rotated'],
    leaves: ['rzp_live_'],
  },
};
