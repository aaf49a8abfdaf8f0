import { useState } from 'preact/hooks';
import type { Snapshot } from '../snapshot';
import { Clients } from './clients';
import { Investigations } from './investigations';
import { useSnapshot, type Connection } from './live';
import { Deliveries, Patterns, Quarantine } from './side';

const CONNECTION: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
};

export function App() {
  const { snapshot, connection } = useSnapshot();
  const [account, setAccount] = useState<string>();
  return (
    <>
      <header class="top">
        <div>
          <h1>Investigation Orchestrator</h1>
          <p class={`connection ${connection}`} role="status">
            {CONNECTION[connection]}
          </p>
        </div>
        {snapshot && <Totals snapshot={snapshot} />}
      </header>
      {snapshot ? (
        <main>
          <Clients clients={snapshot.clients} chosen={account} choose={setAccount} />
          <Investigations
            rows={snapshot.investigations.filter((row) => !account || row.account === account)}
            of={snapshot.clients.find((client) => client.account === account)?.name}
          />
          <aside>
            <Patterns patterns={snapshot.patterns} />
            <Deliveries rows={snapshot.investigations} />
            <Quarantine rows={snapshot.quarantined} />
          </aside>
        </main>
      ) : (
        <p class="empty">Waiting for the first snapshot …</p>
      )}
    </>
  );
}

function Totals({ snapshot: { totals } }: { snapshot: Snapshot }) {
  const figures: [string, number][] = [
    ['outcomes', totals.investigations],
    ['pages', totals.pages],
    ['tickets', totals.tickets],
    ['patterns', totals.patterns],
    ['redactions', totals.redactions],
    ['withheld', totals.withheld],
    ['quarantined', totals.quarantined],
  ];
  return (
    <dl class="totals">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-total={name}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
