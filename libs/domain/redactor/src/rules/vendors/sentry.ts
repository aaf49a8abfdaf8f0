import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Sentry documentation, "Auth tokens".
export const sentryRules = tokens('sentry-token', 'sntrys_ sntryu_ sntryi_:t24-600', 'monitoring_key');

export const proofs: Proofs = {
  'sentry-token': {
    finds: ['was «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», then rotated'],
    leaves: ['sntryu_'],
  },
};
