import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Shopify documentation, "API access tokens": 32 hexadecimal digits.
export const shopifyRules = tokens('shopify-token', 'shpat_ shpca_ shppa_ shpss_ shptka_ shpua_:h16-64', 'payment_key');

export const proofs: Proofs = {
  'shopify-token': {
    finds: ['was «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», then rotated'],
    leaves: ['shpat_', 'shpat_00000000000000000000000000000000'],
  },
};
