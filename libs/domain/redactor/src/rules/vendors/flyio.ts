import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Fly.io documentation, "Access tokens".
export const flyioRules = tokens('flyio-token', 'fo1_:u32-60 fm1r_ fm1a_ fm2_:t40-1500');

export const proofs: Proofs = {
  'flyio-token': {
    finds: [
      'was «fm2_EjsjaEb91qcKtHmkAM+1VocCUF4HKERP5IvVbBPMDYrBrVH3xJOTON2nkn2ozKiar1sHnw+rKJVdY5cWjZXoVwQ94xd24NohBAFGkTAZFRt6JyMBpBiTG+0qGxSB+HIAJvvrr3qGboEU», then rotated',
    ],
    leaves: ['fo1_'],
  },
};
