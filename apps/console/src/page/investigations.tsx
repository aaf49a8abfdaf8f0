import { useState } from 'preact/hooks';
import type { MuteRow, OutcomeRow, PatternCard } from '../snapshot';
import { Belonging, patternsOf } from './belonging';
import { Redacted } from './redacted';
import { Human, Receipt, ToldChip } from './told';
import { clock, counted, taken, words } from './words';

interface Props {
  readonly rows: readonly OutcomeRow[];
  readonly patterns: readonly PatternCard[];
  readonly of: string | undefined;
  /** So many investigations are read at most. */
  readonly limit: number;
  readonly clientViews: boolean;
}

/** Outcomes as they arrive, newest first: what, who was told, and why. */
export function Investigations({ rows, patterns, of, limit, clientViews }: Props) {
  const investigations = new Set(rows.map(({ key }) => key.slice(0, key.lastIndexOf('/')))).size;
  return (
    <section class="investigations" aria-label="Investigations">
      <h2>
        Investigations{of ? ` of ${of}` : ''} <span class="count">{investigations}</span>
        {rows.length > 0 && <span class="also"> {counted(rows.length, 'outcome')}</span>}
        {investigations >= limit && <span class="also"> the newest only</span>}
      </h2>
      {rows.length === 0 && <p class="empty">None yet. They appear here within seconds of their end.</p>}
      <ol>
        {rows.map((row) => (
          <Outcome key={row.key} row={row} patterns={patternsOf(row, patterns)} clientViews={clientViews} />
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

interface OutcomeProps {
  readonly row: OutcomeRow;
  /** Those that it belongs to. */
  readonly patterns: readonly PatternCard[];
  readonly clientViews: boolean;
}

function Outcome({ row, patterns, clientViews }: OutcomeProps) {
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
          {row.withheld ? (
            `Text withheld in the client's account: ${words(row.withheld)}`
          ) : row.brief === undefined ? (
            (WITHOUT_CAUSE[row.status] ?? words(row.category))
          ) : (
            <Redacted text={row.brief} />
          )}
        </span>
        <span class="line why">
          {row.decision ? (
            <>
              {row.deliveries.length === 0 && <span class="chip silent">silent</span>}
              {row.deliveries.map((delivery) => (
                <ToldChip key={`${delivery.destination} ${delivery.act ?? ''}`} delivery={delivery} />
              ))}
              {row.deliveries.map((delivery) => (
                <Human key={`${delivery.destination} ${delivery.act ?? ''}`} delivery={delivery} />
              ))}
              {row.decision.muted.length > 0 && <span class="chip silent">muted</span>}
              <span class="reason">{(row.decision.again ?? row.decision).explanation}</span>
            </>
          ) : (
            <span class="quiet">not decided yet</span>
          )}
          {redactions > 0 && <span class="chip redacted">{redactions} redacted</span>}
        </span>
      </button>
      <Belonging patterns={patterns} />
      {open && <Details row={row} clientViews={clientViews} />}
    </li>
  );
}

/** Before the name of what was told. */
const SAID = { page: 'Page', ticket: 'Ticket', comment: 'Comment on', message: 'Message to' } as const;

function mutedWords({ kind, id, owner, why, until, destinations }: MuteRow): string {
  return [
    `${destinations.join(', ')} by ${words(kind)} ${id}`,
    ...(owner === undefined ? [] : [`asked for by ${owner}`]),
    ...(why === undefined ? [] : [why]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join('; ');
}

function Details({ row, clientViews }: { row: OutcomeRow; clientViews: boolean }) {
  const facts: [string, string][] = [
    ['Rule', row.decision ? `${row.decision.ruleId} (${words(row.decision.reason)})` : 'not decided yet'],
    ['Told', row.decision?.destinations.join(', ') || 'nobody'],
    ...(row.decision?.muted ?? []).map((mute): [string, string] => ['Muted', mutedWords(mute)]),
    ...(row.decision?.again
      ? ([
          [
            'Then',
            `${clock(row.decision.again.at)}: ${row.decision.again.explanation} Told: ${row.decision.again.destinations.join(', ') || 'nobody'}.`,
          ],
          ...row.decision.again.muted.map((mute) => ['Still muted', mutedWords(mute)]),
        ] as [string, string][])
      : []),
    ['Cause', words(row.category)],
    ['Indicators', row.indicators.map(words).join(', ') || 'none'],
    ['Took', `${Math.round(row.durationMinutes)} min`],
    ['Redacted', taken(row.redacted)],
    ['Investigation', `${row.investigationId}, outcome ${row.outcomeVersion}, account ${row.account}`],
  ];
  const receipts = row.deliveries.filter(({ url }) => url !== undefined);
  const tags = Object.entries(row.tags);
  return (
    <div class="details">
      <dl>
        {facts.map(([name, value]) => (
          <div key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Resources</dt>
          <dd>
            {row.resources.length > 0 ? (
              <Redacted text={row.resources.join(', ')} />
            ) : (
              `${row.resourceCount}${row.resourceCount > 0 ? ' (not named)' : ''}`
            )}
          </dd>
        </div>
        <div>
          <dt>Tags</dt>
          <dd class="tags">
            {tags.map(([key, value]) => (
              <span key={key} class="tag">
                <Redacted text={key} /> <b>{value === '' ? '(empty)' : <Redacted text={value} />}</b>
              </span>
            ))}
            {tags.length === 0 && 'none'}
          </dd>
        </div>
      </dl>
      <p class="ways">
        {clientViews && (
          <a href={`client/${row.key}`} data-boundary={row.key}>
            What left the account, and what did not
          </a>
        )}
        {receipts.map((delivery) => (
          <span key={`${delivery.destination} ${delivery.act ?? ''}`}>
            {SAID[delivery.told]} <Receipt delivery={delivery} />
          </span>
        ))}
        {row.link && (
          <a href={row.link} rel="noreferrer noopener" target="_blank">
            Read the report in the client's account (sign-in needed)
          </a>
        )}
      </p>
    </div>
  );
}
