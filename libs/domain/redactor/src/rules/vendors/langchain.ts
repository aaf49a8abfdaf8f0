import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// LangSmith documentation, "Create an API key": lsv2_pt_, lsv2_sk_.
export const langchainRules = tokens('langsmith-key', 'lsv2_pt_ lsv2_sk_ ls__:w24-80', 'ai_key');

export const proofs: Proofs = {
  'langsmith-key': {
    finds: ['was «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», then rotated'],
    leaves: ['lsv2_pt_'],
  },
};
