import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// MongoDB Atlas documentation, "Service accounts".
export const mongodbRules = tokens('mongodb-secret', 'mdb_sa_sk_:u32-60');

export const proofs: Proofs = {
  'mongodb-secret': {
    finds: ['was «mdb_sa_sk_jpykS8GpS-TmKsFTNGHPT2c8yhViyEn1Nc-94Lgk», then rotated'],
    leaves: ['mdb_'],
  },
};
