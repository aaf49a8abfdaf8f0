import { ALNUM, UNDERSCORE, isLeftEdge, isRightEdge, runStart } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';
import { isIssued } from '../../token';

// MaxMind documentation, "Licence keys": six characters, 29, and mmk.
const key: RedactionRule = {
  id: 'maxmind-key',
  category: 'platform_token',
  on: { literals: ['mmk'] },
  find: (text, at, after, floor) => {
    if (text[at - 1] !== '_' || !isRightEdge(text, after)) return undefined;
    const start = runStart(text, at, ALNUM | UNDERSCORE, floor, 40);
    const body = text.slice(start, at);
    return /^[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_$/.test(body) && isIssued(body) && isLeftEdge(text, start)
      ? { start, end: after }
      : undefined;
  },
};

export const maxmindRules = [key];

export const proofs: Proofs = {
  'maxmind-key': {
    finds: ['geo «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» rotated'],
    leaves: ['a_mmk', 'mmk'],
  },
};
