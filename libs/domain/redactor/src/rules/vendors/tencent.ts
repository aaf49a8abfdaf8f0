import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Tencent Cloud documentation, "Access keys".
export const tencentRules = tokens('tencent-key', 'AKID:a32-36');

export const proofs: Proofs = {
  'tencent-key': {
    finds: ['was «AKIDJLDyIV8l3c9DDGTdLXUo3A5TabjkdyRx», then rotated'],
    leaves: ['AKID'],
  },
};
