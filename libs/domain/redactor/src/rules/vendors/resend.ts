import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Resend documentation, "API keys".
export const resendRules = tokens('resend-key', 're_:w30-40', 'messaging_token');

export const proofs: Proofs = {
  'resend-key': {
    finds: ['was «re_3UNeP5ok_7bDsycXinnZzwv6rzWD5xgaS», then rotated'],
    leaves: ['re_entrant_lock_acquired_twice_by_worker_2'],
  },
};
