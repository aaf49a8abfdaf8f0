import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Gitea 1.22 and Forgejo, token prefixes.
export const giteaRules = tokens('gitea-token', 'gta_ fja_:a32-60');

export const proofs: Proofs = {
  'gitea-token': {
    finds: ['was «gta_e69fc30d11946e582cc1c5036369ae8eac945fe4», then rotated'],
    leaves: ['gta_'],
  },
};
