import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// Jina AI documentation.
export const jinaRules = tokens('jina-key', 'jina_:u40-80', 'ai_key');

export const proofs: Proofs = {
  'jina-key': {
    finds: ['was «jina_625f7cf682760e7c247aea53266ce58aq6JsjrfKg5uWmXnJw59Mx6yqSYhi», then rotated'],
    leaves: ['jina_embeddings_version_three_base_en_multilingual'],
  },
};
