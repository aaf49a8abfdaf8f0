import { EVENT_SOURCE, type BusEnvelope } from '@org/event-schema';
import { aHeartbeat, anEvent } from '@org/event-schema/testing';
import type { Random } from './random';

/** What a client may put on the bus and must not come through with, and what comes from nobody. */
export function hostileEvents(
  random: Random,
  [one = '', other = '']: readonly string[],
): Omit<BusEnvelope, 'id' | 'resources' | 'time'>[] {
  const ours = { source: EVENT_SOURCE, 'detail-type': 'Investigation Completed', region: 'us-east-1' };
  const critical = anEvent({
    client_account_id: other,
    agent_space_id: 'space-1',
    priority: 'CRITICAL',
    severity: 'CRITICAL',
  });
  const own = { ...critical, client_account_id: one, agent_space_id: 'space-0' };
  const kinds = [
    { ...ours, account: one, detail: critical },
    { ...ours, account: '333333333333', detail: anEvent({ client_account_id: '333333333333' }) },
    { ...ours, account: one, detail: { ...own, outcome_version: -1 } },
    { ...ours, account: one, detail: { ...own, agent_space_id: 'space-1' } },
    { ...ours, account: one, detail: { client_account_id: one, severity: 'CRITICAL' } },
    { ...ours, account: one, source: 'somebody.else', detail: own },
    {
      ...ours,
      account: one,
      'detail-type': 'Watcher Heartbeat',
      detail: { ...aHeartbeat().detail, client_account_id: other },
    },
    { ...ours, account: one, source: 'aws.aidevops', detail: { version: '1' } },
  ];
  return kinds.filter(() => random.chance(0.3));
}
