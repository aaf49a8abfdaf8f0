import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Groq console documentation.
export const groqRules = tokens('groq-key', 'gsk_:a24-80', 'ai_key');

export const proofs: Proofs = {
  'groq-key': {
    finds: ['was «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», then rotated'],
    leaves: ['gsk_solver_warm_start_iterations'],
  },
};
