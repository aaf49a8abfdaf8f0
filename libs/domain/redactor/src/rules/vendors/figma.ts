import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Figma documentation, "Personal access tokens" and OAuth tokens.
export const figmaRules = tokens('figma-token', 'figd_ figo_ figor_ figoh_ figu_ figur_:u32-80');

export const proofs: Proofs = {
  'figma-token': {
    finds: ['was «figd_mmrhOvhk8Tn2apjHBV5I9doAtTiZb9q6S_lfupV3», then rotated'],
    leaves: ['figd_'],
  },
};
