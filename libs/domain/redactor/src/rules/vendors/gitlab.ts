import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// GitLab documentation, "Token overview", token prefixes.
export const gitlabRules = tokens(
  'gitlab-token',
  'glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941:d12-300',
  'gitlab_token',
);

export const proofs: Proofs = {
  'gitlab-token': {
    finds: ['was «glpat-L0dD75gxIsJGMiUZnPlJ», then rotated'],
    leaves: ['glpat-xxxxxxxxxxxxxxxxxxxx', 'glpat-'],
  },
};
