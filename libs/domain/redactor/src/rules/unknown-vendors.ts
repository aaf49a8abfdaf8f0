import { ALNUM, DASH, DIGIT, LOWER, SLASH_PLUS, UNDERSCORE, isAt, isLeftEdge, runEnd, runStart } from '../characters';
import { isFiller, type Proofs, type RedactionRule } from '../rule';
import { isIssued } from '../token';

/** Fewest letters and digits: vendors' identifiers of things, which look alike, have 24 to 29. */
const BODY = 32;

// What vendors without a file of their own issue: a prefix of small letters, a sign, and many letters of both kinds with
// digits. Without a digit or a capital it is a name or a hash.
const shaped: RedactionRule = {
  id: 'vendor-shaped-token',
  category: 'generic_api_key',
  generic: true,
  on: { literals: ['_', '-'], before: LOWER | DIGIT, run: [ALNUM, BODY] },
  find: (text, at, after, floor) => {
    const end = runEnd(text, after, ALNUM, 200);
    const start = runStart(text, at, LOWER | DIGIT | UNDERSCORE | DASH, floor, 24);
    if (end - after === 200 || isAt(text, end, SLASH_PLUS) || !isLeftEdge(text, start)) return undefined;
    const body = text.slice(after, end);
    return /^(?!sha\d)[a-z]{2}/.test(text.slice(start, at)) &&
      /[a-z]/.test(body) &&
      /[A-Z]/.test(body) &&
      /(?:\d.*){3}/.test(body) &&
      isIssued(body) &&
      !isFiller(body) &&
      !isAt(text, start - 1, SLASH_PLUS)
      ? { start, end }
      : undefined;
  },
};

export const unknownVendorRules = [shaped];

export const proofs: Proofs = {
  'vendor-shaped-token': {
    finds: ['was «newvendor_01V8LfVJWOe2zEQueKGkmcl14up1gUGf», then', '«acme-live-WV4P8W0RYP4CAtP0JheYMRjOTkD59Og0»'],
    leaves: [
      'request req_01V8LfVJWOe2zEQueKGkmcl14up',
      'layer-3f6d704108e191f76c444b32df05d2023f6d7041',
      'get_AbstractCheckoutHandlerFactoryBeanPostProcessorOfOrders',
      'sha512-WV4P8W0RYP4CAtP0JheYMRjOTkD59Og0/x8AbC==',
    ],
  },
};
