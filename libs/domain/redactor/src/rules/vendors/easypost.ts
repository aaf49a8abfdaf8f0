import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// EasyPost documentation, "Authentication".
export const easypostRules = tokens('easypost-key', 'EZAK EZTK:a40-60', 'payment_key');

export const proofs: Proofs = {
  'easypost-key': {
    finds: ['was «EZAKMELU3ViMpBcGSwmxy3Nk4KzaGPoGrp7S5wp9oJLbYoZffBEoj6ubBm», then rotated'],
    leaves: ['EZAK'],
  },
};
