import { DIGIT, isLeftEdge, isRightEdge, runEnd } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';

// Mailchimp documentation, "API keys": 32 hexadecimal digits and a data centre.
const key: RedactionRule = {
  id: 'mailchimp-key',
  category: 'messaging_token',
  on: { literals: ['-us'] },
  find: (text, at, after, floor) => {
    const end = runEnd(text, after, DIGIT, 3);
    const start = at - 32;
    if (end === after || end - after > 2 || start < floor || !isRightEdge(text, end) || text[end] === '-')
      return undefined;
    return /^[0-9a-f]{32}$/.test(text.slice(start, at)) && isLeftEdge(text, start) ? { start, end } : undefined;
  },
};

export const mailchimpRules = [key];

export const proofs: Proofs = {
  'mailchimp-key': {
    finds: ['mc «3f6d704108e191f76c444b32df05d202-us14»'],
    leaves: ['prefers-us2 over x-us1', 'orders-us-east-1'],
  },
};
