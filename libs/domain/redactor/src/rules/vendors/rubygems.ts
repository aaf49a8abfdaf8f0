import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// RubyGems guides, "API key scopes".
export const rubygemsRules = tokens('rubygems-key', 'rubygems_:h32-48', 'registry_token');

export const proofs: Proofs = {
  'rubygems-key': {
    finds: ['was «rubygems_5883a8d73807012692b3c84d22f6492da89d24beccece053», then rotated'],
    leaves: ['rubygems_version'],
  },
};
