import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Prefect documentation, "API keys".
export const prefectRules = tokens('prefect-key', 'pnu_ pnb_:a32-40');

export const proofs: Proofs = {
  'prefect-key': {
    finds: ['was «pnu_xKuEjnQY1N1Pp8ag65BPGHnpUFl4Gb2cdwws», then rotated'],
    leaves: ['pnu_'],
  },
};
