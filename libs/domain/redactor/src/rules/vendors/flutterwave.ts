import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Flutterwave documentation, "API keys".
export const flutterwaveRules = tokens('flutterwave-key', 'FLWSECK- FLWSECK_TEST- FLWSECK_TEST:b12-60', 'payment_key');

export const proofs: Proofs = {
  'flutterwave-key': {
    finds: ['was «FLWSECK-addd7058e0d339f877217d001e5eb36d-X», then rotated'],
    leaves: ['FLWSECK_TEST'],
  },
};
