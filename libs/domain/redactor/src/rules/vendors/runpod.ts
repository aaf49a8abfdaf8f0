import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// RunPod documentation.
export const runpodRules = tokens('runpod-key', 'rpa_:a32-60', 'ai_key');

export const proofs: Proofs = {
  'runpod-key': {
    finds: ['was «rpa_WHEOL0OIXA8K8WG3OXE4G7LVEEIU8CM1QTH3GDH195», then rotated'],
    leaves: ['rpa_workflow_robot'],
  },
};
