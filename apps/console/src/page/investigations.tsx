import { useState } from 'preact/hooks';
import type { InvestigationRow } from '../snapshot';
import { clock, words } from './words';

/** Outcomes as they arrive, newest first: what, who was told, and why. */
export function Investigations({ rows, of }: { rows: readonly InvestigationRow[]; of: string | undefined }) {
  return (
    <section class="investigations" aria-label="Investigations">
      <h2>
        Investigations{of ? ` of ${of}` : ''} <span class="count">{rows.length}</span>
      </h2>
      {rows.length === 0 && <p class="empty">None yet. They appear here within seconds of their end.</p>}
      <ol>
        {rows.map((row) => (
          <Investigation key={row.key} row={row} />
        ))}
      </ol>
    </section>
  );
}

/** What an outcome without a named cause comes to. */
const WITHOUT_CAUSE: Readonly<Record<string, string>> = {
  INCONCLUSIVE: 'The investigation named no root cause.',
  FAILED: 'The agent could not finish.',
  TIMED_OUT: 'The agent ran out of time.',
  CANCELLED: 'Somebody stopped the investigation.',
  LINKED: 'Triage joined it to another investigation.',
  SKIPPED: 'Triage decided that nothing needs investigating.',
};

function Investigation({ row }: { row: InvestigationRow }) {
  const [open, setOpen] = useState(false);
  const redactions = Object.values(row.redacted).reduce((sum, count) => sum + count, 0);
  return (
    <li class={`investigation ${row.severity}`} data-investigation={row.investigationId}>
      <button type="button" class="row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="line">
          <span class={`severity ${row.severity}`}>{row.severity}</span>
          <strong>{row.clientName}</strong>
          <span class="quiet">{words(row.status)}</span>
          {row.outcomeVersion > 1 && <span class="chip">outcome {row.outcomeVersion}</span>}
          {row.eventType.startsWith('mitigation') && <span class="chip">{words(row.eventType)}</span>}
          <time class="quiet" dateTime={row.at}>
            {clock(row.at)}
          </time>
        </span>
        <span class="brief">
          {row.withheld
            ? `Text withheld in the client's account: ${words(row.withheld)}`
            : (row.brief ?? WITHOUT_CAUSE[row.status] ?? words(row.category))}
        </span>
        <span class="line why">
          {row.decision ? (
            <>
              <Told row={row} />
              <span class="reason">{row.decision.explanation}</span>
            </>
          ) : (
            <span class="quiet">not decided yet</span>
          )}
          {redactions > 0 && <span class="chip redacted">{redactions} redacted</span>}
        </span>
      </button>
      {open && <Details row={row} />}
    </li>
  );
}

function Told({ row }: { row: InvestigationRow }) {
  if (row.deliveries.length === 0) return <span class="chip silent">silent</span>;
  return (
    <>
      {row.deliveries.map(({ destination, state, id }) => (
        <span key={destination} class={`chip told ${state}`}>
          {destination.startsWith('pagerduty') ? 'page' : 'ticket'} {id && destination.startsWith('jira') ? id : ''}
          {state === 'delivered' ? '' : ` ${words(state)}`}
        </span>
      ))}
    </>
  );
}

function Details({ row }: { row: InvestigationRow }) {
  const facts: [string, string][] = [
    ['Rule', row.decision ? `${row.decision.ruleId} (${words(row.decision.reason)})` : 'not decided yet'],
    ['Told', row.decision?.destinations.join(', ') || 'nobody'],
    ['Cause', words(row.category)],
    ['Indicators', row.indicators.map(words).join(', ') || 'none'],
    ['Resources', row.resources.length > 0 ? row.resources.join(', ') : `${row.resourceCount} (not named)`],
    ['Took', `${Math.round(row.durationMinutes)} min`],
    [
      'Redacted',
      Object.entries(row.redacted)
        .map(([category, count]) => `${count} × ${words(category)}`)
        .join(', ') || 'nothing',
    ],
    ['Investigation', `${row.investigationId}, outcome ${row.outcomeVersion}, account ${row.account}`],
  ];
  return (
    <div class="details">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {row.link && (
        <a href={row.link} rel="noreferrer noopener" target="_blank">
          Read the report in the client's account (sign-in needed)
        </a>
      )}
    </div>
  );
}
