import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Honeycomb documentation, "API keys".
export const honeycombRules = tokens('honeycomb-key', 'hcaik_ hcbik_ hcxik_ hcamk_ hcxlk_:a24-80', 'monitoring_key');

export const proofs: Proofs = {
  'honeycomb-key': {
    finds: ['was «hcaik_6l2opylyz3lxt6p7k76t4c88ga9nuc0xnt7bl4u4d462m0zr65oiyjwrrp», then rotated'],
    leaves: ['hcaik_'],
  },
};
