import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// Braintree documentation, "Access tokens": access_token$, the environment, 16 characters, 32 hexadecimal digits.
export const braintreeRules = [
  shaped(
    'braintree-token',
    'payment_key',
    { literals: ['access_token$'] },
    /access_token\$[a-z]{6,12}\$[a-z\d]{8,24}\$[\da-f]{16,32}/y,
  ),
];

export const proofs: Proofs = {
  'braintree-token': {
    finds: ['was «access_token$production$x9bq2zt7lmp0xr4v$3f6d704108e191f76c444b32df05d202» then'],
    leaves: ['access_token$production$'],
  },
};
