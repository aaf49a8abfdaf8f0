import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// GitLab documentation, "Token overview", token prefixes.
export const gitlabRules = [
  tokens(
    'gitlab-token',
    'gitlab_token',
    'glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941: dotted 12-300',
  ),
];

export const proofs: Proofs = {
  'gitlab-token': {
    finds: ['was «glpat-L0dD75gxIsJGMiUZnPlJ», then rotated'],
    leaves: ['glpat-xxxxxxxxxxxxxxxxxxxx', 'glpat-'],
  },
};
