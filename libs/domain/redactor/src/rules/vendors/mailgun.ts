import { DASH, HEX } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped, tokens } from '../../token';

// Mailgun documentation, "API keys": key- and 32 hexadecimal digits; newer ones are 32, 8 and 8, joined by hyphens.
export const mailgunRules = [
  ...tokens('mailgun-key', 'key- pubkey-:h32', 'messaging_token'),
  shaped(
    'mailgun-grouped-key',
    'messaging_token',
    { literals: ['-'], before: HEX, behind: HEX, far: [DASH, 8] },
    /[\da-f]{32}-[\da-f]{8}-[\da-f]{8}(?![A-Za-z\d])/y,
    32,
  ),
];

export const proofs: Proofs = {
  'mailgun-key': {
    finds: ['was set to «key-3f6d704108e191f76c444b32df05d202», which'],
    leaves: ['key-value store', 'key-0123'],
  },
  'mailgun-grouped-key': {
    finds: ['signed with «3f6d704108e191f76c444b32df05d202-0b8a1c2d-77aa01ff» once'],
    leaves: ['3f6d7041-08e1-91f7-6c44-4b32df05d202', 'span 3f6d704108e191f76c444b32df05d202-0b8a1c2d77aa01ff'],
  },
};
