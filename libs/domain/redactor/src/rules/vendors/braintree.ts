import type { Proofs, RedactionRule } from '../../rule';

// Braintree documentation, "Access tokens": access_token$, the environment, 16 characters, 32 hexadecimal digits.
const token: RedactionRule = {
  id: 'braintree-token',
  category: 'payment_key',
  on: { literals: ['access_token$'] },
  find: (text, at, after) => {
    const shape = /[a-z]{6,12}\$[a-z0-9]{8,24}\$[0-9a-f]{16,32}/y;
    shape.lastIndex = after;
    return shape.test(text) ? { start: at, end: shape.lastIndex } : undefined;
  },
};

export const braintreeRules = [token];

export const proofs: Proofs = {
  'braintree-token': {
    finds: ['was «access_token$production$x9bq2zt7lmp0xr4v$3f6d704108e191f76c444b32df05d202» then'],
    leaves: ['access_token$production$'],
  },
};
