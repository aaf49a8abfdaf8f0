import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Netlify: prefixes of access tokens since 2023.
export const netlifyRules = [tokens('netlify-token', 'platform_token', 'nfp_ nfc_ nfo_ nfb_ nfu_: alnum 24-60')];

export const proofs: Proofs = {
  'netlify-token': {
    finds: ['was «nfp_pUmpJovkWPLnNqS6dXPGBuNqgt51WHJeMbdw», then rotated'],
    leaves: ['nfp_'],
  },
};
