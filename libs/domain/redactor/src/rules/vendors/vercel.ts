import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Vercel changelog, "Prefixed tokens".
export const vercelRules = tokens('vercel-token', 'vercel_blob_rw_ vcp_ vci_ vca_ vcr_ vck_:w24-90');

export const proofs: Proofs = {
  'vercel-token': {
    finds: ['was «vercel_blob_rw_P7Dkmg3DIQvvyLg8_Jkc73312zUptyGKUlB6WUiPSrzKskZ», then rotated'],
    leaves: ['vcp_'],
  },
};
