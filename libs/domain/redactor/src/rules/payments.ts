import { ALNUM, HEX, URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// Stripe documentation, "API keys": secret and restricted keys, live or test; webhook signing secrets begin with whsec_.
const stripe: RedactionRule = {
  id: 'stripe-key',
  category: 'payment_key',
  on: { literals: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_prod_', 'rk_prod_', 'whsec_', 'sk_org_'] },
  find: token({ alphabet: ALNUM, min: 10, max: 255 }),
};

// Square, PayPal/Braintree, Adyen, Razorpay, Paystack and Flutterwave: the vendors' pages on API credentials.
const otherPayment: RedactionRule = {
  id: 'payment-provider-key',
  category: 'payment_key',
  on: {
    literals: [
      'sq0atp-',
      'sq0csp-',
      'EAAAE',
      'access_token$production$',
      'access_token$sandbox$',
      'rzp_live_',
      'rzp_test_',
      'FLWSECK-',
      'FLWSECK_TEST-',
    ],
  },
  find: token({ alphabet: URL_SAFE, min: 14, max: 300, check: (body) => /\d/.test(body) && /[A-Za-z]/.test(body) }),
};

// Shopify documentation, "API access tokens": 32 hexadecimal digits.
const shopify: RedactionRule = {
  id: 'shopify-token',
  category: 'payment_key',
  on: { literals: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_', 'shpua_'] },
  find: token({ alphabet: HEX, min: 16, max: 64 }),
};

export const paymentRules: readonly RedactionRule[] = [stripe, otherPayment, shopify];

export const proofs: Proofs = {
  'stripe-key': {
    finds: ['an expired Stripe key («rk_live_hbGioIHZvnwjJFUIyDjcvesn»)', '[«sk_live_Cw7iMfnAlQs29HhVi3eh7Y4k»],{'],
    leaves: ['pk_live_Cw7iMfnAlQs29HhVi3eh7Y4k', 'sk_test_xxxxxxxxxxxxxxxx', 'sk_live_'],
  },
  'payment-provider-key': {
    finds: ['square «sq0csp-9dYpB7sWm2NcVxT5hRjUe6K4oZaXgI3vHtDlQz8_Lk1»'],
    leaves: ['sq0csp-', 'EAAAE is not'],
  },
  'shopify-token': {
    finds: ["value: '«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»'"],
    leaves: ['shpat_', 'shpat_00000000000000000000000000000000'],
  },
};
