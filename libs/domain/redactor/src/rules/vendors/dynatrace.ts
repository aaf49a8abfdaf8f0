import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Dynatrace documentation, "Access tokens": dt0c01 API, dt0s01 and others.
export const dynatraceRules = tokens(
  'dynatrace-token',
  'dt0c01. dt0s01. dt0s02. dt0s04. dt0s08. dt0s16. dt0e01.:d24-120',
  'monitoring_key',
);

export const proofs: Proofs = {
  'dynatrace-token': {
    finds: [
      'was «dt0c01.OK618ZKVBJT4JRYNPNGX30JZ.TQ9AL2L1TMXEOO8UBEMM8BCI3D72NERK1RY12GA4UBVXINX3FIBI8KQV17LXQ3SH», then rotated',
    ],
    leaves: ['dt0c01.'],
  },
};
