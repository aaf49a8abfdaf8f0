import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Depot documentation, "Tokens".
export const depotRules = tokens('depot-token', 'depot_project_ depot_org_ depot_user_:h40-70');

export const proofs: Proofs = {
  'depot-token': {
    finds: ['was «depot_project_62c8505425809b6496a7c4191f962b467769928031501d386b7b9999262d8a81», then rotated'],
    leaves: ['depot_project_'],
  },
};
