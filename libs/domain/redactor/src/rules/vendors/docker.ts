import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Docker documentation, "Personal access tokens": dckr_pat_; organizations: dckr_oat_.
export const dockerRules = tokens('docker-token', 'dckr_pat_ dckr_oat_:u16-80', 'registry_token');

export const proofs: Proofs = {
  'docker-token': {
    finds: ['was «dckr_pat_oFOyBLZOTvP5MZkVj3z41TZKTLM», then rotated'],
    leaves: ['dckr_pat_'],
  },
};
