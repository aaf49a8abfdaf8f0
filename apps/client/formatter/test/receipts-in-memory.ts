import type { CrossingReceipt, OutcomeRequest } from '@org/devops-agent-client';
import type { Receipts } from '../src/receipt';

type Outcome = Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>;

/** The same contract as the table's, in memory; `dynamo-receipts.test.ts` holds both to it. */
export function receiptsInMemory(): Receipts & { readonly closed: string[] } {
  const kept = new Map<string, CrossingReceipt>();
  const closed: string[] = [];
  const keyOf = ({ agent_space_id, investigation_id, outcome_version }: Outcome) =>
    `${agent_space_id}/${investigation_id}/${outcome_version}`;
  return {
    closed,
    of: async (request) => kept.get(keyOf(request)),
    prepare: async (receipt) => {
      const first = kept.get(keyOf(receipt)) ?? receipt;
      kept.set(keyOf(receipt), first);
      return first;
    },
    noteLeft: async (receipt, at) => {
      const before = kept.get(keyOf(receipt)) ?? receipt;
      kept.set(keyOf(receipt), { left_at: at.toISOString(), ...before });
    },
    closeCheckpoint: async (request) => void closed.push(keyOf(request)),
    pseudonymKey: async () => new Uint8Array(32).fill(7),
  };
}
