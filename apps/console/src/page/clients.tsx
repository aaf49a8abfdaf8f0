import type { ClientCard } from '../snapshot';
import { clock } from './words';

interface Props {
  readonly clients: readonly ClientCard[];
  readonly chosen: string | undefined;
  readonly choose: (account: string | undefined) => void;
  readonly clientViews: boolean;
}

/** Every client and its health; a click shows only that client's investigations. */
export function Clients({ clients, chosen, choose, clientViews }: Props) {
  return (
    <section class="clients" aria-label="Clients">
      <h2>
        Clients <span class="count">{clients.length}</span>
      </h2>
      <ul>
        {clients.map((client) => (
          <li key={client.account}>
            <button
              type="button"
              class="client"
              aria-pressed={chosen === client.account}
              onClick={() => choose(chosen === client.account ? undefined : client.account)}
            >
              <span class={`health ${client.health}`} aria-hidden="true" />
              <span class="client-name">{client.name}</span>
              <span class="client-facts">
                {client.investigations > 0 && (
                  <span
                    class={`badge ${client.worst ?? ''}`}
                    title={`investigations; worst severity: ${client.worst ?? 'none'}`}
                  >
                    {client.investigations}
                  </span>
                )}
                <span class={`quiet ${client.health === 'well' ? 'beat' : ''}`}>
                  {client.health === 'well' && client.lastHeartbeat ? clock(client.lastHeartbeat) : client.health}
                </span>
              </span>
            </button>
            {clientViews && chosen === client.account && (
              <a class="own-view" href={`client/${client.account}`}>
                Go to the client's own view
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
