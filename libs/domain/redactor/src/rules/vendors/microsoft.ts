import { DIGIT } from '../../characters';
import type { Proofs } from '../../rule';
import { shaped } from '../../token';

// Microsoft Entra ID client secrets: three characters, a digit, "Q~", then 31 to 34 of a URL-safe alphabet with ~.
export const microsoftRules = [
  shaped(
    'entra-client-secret',
    'azure_secret',
    { literals: ['Q~'], before: DIGIT },
    /[\w.-]{3}\dQ~[\w.~-]{23,39}[\w~-](?![A-Za-z\d])/y,
    4,
  ),
];

export const proofs: Proofs = {
  'entra-client-secret': {
    finds: ['rotated «fhd8Q~U3MJn3S_q2YbhwTA0R8B2fyBBmHf5ZrDfq» today'],
    leaves: ['8Q~', 'abc8Q~short'],
  },
};
