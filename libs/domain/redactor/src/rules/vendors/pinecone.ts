import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Pinecone documentation, "API keys".
export const pineconeRules = tokens('pinecone-key', 'pcsk_:w30-120', 'ai_key');

export const proofs: Proofs = {
  'pinecone-key': {
    finds: ['was «pcsk_K1EFA2_CEQzVvyMP0EEfg27tfEzqqv4LskPJmUPjWUQKSHTu9UK1m5JIrGIGROkLc29», then rotated'],
    leaves: ['pcsk_'],
  },
};
