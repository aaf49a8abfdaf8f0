import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Netlify: prefixes of access tokens since 2023.
export const netlifyRules = tokens('netlify-token', 'nfp_ nfc_ nfo_ nfb_ nfu_:a24-60');

export const proofs: Proofs = {
  'netlify-token': {
    finds: ['was «nfp_pUmpJovkWPLnNqS6dXPGBuNqgt51WHJeMbdw», then rotated'],
    leaves: ['nfp_'],
  },
};
