import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// HubSpot documentation, "Private apps".
export const hubspotRules = tokens('hubspot-token', 'pat-na1- pat-eu1- pat-na2-:g32-36');

export const proofs: Proofs = {
  'hubspot-token': {
    finds: ['was «pat-eu1-30c2a7aa-dff5-4033-a70b-8df832b8560f», then rotated'],
    leaves: ['pat-na1-'],
  },
};
