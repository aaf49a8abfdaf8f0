import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Context7 documentation.
export const context7Rules = tokens('context7-key', 'ctx7sk-:g32-36', 'ai_key');

export const proofs: Proofs = {
  'context7-key': {
    finds: ['was «ctx7sk-5935916b-2c8f-4cae-a40d-24ea91111aab», then rotated'],
    leaves: ['ctx7sk-'],
  },
};
