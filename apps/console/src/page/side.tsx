import type { DeliveryRow, QuarantineRow } from '../snapshot';
import { Limited } from './limited';
import { Human, Receipt } from './told';
import { clock, telling, words } from './words';

const FIRST = 12;

/** Pages, tickets, comments and messages that left, newest first, those of patterns among them. */
export function Deliveries({ rows, limit }: { rows: readonly DeliveryRow[]; limit: number }) {
  return (
    <section aria-label="Pages and tickets">
      <h2>
        Pages and tickets <span class="count">{rows.length}</span>
      </h2>
      {rows.length === 0 && <p class="empty">Nobody has been told anything yet.</p>}
      <Limited items={rows} first={FIRST} noun="messages" limit={limit}>
        {(row) => (
          <li key={`${row.key} ${row.destination} ${row.act ?? ''}`} data-told={row.pattern ? 'pattern' : 'outcome'}>
            <span class={`chip told ${row.state}`}>{row.told}</span>
            <span class="to">
              {row.pattern && <span class="quiet">pattern </span>}
              {row.about}{' '}
              <span class="quiet">
                {row.told === 'page' ? words(row.severity ?? '') : <Receipt delivery={row} />}
                {row.state === 'delivered' ? '' : ` ${words(row.state)}`}
              </span>
            </span>
            <time class="quiet" dateTime={row.at}>
              {clock(row.at)}
            </time>
            {(row.act ?? row.group ?? row.human) !== undefined && (
              <span class="because">
                {row.act !== undefined && <span class="chip">{telling(row.act)}</span>}
                {row.group !== undefined && <span class="chip">told with others</span>}
                <Human delivery={row} />
              </span>
            )}
          </li>
        )}
      </Limited>
    </section>
  );
}

/** What was refused, from whom, and why; never what it said. */
export function Quarantine({ rows, limit }: { rows: readonly QuarantineRow[]; limit: number }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label="Quarantine">
      <h2>
        Quarantine <span class="count">{rows.length}</span>
      </h2>
      <Limited items={rows} first={FIRST} noun="arrivals" limit={limit}>
        {(row) => (
          <li key={`${row.at} ${row.sender} ${row.reason}`} class="refused">
            <span class="chip failed">{words(row.reason)}</span>
            <span class="to quiet">from {row.sender}</span>
            <time class="quiet" dateTime={row.at}>
              {clock(row.at)}
            </time>
            <span class="because">
              {row.explanation}
              {row.problems.map((problem) => (
                <code key={problem}>{problem}</code>
              ))}
            </span>
          </li>
        )}
      </Limited>
    </section>
  );
}
