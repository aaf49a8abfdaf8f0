import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// NuGet documentation, "API keys".
export const nugetRules = [tokens('nuget-key', 'registry_token', 'oy2: lower 40-43')];

export const proofs: Proofs = {
  'nuget-key': {
    finds: ['was «oy2co9ybi2kuh37i6vyyncc07z56p31uqhelza63hyupra», then rotated'],
    leaves: ['oy2'],
  },
};
