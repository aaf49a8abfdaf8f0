import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Anthropic documentation, "API keys": sk-ant-api03-, sk-ant-admin01-, sk-ant-oat01-.
export const anthropicRules = tokens('anthropic-key', 'sk-ant-', 'ai_key');

export const proofs: Proofs = {
  'anthropic-key': {
    finds: ['was «sk-ant-api03-y_KCdsDq9wZOZ17orUox_np3D4Uopi3WcRgB4BrKN4gu_yPvKUL4KNw8W4wrAA», then rotated'],
    leaves: ['sk-ant-'],
  },
};
