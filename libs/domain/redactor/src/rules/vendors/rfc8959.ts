import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// RFC 8959, the secret-token URI scheme.
export const rfc8959Rules = tokens('secret-token-uri', 'secret-token::d12-400', 'generic_secret');

export const proofs: Proofs = {
  'secret-token-uri': {
    finds: ['was «secret-token:E92FB7EB-D882-47A4-A265-A0B6135DC842», then rotated'],
    leaves: ['secret-token:'],
  },
};
