import type { Proofs } from '../../rule';
import { tokens } from '../../token';

// ClickHouse Cloud documentation, "API keys".
export const clickhouseRules = tokens('clickhouse-key', '4b1d:a38');

export const proofs: Proofs = {
  'clickhouse-key': {
    finds: ['was «4b1dt2IrQfsaLqkjznFx6zVZLLe1cVf6RqPWm3Tibw», then rotated'],
    leaves: ['4b1d'],
  },
};
