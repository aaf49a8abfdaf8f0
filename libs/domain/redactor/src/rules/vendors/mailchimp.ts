import { DIGIT, HEX } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// Mailchimp documentation, "API keys": 32 hexadecimal digits and a data centre.
export const mailchimpRules = [
  shaped(
    'mailchimp-key',
    'messaging_token',
    { literals: ['-us'], before: HEX, behind: DIGIT },
    /[\da-f]{32}-us\d\d?(?![\w-])/y,
    32,
  ),
];

export const proofs: Proofs = {
  'mailchimp-key': {
    finds: ['mc «3f6d704108e191f76c444b32df05d202-us14»'],
    leaves: ['prefers-us2 over x-us1', 'orders-us-east-1'],
  },
};
