import { EVENT_SOURCE, NATIVE_SOURCE } from '@org/event-schema';

/** EventBridge quotas, "Event bus policy size". */
export const MAX_POLICY_CHARACTERS = 10_240;

/** Whom the bus admits. */
export interface Senders {
  readonly organizationId: string;
  /** Client accounts outside our organization. */
  readonly externalAccountIds: readonly string[];
}

/** One statement of a resource policy, as AWS reads it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*';
  readonly Action: 'events:PutEvents';
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Who may put which events on the bus: accounts of our organization, and outside clients by their account, each only
 * with our source or the service's. EventBridge stamps the sender's account on what arrives; that is what central believes.
 *
 * `events:source` has one value per entry of a request, so it needs `ForAllValues`, which is true of a request without
 * any: hence the guard against null. One list of accounts rather than a statement each makes room for about 650.
 *
 * @throws Error when the policy would be larger than EventBridge takes
 */
export function busPolicy(busArn: string, { organizationId, externalAccountIds }: Senders): Statement[] {
  const admit = (Sid: string, who: Record<string, string | readonly string[]>): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      StringEquals: who,
      'ForAllValues:StringEquals': { 'events:source': [EVENT_SOURCE, NATIVE_SOURCE] },
      Null: { 'events:source': 'false' },
    },
  });
  const statements = [admit('OurOrganization', { 'aws:PrincipalOrgID': organizationId })];
  if (externalAccountIds.length > 0) {
    statements.push(admit('OutsideClients', { 'aws:PrincipalAccount': [...externalAccountIds] }));
  }
  const characters = JSON.stringify({ Version: '2012-10-17', Statement: statements }).length;
  if (characters > MAX_POLICY_CHARACTERS) {
    throw new Error(
      `The policy of the event bus would have ${characters} characters for ${externalAccountIds.length} clients outside ` +
        `the organization; EventBridge takes ${MAX_POLICY_CHARACTERS}, which is room for about 650. ` +
        `Give the others a bus of their own, or take them into the organization (membership: organization in config/clients).`,
    );
  }
  return statements;
}
