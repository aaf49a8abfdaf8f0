import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// JFrog documentation: AKCp API keys, and reference tokens, which are base64 of "reftkn:".
export const jfrogRules = tokens('jfrog-token', 'AKCp:a40-80 cmVmdGtu:a40-80', 'registry_token');

export const proofs: Proofs = {
  'jfrog-token': {
    finds: ['was «AKCpLzabNR25UeAISGHAym8WDOgNMkTAnddxgMbSyYq0g0etNecwNmUCxh4iwPJuyFYypSdjC», then rotated'],
    leaves: ['AKCp'],
  },
};
