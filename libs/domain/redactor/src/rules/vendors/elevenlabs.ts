import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// ElevenLabs documentation; Knock and RevenueCat use the prefix likewise.
export const elevenlabsRules = tokens('elevenlabs-key', 'sk_:h40-64', 'ai_key');

export const proofs: Proofs = {
  'elevenlabs-key': {
    finds: ['was «sk_6bf57c9726aa0da07fbb6c3d5990e2ac6806eab95a0f4397», then rotated'],
    leaves: ['sk_buff_head_init'],
  },
};
