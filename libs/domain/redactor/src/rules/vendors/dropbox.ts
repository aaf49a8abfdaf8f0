import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Dropbox documentation, "Short-lived access tokens".
export const dropboxRules = tokens('dropbox-token', 'sl. sl.u. sl.B:u90-1400');

export const proofs: Proofs = {
  'dropbox-token': {
    finds: [
      'was «sl.Ggk9x2z4SZchhj7bsEfHCfylPBoBnucU-w69W0IGzFfUN1vXiFL8vqcefccLw4VSbuDXWnzfkegmVJxsguGAK7a6aTLaGuatCAwhVg9hBHiZKcX1kzghwd8G4iPmQqnvLslu3GG», then rotated',
    ],
    leaves: ['sl.exe'],
  },
};
