import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Telnyx documentation, "API keys".
export const telnyxRules = tokens('telnyx-key', 'KEY0:w40-60', 'messaging_token');

export const proofs: Proofs = {
  'telnyx-key': {
    finds: ['was «KEY0CE8BFF0B76C0DD866A5214F59FB2BA0_3mIvb4DHwX7r9Sy8ySbRoO», then rotated'],
    leaves: ['KEY0'],
  },
};
