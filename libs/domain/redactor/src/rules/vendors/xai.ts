import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// xAI API documentation.
export const xaiRules = tokens('xai-key', 'xai-:a24-120', 'ai_key');

export const proofs: Proofs = {
  'xai-key': {
    finds: ['was «xai-41iOfs2XFklFMGWjr8NVZNhCPHL0ZLsFahmtEgJBhIuJqce1fQ0OV3WYn1QN», then rotated'],
    leaves: ['xai-grok'],
  },
};
