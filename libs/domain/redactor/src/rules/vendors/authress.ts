import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Authress documentation, "Service client access keys".
export const authressRules = tokens('authress-key', 'sc_ ext_ scauth_ authress_:d70-220');

export const proofs: Proofs = {
  'authress-key': {
    finds: [
      'was «sc_9dyb7sw.acc1.acc-r0dms6fyl6wpr3rekyvf.3YWKhwKxz818xGDYVwwOy1FsVHOwI3G6KL6N0TOQ5hpMqa94hRfH7bAHupt0», then rotated',
    ],
    leaves: ['sc_scheduler_of_the_batch_workers'],
  },
};
