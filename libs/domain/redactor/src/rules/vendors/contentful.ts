import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Contentful documentation, "Personal access tokens".
export const contentfulRules = tokens('contentful-token', 'CFPAT-:u32-60');

export const proofs: Proofs = {
  'contentful-token': {
    finds: ['was «CFPAT-6W7zzzip-XtIDhL224o3vS-sAizoyADDCF31ZIPioPK», then rotated'],
    leaves: ['CFPAT-'],
  },
};
