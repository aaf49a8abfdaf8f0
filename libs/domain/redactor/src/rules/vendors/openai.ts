import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// OpenAI platform documentation, "API keys": sk-, sk-proj-, sk-svcacct-, sk-admin-.
export const openaiRules = tokens('openai-key', 'sk- sk-proj- sk-svcacct- sk-admin-', 'ai_key');

export const proofs: Proofs = {
  'openai-key': {
    finds: ['was «sk-proj-I3g27dlH1ltZ_-XrNznwTWDXpqKVQyA4Dy9zFzq2T3BlbkFJm8mTzaFpo1kLBsIGrwY5», then rotated'],
    leaves: ['sk-learn-pipeline-for-the-recommendations', 'task-12345678901234567890'],
  },
};
