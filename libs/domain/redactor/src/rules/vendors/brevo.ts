import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Brevo (Sendinblue) documentation, "API keys".
export const brevoRules = tokens('brevo-key', 'xkeysib- xsmtpsib-:b40-90', 'messaging_token');

export const proofs: Proofs = {
  'brevo-key': {
    finds: [
      'was «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», then rotated',
    ],
    leaves: ['xkeysib-'],
  },
};
