import { agentSpaces, severityMapping, type ClientRegistry } from '@org/configuration';
import { EVENT_SOURCE, parseInvestigationEvent, type BusEnvelope, type InvestigationEvent } from '@org/event-schema';

/** A report to be compared, or a fixed word that says why this is none. */
export type Belief =
  | { readonly event: InvestigationEvent }
  | {
      readonly refused:
        | 'not-ours'
        | 'archive-replay'
        | 'unknown-account'
        | 'invalid-event'
        | 'account-mismatch'
        | 'unknown-agent-space';
    };

/**
 * Takes the event out of its envelope if its sender may have sent it: the same questions as the router asks, and the
 * router, which gets every event too, is the one that quarantines.
 */
export function believe(body: unknown, registry: ClientRegistry): Belief {
  const envelope = body as Partial<BusEnvelope> | null;
  if (typeof envelope !== 'object' || envelope?.source !== EVENT_SOURCE) return { refused: 'not-ours' };
  if (envelope['replay-name'] !== undefined) return { refused: 'archive-replay' };
  const client = registry.find(String(envelope.account));
  if (!client) return { refused: 'unknown-account' };
  const parsed = parseInvestigationEvent(envelope.detail);
  if (!parsed.ok) return { refused: 'invalid-event' };
  const { client_account_id, agent_space_id } = parsed.value;
  if (client_account_id !== envelope.account) return { refused: 'account-mismatch' };
  if (!agentSpaces(client).some((space) => space.agent_space_id === agent_space_id)) {
    return { refused: 'unknown-agent-space' };
  }
  const severity = severityMapping(client)[parsed.value.priority];
  return { event: { ...parsed.value, client_name: client.client_name, severity } };
}
