import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Airtable documentation, "Personal access tokens".
export const airtableRules = tokens('airtable-token', 'pat:d60-90');

export const proofs: Proofs = {
  'airtable-token': {
    finds: ['was «patT5hRjUe6K4oZaX.46b343948201aa65890395d1bd434573ad0920ab0cb7e025a454cc3ae55813a2», then rotated'],
    leaves: ['patterns', 'path.to.file'],
  },
};
