import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Trigger.dev documentation, "API keys".
export const triggerRules = tokens('trigger-key', 'tr_dev_ tr_prod_ tr_stg_:a20-40');

export const proofs: Proofs = {
  'trigger-key': {
    finds: ['was «tr_prod_7sfSvbjUgRh5QCWJms0K1V6U», then rotated'],
    leaves: ['tr_dev_team'],
  },
};
