import { HEX, isAt, isLeftEdge, isRightEdge, runEnd } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';

// Twilio documentation: account SIDs (AC) name an account, key SIDs (SK) and auth tokens open it; 32 hexadecimal digits.
const sid: RedactionRule = {
  id: 'twilio-key',
  category: 'messaging_token',
  on: { literals: ['SK', 'AC'] },
  find: (text, at, after) => {
    if (!isAt(text, after + 31, HEX) || !isLeftEdge(text, at)) return undefined;
    const end = runEnd(text, after, HEX, 33);
    return end - after === 32 && isRightEdge(text, end) && !/[A-F]/.test(text.slice(after, end))
      ? { start: at, end }
      : undefined;
  },
};

export const twilioRules = [sid];

export const proofs: Proofs = {
  'twilio-key': {
    finds: ['twilioApiKey = "«SK822687fc17315bf728996d2fac253347»"'],
    leaves: ['SKU 822687', 'ACCESS granted'],
  },
};
