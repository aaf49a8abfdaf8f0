import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Nylas documentation, "API keys".
export const nylasRules = tokens('nylas-key', 'nyk_v0_ nyk_:a40-90');

export const proofs: Proofs = {
  'nylas-key': {
    finds: ['was «nyk_v0_Rd75Ebeora9A9mwPB1ioBfipKPWq0SIABMyeMRqH3g8p0VUqfxMjopdU1xMp0Sjr», then rotated'],
    leaves: ['nyk_'],
  },
};
