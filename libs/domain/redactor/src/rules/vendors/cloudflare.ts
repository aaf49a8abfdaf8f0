import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Cloudflare documentation, "Origin CA keys" and the prefixes of API tokens since 2025.
export const cloudflareRules = tokens('cloudflare-token', 'v1.0-:g60-180 cfut_ cfat_ cfk_:u32-60');

export const proofs: Proofs = {
  'cloudflare-token': {
    finds: [
      'was «v1.0-7cc72d8eb5bc41f48ae63651-1ad40b946de299e624c28e5fb6a5e2fb191f00d83feba88828047c12081d8b314bfa5a2379c8ca538669dee3259eb91f3d9380da9980a12b2f85050631baf1359eb7d8c0c3f46b492b», then rotated',
    ],
    leaves: ['v1.0-rc1'],
  },
};
