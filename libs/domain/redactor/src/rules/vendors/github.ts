import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// GitHub, "Behind GitHub's new authentication token formats": a prefix, then letters and digits. Cut tokens count too.
export const githubRules = tokens(
  'github-token',
  'ghp_ gho_ ghu_ ghs_ ghr_:a12-255 github_pat_:w20-255 GHSAT0:U30-90',
  'github_token',
);

export const proofs: Proofs = {
  'github-token': {
    finds: ['was «ghp_h9X27vrNw4hVLVvZBCgXrbeTux4VHlh6JXzg», then rotated'],
    leaves: ['ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'ghp_short'],
  },
};
