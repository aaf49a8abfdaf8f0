import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// LaunchDarkly documentation, "SDK keys": UUIDs; mob- keys are public, and api- stands before identifiers too.
export const launchdarklyRules = tokens('launchdarkly-key', 'sdk-:g36');

export const proofs: Proofs = {
  'launchdarkly-key': {
    finds: ['was «sdk-0d692b82-93a6-4ee6-abb6-205a6d295fa6», then rotated'],
    leaves: ['sdk-core-3.2.1', 'orders-api-3f2a1b0c-1111-4222-a333-0123456789ab'],
  },
};
