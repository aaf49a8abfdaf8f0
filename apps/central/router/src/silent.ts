import { agentSpaces, type ClientRegistry } from '@org/configuration';
import type { InvestigationStore } from '@org/investigation-store';

/** One agent space that should be heard of, and is not. */
export interface SilentSpace {
  readonly client_account_id: string;
  readonly agent_space_id: string;
  /** When its last heartbeat came, ISO 8601; absent when none ever did. */
  readonly last?: string;
}

/** The agent spaces of the configuration that have sent no heartbeat for too long, also those that never sent any. */
export async function silentSpaces({
  registry,
  store,
  now,
  silentAfterMinutes,
}: {
  readonly registry: ClientRegistry;
  readonly store: Pick<InvestigationStore, 'clientHealth'>;
  readonly now: () => Date;
  readonly silentAfterMinutes: number;
}): Promise<SilentSpace[]> {
  const heard = new Map(
    (await store.clientHealth()).map(({ client_account_id, agent_space_id, received_at }) => [
      `${client_account_id}/${agent_space_id}`,
      received_at,
    ]),
  );
  const since = now().getTime() - silentAfterMinutes * 60_000;
  return registry.clients.flatMap((client) =>
    agentSpaces(client).flatMap(({ agent_space_id }) => {
      const { client_account_id } = client;
      const last = heard.get(`${client_account_id}/${agent_space_id}`);
      if (last !== undefined && Date.parse(last) > since) return [];
      return [{ client_account_id, agent_space_id, ...(last === undefined ? {} : { last }) }];
    }),
  );
}
