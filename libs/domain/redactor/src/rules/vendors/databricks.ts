import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Databricks documentation, "Personal access tokens".
export const databricksRules = tokens('databricks-token', 'dapi dkea dose:g32-36');

export const proofs: Proofs = {
  'databricks-token': {
    finds: ['was «dapi655ecbcb12847c6ac3851b964d0cb823», then rotated'],
    leaves: ['dapi', 'dapiabc'],
  },
};
