import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Squad documentation, "API keys".
export const squadRules = tokens('squad-key', 'squad_sk_ sandbox_sk_:h32-60', 'payment_key');

export const proofs: Proofs = {
  'squad-key': {
    finds: ['was «squad_sk_276bb9ee63bf490eb2ae36d61c51f4a12b6bd8e1», then rotated'],
    leaves: ['squad_sk_'],
  },
};
