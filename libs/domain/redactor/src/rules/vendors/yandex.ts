import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Yandex Cloud documentation, "API keys", "IAM tokens", "Static access keys", and OAuth tokens.
export const yandexRules = tokens('yandex-key', 'AQVN:u30-50 YCAJE:u20-24 YCP YCM YCN YCO:u37 y0_:u40-80 t1.:D60-300');

export const proofs: Proofs = {
  'yandex-key': {
    finds: ['was «AQVNkhDrdhrhLad3hkTYLIi6ij_f9nspImPpv5CR», then rotated'],
    leaves: ['T1.micro'],
  },
};
