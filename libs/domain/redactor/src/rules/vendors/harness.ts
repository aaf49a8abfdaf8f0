import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Harness documentation, "API keys".
export const harnessRules = tokens('harness-token', 'pat. sat.:d60-80');

export const proofs: Proofs = {
  'harness-token': {
    finds: ['was «pat.VoG7R8IjRZm4y8hbo5s0dp.RfbzhkArndx1Ih6Bcf1vLWV5.uqy3WZnXKVm4CGHhrLvp», then rotated'],
    leaves: ['pat.match.all'],
  },
};
