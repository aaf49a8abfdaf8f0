import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// OneSignal documentation, "Keys & IDs".
export const onesignalRules = tokens('onesignal-key', 'os_v2_app_ os_v2_org_:a40-120', 'messaging_token');

export const proofs: Proofs = {
  'onesignal-key': {
    finds: ['was «os_v2_app_evpzq9ib3dx8jwb1lwq0xj85vu837r6rv2mulwdiqvh3h95opoza060zqrr1xd2b», then rotated'],
    leaves: ['os_v2_app_'],
  },
};
