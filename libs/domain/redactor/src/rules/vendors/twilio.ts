import { HEX } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// Twilio documentation: account SIDs (AC) name an account, key SIDs (SK) and auth tokens open it; 32 hexadecimal digits.
export const twilioRules = [
  shaped('twilio-key', 'messaging_token', { literals: ['SK', 'AC'], behind: HEX }, /..[\da-f]{32}(?![A-Za-z\d])/y),
];

export const proofs: Proofs = {
  'twilio-key': {
    finds: ['twilioApiKey = "«SK822687fc17315bf728996d2fac253347»"'],
    leaves: ['SKU 822687', 'ACCESS granted'],
  },
};
