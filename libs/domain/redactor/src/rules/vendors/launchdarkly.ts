import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// LaunchDarkly documentation, "SDK keys": UUIDs; mob- keys are public.
export const launchdarklyRules = [tokens('launchdarkly-key', 'platform_token', 'sdk- api- rel-: uuid 36-36')];

export const proofs: Proofs = {
  'launchdarkly-key': {
    finds: ['was «sdk-0d692b82-93a6-4ee6-abb6-205a6d295fa6», then rotated'],
    leaves: ['sdk-core-3.2.1', 'api-gateway-7d9f8c6b5-x2x4z'],
  },
};
