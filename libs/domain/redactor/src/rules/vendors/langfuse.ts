import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Langfuse documentation: secret keys are UUIDs behind sk-lf-.
export const langfuseRules = tokens('langfuse-key', 'sk-lf-:g24-36', 'ai_key');

export const proofs: Proofs = {
  'langfuse-key': {
    finds: ['was «sk-lf-2a8f78b8-abb6-482f-ad6d-5920f9078cfa», then rotated'],
    leaves: ['sk-lf-'],
  },
};
