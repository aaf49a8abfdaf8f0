import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// MailerSend documentation, "API tokens".
export const mailersendRules = tokens('mailersend-key', 'mlsn.:h40-64', 'messaging_token');

export const proofs: Proofs = {
  'mailersend-key': {
    finds: ['was «mlsn.8cee2fd144c868f725f92e09a77f859b6e99a0c853a605ad305a23bc3ba3c7ff», then rotated'],
    leaves: ['mlsn.'],
  },
};
