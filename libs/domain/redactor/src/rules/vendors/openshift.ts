import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// OpenShift documentation, "OAuth tokens".
export const openshiftRules = tokens('openshift-token', 'sha256~:u40-46');

export const proofs: Proofs = {
  'openshift-token': {
    finds: ['was «sha256~TSjN4eRtM7Vo6q-z3feuRIUFKnhmgLWepD3RPPOO4D6», then rotated'],
    leaves: ['sha256~'],
  },
};
