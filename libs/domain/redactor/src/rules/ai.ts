import { URL_SAFE } from '../characters';
import { token, type Proofs, type RedactionRule } from '../rule';

// OpenAI (sk-, sk-proj-, sk-svcacct-, sk-admin-), Anthropic (sk-ant-), OpenRouter (sk-or-): the vendors' pages on API keys.
const sk: RedactionRule = {
  id: 'ai-secret-key',
  category: 'ai_key',
  on: { literals: ['sk-', 'sk-proj-', 'sk-ant-', 'sk-or-', 'sk-svcacct-', 'sk-admin-', 'sk-lf-'] },
  find: token({
    alphabet: URL_SAFE,
    min: 20,
    max: 400,
    begins: /[0-9A-Z]/,
    check: (body) => /\d/.test(body) && /[A-Z]|[0-9a-f]{32}/.test(body),
  }),
};

// Hugging Face, Groq, xAI, Replicate, Perplexity, Google AI Studio uses google.ts.
const others: RedactionRule = {
  id: 'ai-token',
  category: 'ai_key',
  on: { literals: ['hf_', 'api_org_', 'gsk_', 'xai-', 'r8_', 'pplx-', 'tgp_v1_', 'nvapi-', 'fw_'] },
  find: token({
    alphabet: URL_SAFE,
    min: 24,
    max: 200,
    check: (body) => /\d|[A-Z].*[A-Z]/.test(body) && /[A-Za-z]/.test(body) && !/_[a-z]+_/.test(body),
  }),
};

export const aiRules: readonly RedactionRule[] = [sk, others];

export const proofs: Proofs = {
  'ai-secret-key': {
    finds: [
      '«sk-proj-vTNaQexuZNQEjnOITav2G42TDOjy_9MIejrHEZD51DgXlQNKxaI1QxabmmT3BlbkFJ».',
      'ANTHROPIC_API_KEY=«sk-ant-api03-hfLchuH1OFRgQgtwcoXsiawvcHCvQPzARaXcyr7bMkOM0ZP1eUPw6yoY5e3d»\\nX=on',
    ],
    leaves: ['sk-learn-pipeline-for-the-recommendations', 'sk-', 'task-12345678901234567890'],
  },
  'ai-token': {
    finds: ['hf_token: «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»;', '«gsk_9dYpB7sWm2NcVxT5hRjUe6K4oZaXgI3vHtDlQz8Lk1»'],
    leaves: ['hf_hub_download_cache_directory', 'r8_shrinker'],
  },
};
