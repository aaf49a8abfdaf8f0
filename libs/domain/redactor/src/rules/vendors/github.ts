import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// GitHub, "Behind GitHub's new authentication token formats": a prefix, then letters and digits. Cut tokens count too.
export const githubRules = [
  tokens(
    'github-token',
    'github_token',
    'ghp_ gho_ ghu_ ghs_ ghr_: alnum 12-255',
    'github_pat_: word 20-255',
    'GHSAT0: upper 30-90',
  ),
];

export const proofs: Proofs = {
  'github-token': {
    finds: ['was «ghp_h9X27vrNw4hVLVvZBCgXrbeTux4VHlh6JXzg», then rotated'],
    leaves: ['ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'ghp_short'],
  },
};
