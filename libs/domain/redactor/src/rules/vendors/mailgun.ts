import { DASH, HEX, isAt, isLeftEdge, isRightEdge } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';
import { tokens } from '../../token';

// Mailgun documentation, "API keys": key- and 32 hexadecimal digits; newer ones are 32, 8 and 8, joined by hyphens.
const grouped: RedactionRule = {
  id: 'mailgun-grouped-key',
  category: 'messaging_token',
  on: { literals: ['-'], before: HEX, behind: HEX, far: [DASH, 8] },
  find: (text, at, after, floor) => {
    if (!isAt(text, after + 16, HEX) || at - 32 < floor) return undefined;
    const found = /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/.test(text.slice(at - 32, after + 17));
    return found && isLeftEdge(text, at - 32) && isRightEdge(text, after + 17)
      ? { start: at - 32, end: after + 17 }
      : undefined;
  },
};

export const mailgunRules = [tokens('mailgun-key', 'messaging_token', 'key- pubkey-: hex 32-32'), grouped];

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
