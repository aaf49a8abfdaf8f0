import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Supabase documentation, "API keys".
export const supabaseRules = tokens('supabase-token', 'sbp_ sb_secret_:u24-60');

export const proofs: Proofs = {
  'supabase-token': {
    finds: ['was «sbp_254474f1eab619bb40dd4b8d6eb3d81087fe3672», then rotated'],
    leaves: ['sbp_'],
  },
};
