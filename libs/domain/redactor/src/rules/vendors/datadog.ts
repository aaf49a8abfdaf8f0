import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Datadog documentation, "API and application keys", since 2025.
export const datadogRules = tokens('datadog-key', 'ddapp_ ddpat_:a24-60', 'monitoring_key');

export const proofs: Proofs = {
  'datadog-key': {
    finds: ['was «ddapp_UUuola4cdwMfGyFdtQcWe15z7cZLWF9JtN», then rotated'],
    leaves: ['ddapp_'],
  },
};
