import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PostHog documentation, "Personal API keys".
export const posthogRules = [tokens('posthog-key', 'monitoring_key', 'phx_ phs_ phc_ phr_: alnum 24-60')];

export const proofs: Proofs = {
  'posthog-key': {
    finds: ['was «phx_z4og9GHBoHjL5FmJlG9bu3dUQguhs0s8TsPm4F77XGZ», then rotated'],
    leaves: ['phx_'],
  },
};
