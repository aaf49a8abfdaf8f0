import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// dbt documentation, "API access".
export const dbtRules = tokens('dbt-token', 'dbtc_ dbtu_:u32-60');

export const proofs: Proofs = {
  'dbt-token': {
    finds: ['was «dbtc_Tha14sGDTYgDNFR5BxOs1pzyo3r1B2JxHV4TKS4J1S1r», then rotated'],
    leaves: ['dbtc_'],
  },
};
