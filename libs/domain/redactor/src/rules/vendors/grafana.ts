import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Grafana documentation, "Service accounts" and "Access policies"; older keys are base64 of {"k":".
export const grafanaRules = [
  tokens('grafana-token', 'monitoring_key', 'glsa_: word 24-60', 'glc_ eyJrIjoi: base64 24-500'),
];

export const proofs: Proofs = {
  'grafana-token': {
    finds: ['was «glsa_7zlgQ0hV6LiEwJhuz5KM4d6nEppvGQZX_07310201», then rotated'],
    leaves: ['glsa_xxxxxxxxxxxxxxxxxxxx'],
  },
};
