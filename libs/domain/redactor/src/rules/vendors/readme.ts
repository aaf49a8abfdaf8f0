import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// ReadMe documentation, "Authentication".
export const readmeRules = tokens('readme-key', 'rdme_:a32-80');

export const proofs: Proofs = {
  'readme-key': {
    finds: ['was «rdme_95k5bibo0xpez7ksgaaavvobb04g2zchz7fknb1oomev38netkhz525on4d449vzpt3rem», then rotated'],
    leaves: ['rdme_'],
  },
};
