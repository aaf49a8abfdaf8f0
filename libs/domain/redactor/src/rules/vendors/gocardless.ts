import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// GoCardless, Lob, Mollie and Kickbox write their keys so: live_ or test_ and 30 or more.
export const gocardlessRules = tokens('live-key', 'live_ test_ sandbox_:u30-60', 'payment_key');

export const proofs: Proofs = {
  'live-key': {
    finds: ['was «live_T4IOZERtcvmqVrbwgTavjZIedmAWoUiAhSwWsWKM», then rotated'],
    leaves: ['live_migration_of_the_vm_completed_in_time', 'test_pub_sub_delivery_of_messages_to_dlq_2'],
  },
};
