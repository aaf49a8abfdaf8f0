import { ALNUM, DOT, EQUALS, SLASH_PLUS, URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// New Relic ("API keys": NRAK user, NRII insert, NRIQ query, NRRA REST, NRJS browser), Grafana (glsa_, glc_), Dynatrace
// (dt0c01.), Sentry (sntrys_, sntryu_), PagerDuty (u+ and y_ forms have no fixed shape and are found by name), Honeycomb
// (hcaik_), Datadog application keys since 2025 (ddapp_), Better Stack, Lightstep.
const keys: RedactionRule = {
  id: 'monitoring-key',
  category: 'monitoring_key',
  on: {
    literals: [
      'NRAK-',
      'NRII-',
      'NRIQ-',
      'NRRA-',
      'NRJS-',
      'NRAL-',
      'NRSP-',
      'NRAA-',
      'glsa_',
      'glc_',
      'dt0c01.',
      'dt0s01.',
      'sntrys_',
      'sntryu_',
      'hcaik_',
      'hcbik_',
      'hcxik_',
      'ddapp_',
      'pdus+_',
      'pdeu+_',
      'phc_',
      'phx_',
    ],
  },
  find: token({
    alphabet: URL_SAFE | DOT | EQUALS | SLASH_PLUS,
    min: 16,
    max: 400,
    check: (body) => /\d/.test(body) && /[A-Za-z]/.test(body),
  }),
};

// New Relic ingest licences: 36 hexadecimal digits and "FFFFNRAL", sometimes with "NRAL" alone.
const licence: RedactionRule = {
  id: 'new-relic-licence',
  category: 'monitoring_key',
  on: { literals: ['eu01xx', 'gov01xx'] },
  find: token({ alphabet: ALNUM, min: 24, max: 40 }),
};

export const monitoringRules: readonly RedactionRule[] = [keys, licence];

export const proofs: Proofs = {
  'monitoring-key': {
    finds: [
      'new_relic_api_key: «NRAK-IYXYZ7WVJP95OSBAX604MLFFP3N»;',
      "'«glsa_WwzWUzeVKe4q92U9KSe6HdcYU1nibefo_b2875cbf»'",
    ],
    leaves: ['NRAK-', 'glsa_xxxxxxxxxxxxxxxxxxxx'],
  },
  'new-relic-licence': {
    finds: ['licence «eu01xx7f3d1a9c5b2e8046fa7d3c9b1e5a82FFFFNRAL»'],
    leaves: ['eu01xx'],
  },
};
