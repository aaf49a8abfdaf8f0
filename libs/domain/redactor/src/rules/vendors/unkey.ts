import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Unkey documentation, "Root keys".
export const unkeyRules = tokens('unkey-key', 'unkey_:a20-40');

export const proofs: Proofs = {
  'unkey-key': {
    finds: ['was «unkey_1Lv4Bvfht8onMBT8PeGwIFI7», then rotated'],
    leaves: ['unkey_'],
  },
};
