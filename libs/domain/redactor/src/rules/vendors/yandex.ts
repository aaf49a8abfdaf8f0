import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Yandex Cloud documentation, "API keys", "IAM tokens", "Static access keys", and OAuth tokens.
export const yandexRules = [
  tokens(
    'yandex-key',
    'platform_token',
    'AQVN: url 30-50',
    'YCAJE: url 20-24',
    'YCP YCM YCN YCO: url 37-37',
    'y0_: url 40-80',
    't1.: dotted= 60-300',
  ),
];

export const proofs: Proofs = {
  'yandex-key': {
    finds: ['was «AQVNkhDrdhrhLad3hkTYLIi6ij_f9nspImPpv5CR», then rotated'],
    leaves: ['T1.micro'],
  },
};
