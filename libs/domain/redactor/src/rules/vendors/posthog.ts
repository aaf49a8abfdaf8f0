import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PostHog documentation, "Personal API keys".
export const posthogRules = tokens('posthog-key', 'phx_ phs_ phc_ phr_:a24-60', 'monitoring_key');

export const proofs: Proofs = {
  'posthog-key': {
    finds: ['was «phx_z4og9GHBoHjL5FmJlG9bu3dUQguhs0s8TsPm4F77XGZ», then rotated'],
    leaves: ['phx_'],
  },
};
