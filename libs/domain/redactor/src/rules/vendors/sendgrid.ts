import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// SendGrid documentation: "SG.", 22 characters, a dot, 43 characters.
export const sendgridRules = tokens('sendgrid-key', 'SG.:d24-120', 'messaging_token');

export const proofs: Proofs = {
  'sendgrid-key': {
    finds: [
      'was «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»',
      'was «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», then rotated',
    ],
    leaves: ['SG.Security.Group.Rule.Name.For.Tests', 'SG. was'],
  },
};
