import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// NuGet documentation, "API keys".
export const nugetRules = tokens('nuget-key', 'oy2:l40-43', 'registry_token');

export const proofs: Proofs = {
  'nuget-key': {
    finds: ['was «oy2co9ybi2kuh37i6vyyncc07z56p31uqhelza63hyupra», then rotated'],
    leaves: ['oy2'],
  },
};
