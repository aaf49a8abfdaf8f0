import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PagerDuty documentation: keys of the scoped kind; others have no shape and are found by name.
export const pagerdutyRules = tokens('pagerduty-key', 'pdus+_ pdeu+_:u20-80', 'monitoring_key');

export const proofs: Proofs = {
  'pagerduty-key': {
    finds: ['was «pdus+_eo3toRW1SAXz73uylbpyZEzgPoQ9NLeT07m2gaZc», then rotated'],
    leaves: ['pdus+_'],
  },
};
