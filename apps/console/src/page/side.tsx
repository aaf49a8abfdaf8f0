import type { InvestigationRow, PatternCard, QuarantineRow } from '../snapshot';
import { clock, words } from './words';

/** One cause over several clients. */
export function Patterns({ patterns }: { patterns: readonly PatternCard[] }) {
  return (
    <section aria-label="Patterns">
      <h2>
        Patterns <span class="count">{patterns.length}</span>
      </h2>
      {patterns.length === 0 && <p class="empty">No cause is shared by several clients.</p>}
      {patterns.map((pattern) => (
        <article key={pattern.id} class="pattern" data-pattern={pattern.id}>
          <h3>{pattern.cause}</h3>
          <p>
            <strong>{pattern.clients.length} clients</strong>, {pattern.events} investigations since{' '}
            {clock(pattern.since)}
          </p>
          <p class="members">{pattern.clients.join(' · ')}</p>
          <p class="quiet">{pattern.explanation}</p>
          {pattern.analysis && <p class="analysis">{pattern.analysis}</p>}
        </article>
      ))}
    </section>
  );
}

/** Pages and tickets that left, newest first. */
export function Deliveries({ rows }: { rows: readonly InvestigationRow[] }) {
  const sent = rows.flatMap((row) => row.deliveries.map((delivery) => ({ row, delivery }))).slice(0, 12);
  return (
    <section aria-label="Pages and tickets">
      <h2>Pages and tickets</h2>
      {sent.length === 0 && <p class="empty">Nobody has been told anything yet.</p>}
      <ul class="sent">
        {sent.map(({ row, delivery }) => (
          <li key={`${row.key} ${delivery.destination}`}>
            <span class={`chip told ${delivery.state}`}>
              {delivery.destination.startsWith('pagerduty') ? 'page' : 'ticket'}
            </span>
            <span class="to">
              {row.clientName}{' '}
              <span class="quiet">{delivery.destination.startsWith('jira') ? delivery.id : words(row.severity)}</span>
            </span>
            <time class="quiet" dateTime={row.at}>
              {clock(row.at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was refused, from whom, and why; never what it said. */
export function Quarantine({ rows }: { rows: readonly QuarantineRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label="Quarantine">
      <h2>
        Quarantine <span class="count">{rows.length}</span>
      </h2>
      <ul class="sent">
        {rows.map((row) => (
          <li key={`${row.at} ${row.sender} ${row.reason}`} title={row.problems.join('\n')}>
            <span class="chip failed">{words(row.reason)}</span>
            <span class="to quiet">from {row.sender}</span>
            <time class="quiet" dateTime={row.at}>
              {clock(row.at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}
