import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// DigitalOcean documentation, "Personal access tokens": 64 hexadecimal digits.
export const digitaloceanRules = tokens('digitalocean-token', 'dop_v1_ doo_v1_ dor_v1_:h32-64');

export const proofs: Proofs = {
  'digitalocean-token': {
    finds: ['was «dop_v1_de4eb02f6ebf3383f1ccb7c968d084787661f6433854f388c041f7cd53846260», then rotated'],
    leaves: ['dop_v1_'],
  },
};
