import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Hugging Face documentation, "User access tokens": hf_ and 34 letters; api_org_ of organizations.
export const huggingfaceRules = tokens('huggingface-token', 'hf_ api_org_:a24-60', 'ai_key');

export const proofs: Proofs = {
  'huggingface-token': {
    finds: ['was «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», then rotated'],
    leaves: ['hf_hub_download_cache_directory'],
  },
};
