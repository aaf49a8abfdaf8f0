import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Grafana documentation, "Service accounts" and "Access policies"; older keys are base64 of {"k":".
export const grafanaRules = tokens('grafana-token', 'glsa_:w24-60 glc_ eyJrIjoi:s24-500', 'monitoring_key');

export const proofs: Proofs = {
  'grafana-token': {
    finds: ['was «glsa_7zlgQ0hV6LiEwJhuz5KM4d6nEppvGQZX_07310201», then rotated'],
    leaves: ['glsa_xxxxxxxxxxxxxxxxxxxx'],
  },
};
