import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PlanetScale documentation, "Service tokens" and "Connection strings".
export const planetscaleRules = tokens('planetscale-token', 'pscale_tkn_ pscale_pw_ pscale_oauth_:d24-80');

export const proofs: Proofs = {
  'planetscale-token': {
    finds: ['was «pscale_pw_Lyz1FCjTJIU4gIUpc2vHu0Y0HL7-0q61LO59DUmtq3X», then rotated'],
    leaves: ['pscale_pw_'],
  },
};
