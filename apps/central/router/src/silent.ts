import { agentSpaces, type ClientRegistry } from '@org/configuration';
import { MAX_SILENT, type InvestigationStore, type SilenceRecord, type SilentSpace } from '@org/investigation-store';

export interface SilentPorts {
  readonly registry: ClientRegistry;
  readonly store: Pick<InvestigationStore, 'clientHealth' | 'silence' | 'saveSilence'>;
  readonly now: () => Date;
  readonly silentAfterMinutes: number;
}

/**
 * Looks for agent spaces of the configuration that have sent no heartbeat for too long, and records what it found. One
 * that was never heard of has as long from when that was first noticed: its stack may be on its way.
 */
export async function findSilence({ registry, store, now, silentAfterMinutes }: SilentPorts): Promise<SilenceRecord> {
  const checked_at = now().toISOString();
  const [health, earlier] = await Promise.all([store.clientHealth(), store.silence()]);
  const name = (space: Pick<SilentSpace, 'client_account_id' | 'agent_space_id'>) =>
    `${space.client_account_id}/${space.agent_space_id}`;
  const heard = new Map(health.map((record) => [name(record), record.received_at]));
  const noticed = new Map(
    [...(earlier?.awaited ?? []), ...(earlier?.silent ?? [])]
      .filter(({ never_heard }) => never_heard)
      .map((space) => [name(space), space.since]),
  );
  const spaces = registry.clients.flatMap((client) =>
    agentSpaces(client).map(({ agent_space_id }): SilentSpace => {
      const { client_account_id, client_name } = client;
      const id = { client_account_id, client_name, agent_space_id };
      const last = heard.get(name(id));
      return last === undefined
        ? { ...id, since: noticed.get(name(id)) ?? checked_at, never_heard: true }
        : { ...id, since: last };
    }),
  );
  const latest = new Date(now().getTime() - silentAfterMinutes * 60_000).toISOString();
  const silent = spaces.filter(({ since }) => since <= latest).sort((a, b) => (a.since < b.since ? -1 : 1));
  const record: SilenceRecord = {
    checked_at,
    silent: silent.slice(0, MAX_SILENT),
    count: silent.length,
    after_minutes: silentAfterMinutes,
    awaited: spaces.filter(({ never_heard, since }) => never_heard && since > latest).slice(0, MAX_SILENT),
  };
  await store.saveSilence(record);
  return record;
}
