import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Atlassian support, "Manage API tokens": ATATT (account), ATCTT (access), ATBB (Bitbucket app password), ATTA (Trello).
export const atlassianRules = tokens(
  'atlassian-token',
  'ATATT3 ATCTT3 ATSTT3 ATBB ATTA:v24-400',
  'bitbucket_atlassian_token',
);

export const proofs: Proofs = {
  'atlassian-token': {
    finds: ['was «ATATT3xFfGF0ede2z_CT3XLgDzoHMG7-nqn0_nkF3HEfBaCpduxUIq9g6xepr7GDAhVQRkyY=1A2B3C4D», then rotated'],
    leaves: ['ATBB is a prefix', 'ATATT3xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  },
};
