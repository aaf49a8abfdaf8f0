import type { Checkpoint, Checkpoints, Reminder } from '../src/checkpoint';

/** The same contract as the table's, in memory; `dynamo-checkpoints.test.ts` holds both to it. */
export function checkpointsInMemory(): Checkpoints & {
  close: (investigationId: string, outcomeVersion: number) => void;
} {
  let items: Checkpoint[] = [];
  let reminders: Reminder[] = [];
  const isSame = (a: Checkpoint) => (b: Checkpoint) =>
    a.investigation_id === b.investigation_id && a.outcome_version === b.outcome_version;
  const change = (checkpoint: Checkpoint, changes: Partial<Checkpoint>) => {
    items = items.map((item) => (isSame(checkpoint)(item) ? { ...item, ...changes } : item));
  };
  const keyOf = ({ agent_space_id, investigation_id }: Reminder) => `${agent_space_id}/${investigation_id}`;
  return {
    of: async (agentSpaceId, investigationId) =>
      items
        .filter((item) => item.agent_space_id === agentSpaceId && item.investigation_id === investigationId)
        .sort((a, b) => a.outcome_version - b.outcome_version),
    mint: async (checkpoint) => {
      if (items.some(isSame(checkpoint))) return false;
      items = [...items, checkpoint];
      return true;
    },
    noteInvoked: async (checkpoint, at) => change(checkpoint, { invoked_at: at.toISOString() }),
    noteSeen: async (checkpoint, seen_version) => change(checkpoint, { seen_version }),
    remind: async (reminder) => {
      reminders = [...reminders.filter((each) => keyOf(each) !== keyOf(reminder)), reminder];
    },
    reminders: async (agentSpaceId) => reminders.filter(({ agent_space_id }) => agent_space_id === agentSpaceId),
    forget: async (reminder) => {
      reminders = reminders.filter(
        (each) =>
          keyOf(each) !== keyOf(reminder) ||
          each.noted_at !== reminder.noted_at ||
          each.outcome_version !== reminder.outcome_version,
      );
    },
    close: (investigation_id, outcome_version) =>
      change({ investigation_id, outcome_version } as Checkpoint, { state: 'closed' }),
  };
}
