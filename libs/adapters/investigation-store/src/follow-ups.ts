import { outcomeKey, type InvestigationEvent, type OutcomeId } from '@org/event-schema';
import { keys, listed, shardsOf, type Act, type List } from './keys';
import { withoutKeys, type Table } from './table';

/**
 * What is still owed or open: written before anybody is told, looked at when it is due, until it ends with a reason. It
 * outlives queues that gave up.
 */
export interface FollowUp extends OutcomeId {
  /** The outcome's key. */
  readonly key: string;
  /**
   * `delivery`: a destination must be told, and what people do about it is asked for. `decision`: the outcome is decided
   * again then, because a silence ends or its ticket was not there.
   */
  readonly of: 'delivery' | 'decision';
  /** Of a delivery. */
  readonly destination?: string;
  /** Of a delivery that is an escalation. */
  readonly act?: Act;
  readonly client_name: string;
  readonly severity: InvestigationEvent['severity'];
  /** ISO 8601, like all times here. */
  readonly begun_at: string;
  /** When it is looked at next; absent once it has ended. */
  readonly due_at?: string;
  /** How often it was looked at. */
  readonly looks: number;
  readonly ended?: { readonly at: string; readonly why: string };
}

export type NewFollowUp = Omit<FollowUp, 'looks' | 'ended'> & { readonly due_at: string };

/** A destination with what is done there, or `again` for a decision. */
function about({ of, destination, act }: Pick<FollowUp, 'of' | 'destination' | 'act'>): string {
  return of === 'decision' ? 'again' : [destination, act].filter((part) => part !== undefined).join('#');
}

function listOf({ severity }: Pick<FollowUp, 'severity'>): List {
  return severity === 'CRITICAL' || severity === 'HIGH' ? 'URGENT-FOLLOWUPS' : 'FOLLOWUPS';
}

/** Writes it, unless it is there already, ended or not. */
export async function saveFollowUp(table: Table, followUp: NewFollowUp): Promise<void> {
  const name = about(followUp);
  await table.putOnce({
    ...followUp,
    looks: 0,
    ...keys.followUp(followUp, name),
    ...listed(listOf(followUp), `${outcomeKey(followUp)}#${name}`, followUp.due_at),
  });
}

/** What is due by now, CRITICAL and HIGH first, then the longest due first; no more than `limit`. */
export async function dueFollowUps(table: Table, limit: number): Promise<FollowUp[]> {
  const now = `${table.now().toISOString()}\uffff`;
  const due = async (list: List, atMost: number) => {
    const shards = await Promise.all(
      shardsOf(list).map((pk) =>
        table.query<FollowUp & { gsi1sk: string }>(pk, { index: 'gsi1', from: '0', to: now, limit: atMost }),
      ),
    );
    return shards
      .flat()
      .sort((a, b) => (a.gsi1sk < b.gsi1sk ? -1 : 1))
      .slice(0, atMost);
  };
  const urgent = await due('URGENT-FOLLOWUPS', limit);
  const rest = urgent.length < limit ? await due('FOLLOWUPS', limit - urgent.length) : [];
  return [...urgent, ...rest].map(withoutKeys);
}

/** Looks at it again then. Does nothing when somebody else has moved or ended it meanwhile. */
export async function postponeFollowUp(table: Table, followUp: FollowUp, dueAt: string): Promise<void> {
  const name = about(followUp);
  const { gsi1sk } = listed(listOf(followUp), `${outcomeKey(followUp)}#${name}`, dueAt);
  await table.update(
    keys.followUp(followUp, name),
    'SET due_at = :due_at, gsi1sk = :gsi1sk, expires_at = :expires_at ADD looks :one',
    { condition: 'due_at = :was', values: { ':due_at': dueAt, ':gsi1sk': gsi1sk, ':one': 1, ':was': followUp.due_at } },
  );
}

/** Ends it for good, with a reason for people. */
export async function endFollowUp(table: Table, followUp: FollowUp, why: string): Promise<void> {
  await table.update(
    keys.followUp(followUp, about(followUp)),
    'SET ended = :ended, expires_at = :expires_at REMOVE due_at, gsi1pk, gsi1sk',
    {
      condition: 'attribute_exists(pk) AND attribute_not_exists(ended)',
      values: { ':ended': { at: table.now().toISOString(), why } },
    },
  );
}
