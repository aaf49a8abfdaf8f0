import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Frame.io documentation, "Developer tokens".
export const frameioRules = tokens('frameio-token', 'fio-u-:u40-80');

export const proofs: Proofs = {
  'frameio-token': {
    finds: ['was «fio-u-No-eg-LXI8tejWu3ukJ9yZSEuTp4-8VnQ6N5pUuhBn_NGh2ok-8FYP7vHBARLROv», then rotated'],
    leaves: ['fio-u-'],
  },
};
