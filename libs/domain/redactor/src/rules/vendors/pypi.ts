import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// PyPI help, "API tokens": a macaroon in base64.
export const pypiRules = tokens('pypi-token', 'pypi-AgE:u32-400', 'registry_token');

export const proofs: Proofs = {
  'pypi-token': {
    finds: ['was «pypi-AgEIcHlwaS5vcmcBuYl6RQr-6dwzwo84S19YnQFaMxMFU6xgdmh5aimkUYlEmZMeleKK120qJkh», then rotated'],
    leaves: ['pypi-mirror-of-the-data-platform-team-in-europe', 'pypi-AgE'],
  },
};
