import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// JFrog documentation: AKCp API keys, and reference tokens, which are base64 of "reftkn:".
export const jfrogRules = [tokens('jfrog-token', 'registry_token', 'AKCp: alnum 40-80', 'cmVmdGtu: alnum 40-80')];

export const proofs: Proofs = {
  'jfrog-token': {
    finds: ['was «AKCpLzabNR25UeAISGHAym8WDOgNMkTAnddxgMbSyYq0g0etNecwNmUCxh4iwPJuyFYypSdjC», then rotated'],
    leaves: ['AKCp'],
  },
};
