import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Defined Networking documentation, "API keys".
export const definedRules = tokens('defined-networking-key', 'dnkey-:u40-90');

export const proofs: Proofs = {
  'defined-networking-key': {
    finds: [
      'was «dnkey-0JW4X5UYNJLHLJCT1VXTNR1K8E-AGDWAQGHYRRZ3QDY44MADEWVYMRXYTJHM25AXL8W66SLDDF7MZWL», then rotated',
    ],
    leaves: ['dnkey-'],
  },
};
