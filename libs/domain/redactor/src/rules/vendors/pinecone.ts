import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Pinecone documentation, "API keys".
export const pineconeRules = [tokens('pinecone-key', 'ai_key', 'pcsk_: word 30-120')];

export const proofs: Proofs = {
  'pinecone-key': {
    finds: ['was «pcsk_K1EFA2_CEQzVvyMP0EEfg27tfEzqqv4LskPJmUPjWUQKSHTu9UK1m5JIrGIGROkLc29», then rotated'],
    leaves: ['pcsk_'],
  },
};
