import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// MaxMind documentation, "Licence keys": six characters, 29, and mmk.
export const maxmindRules = [
  shaped(
    'maxmind-key',
    'platform_token',
    { literals: ['_mmk'] },
    /[A-Za-z\d]{6}_[A-Za-z\d]{29}_mmk(?![A-Za-z\d])/y,
    36,
  ),
];

export const proofs: Proofs = {
  'maxmind-key': {
    finds: ['geo «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» rotated'],
    leaves: ['a_mmk', 'mmk'],
  },
};
