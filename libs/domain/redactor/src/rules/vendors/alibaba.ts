import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Alibaba Cloud documentation, "AccessKey pairs".
export const alibabaRules = tokens('alibaba-key', 'LTAI:a12-24');

export const proofs: Proofs = {
  'alibaba-key': {
    finds: ['was «LTAI5tWhodkXU4tUYF1ZHKK9», then rotated'],
    leaves: ['LTAI'],
  },
};
