import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// xAI API documentation.
export const xaiRules = [tokens('xai-key', 'ai_key', 'xai-: alnum 24-120')];

export const proofs: Proofs = {
  'xai-key': {
    finds: ['was «xai-41iOfs2XFklFMGWjr8NVZNhCPHL0ZLsFahmtEgJBhIuJqce1fQ0OV3WYn1QN», then rotated'],
    leaves: ['xai-grok'],
  },
};
