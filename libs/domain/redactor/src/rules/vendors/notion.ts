import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Notion documentation, "Authorization": ntn_, before 2024 secret_.
export const notionRules = tokens('notion-token', 'ntn_:a32-60 secret_:a40-50');

export const proofs: Proofs = {
  'notion-token': {
    finds: ['was «ntn_12345678901qMUTWDkXd495geqA3CQxvmTspudwZB7127Y», then rotated'],
    leaves: ['ntn_', 'secret_manager_rotation_lambda_function'],
  },
};
