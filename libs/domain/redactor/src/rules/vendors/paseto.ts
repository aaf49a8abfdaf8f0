import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PASETO specification, "Token format".
export const pasetoRules = tokens(
  'paseto',
  'v1.local. v2.local. v3.local. v4.local. v1.public. v2.public. v3.public. v4.public.:d40-4000',
  'jwt',
);

export const proofs: Proofs = {
  paseto: {
    finds: [
      'was «v4.local.TzlPkEgOF04ral_lR-ZYWL87VO2QxxYcjff4PDCL1kaPnDMCV4hDFY6pYKxPknZ3Q6-EtuxPF6cONoR4LGlidiAxu_4d-_gyWgxYx3z2fcfYLhfiylVItXtA», then rotated',
    ],
    leaves: ['v2.local.dev'],
  },
};
