import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// New Relic documentation, "API keys": NRAK user, NRII insert, NRIQ query, NRRA REST, NRJS browser.
export const newrelicRules = tokens(
  'new-relic-key',
  'NRAK- NRII- NRIQ- NRRA- NRJS- NRAL- NRSP- NRAA-:u16-60 eu01xx gov01xx:a24-40',
  'monitoring_key',
);

export const proofs: Proofs = {
  'new-relic-key': {
    finds: ['was «NRAK-RZYAWPXVCBOUCVNYFJ7JKGPKDTE»', 'was «NRAK-VGQGNUS3BM5LTL9OWB2DMZIZDTL», then rotated'],
    leaves: ['NRAK-'],
  },
};
