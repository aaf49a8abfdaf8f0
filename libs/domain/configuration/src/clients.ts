import type { ClientConfiguration, Configuration } from './schema';

/** An agent space of a client, and the Region that it lives in. */
export interface AgentSpace {
  readonly agent_space_id: string;
  readonly region: string;
}

/** Who our clients are. Identity comes from here, never from what an event says of itself. */
export interface ClientRegistry {
  readonly clients: readonly ClientConfiguration[];
  /** @returns undefined for an account that is no client of ours: quarantine what it sent */
  find(accountId: string): ClientConfiguration | undefined;
}

/** The client registry: lookup by account id. */
export function clientRegistry({ clients }: Configuration): ClientRegistry {
  const byAccount = new Map(clients.map((client) => [client.client_account_id, client]));
  return { clients, find: (accountId) => byAccount.get(accountId) };
}

/** The client's agent spaces, whichever form its file uses. */
export function agentSpaces({
  devops_agent: { agent_space_id, region, agent_spaces },
}: ClientConfiguration): AgentSpace[] {
  if (agent_spaces) return [...agent_spaces];
  return agent_space_id && region ? [{ agent_space_id, region }] : [];
}

/** The Regions in which the client's stack is deployed: those of its agent spaces, each once. */
export function clientRegions(client: ClientConfiguration): string[] {
  return [...new Set(agentSpaces(client).map(({ region }) => region))];
}

/** Whom the policy of the central bus admits. */
export interface BusSenders {
  readonly organizationId: string;
  /** Clients outside our organization, sorted, so that the same configuration makes the same policy. */
  readonly externalAccountIds: readonly string[];
}

/** What the policy of the central bus is made from. */
export function busSenders({ central, clients }: Configuration): BusSenders {
  return {
    organizationId: central.organization_id,
    externalAccountIds: clients
      .filter(({ membership }) => membership === 'external')
      .map(({ client_account_id }) => client_account_id)
      .sort(),
  };
}
