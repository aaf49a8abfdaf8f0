import { useState } from 'preact/hooks';
import type { Snapshot } from '../snapshot';
import { dollars } from './analysis';
import { Clients } from './clients';
import { Investigations } from './investigations';
import { useSnapshot, type Connection } from './live';
import { Patterns } from './patterns';
import { Deliveries, Quarantine } from './side';

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
          <a class="to-wall" href="wall">
            Patterns for a screen on a wall
          </a>
        </div>
        {snapshot && <Totals snapshot={snapshot} />}
      </header>
      {snapshot ? (
        <main>
          <Clients clients={snapshot.clients} chosen={account} choose={setAccount} clientViews={snapshot.clientViews} />
          <Investigations
            rows={snapshot.outcomes.filter((row) => !account || row.account === account)}
            patterns={snapshot.patterns}
            limit={snapshot.limits.investigations}
            clientViews={snapshot.clientViews}
            of={snapshot.clients.find((client) => client.account === account)?.name}
          />
          <aside>
            <Patterns patterns={snapshot.patterns} door={snapshot.verdicts} />
            <Deliveries rows={snapshot.deliveries} limit={snapshot.limits.records} />
            <Quarantine rows={snapshot.quarantined} limit={snapshot.limits.records} />
          </aside>
        </main>
      ) : (
        <p class="empty">Waiting for the first snapshot …</p>
      )}
    </>
  );
}

function Totals({ snapshot: { totals } }: { snapshot: Snapshot }) {
  const figures: [string, number | string][] = [
    ['investigations', totals.investigations],
    ['outcomes', totals.outcomes],
    ['pages', totals.pages],
    ['tickets', totals.tickets],
    ['patterns', totals.patterns],
    ['redactions', totals.redactions],
    ['withheld', totals.withheld],
    ['quarantined', totals.quarantined],
    ['AI today', dollars(totals.aiTodayUsd)],
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
