import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// EasyPost documentation, "Authentication".
export const easypostRules = [tokens('easypost-key', 'payment_key', 'EZAK EZTK: alnum 40-60')];

export const proofs: Proofs = {
  'easypost-key': {
    finds: ['was «EZAKMELU3ViMpBcGSwmxy3Nk4KzaGPoGrp7S5wp9oJLbYoZffBEoj6ubBm», then rotated'],
    leaves: ['EZAK'],
  },
};
