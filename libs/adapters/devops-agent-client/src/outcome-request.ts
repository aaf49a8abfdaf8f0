import { parserOf, type Parsed } from '@org/event-schema';
import { Type, type Static } from '@sinclair/typebox';
import { FINAL_STATUSES, type FinalStatus } from './investigation';
import type { OutcomeKind } from './outcomes';

const Id = Type.String({ pattern: '^[a-zA-Z0-9_.-]{1,128}$' });

// `enum` is for whoever reads a problem; TypeBox itself checks only the pattern.
const oneOf = <Name extends string>(names: readonly Name[]) =>
  Type.Unsafe<Name>(Type.String({ enum: [...names], pattern: `^(?:${names.join('|')})$` }));

const OutcomeRequestSchema = Type.Object(
  {
    agent_space_id: Type.String({ pattern: '^[a-zA-Z0-9-]{1,64}$' }),
    investigation_id: Id,
    outcome_version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    kind: oneOf<OutcomeKind>(['investigation', 'mitigation']),
    status: oneOf<FinalStatus>(FINAL_STATUSES),
    execution_id: Type.Optional(Id),
    summary_record_id: Type.Optional(Id),
    reached_at: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$' })),
  },
  { additionalProperties: false },
);

/**
 * What the watcher asks the formatter to tell: one numbered outcome of one investigation. Ids and states only; the text
 * is read by the formatter itself. `reached_at` is when the agent reached it; the task's last change when absent.
 */
export type OutcomeRequest = Static<typeof OutcomeRequestSchema>;

/** Reads a request, or lists every problem with it. */
export const parseOutcomeRequest: (value: unknown) => Parsed<OutcomeRequest> = parserOf(OutcomeRequestSchema);

/**
 * Where the checkpoint of an outcome stands in the client's own table. The watcher writes it, the formatter closes it.
 * Numbers are padded, so that they sort.
 */
export function checkpointKey(
  outcome: Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>,
): {
  pk: string;
  sk: string;
} {
  return { pk: investigationPartition(outcome), sk: `OUTCOME#${paddedVersion(outcome.outcome_version)}` };
}

/** Everything that the client's table holds of one investigation. */
export function investigationPartition(
  investigation: Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id'>,
): string {
  return `INVESTIGATION#${investigation.agent_space_id}#${investigation.investigation_id}`;
}

export function paddedVersion(outcomeVersion: number): string {
  return String(outcomeVersion).padStart(7, '0');
}
