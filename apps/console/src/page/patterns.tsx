import type { PatternCard } from '../snapshot';
import { Analysis, Exposed, percent } from './analysis';
import { AsTold } from './as-told';
import { cardOf } from './belonging';
import { Redacted } from './redacted';
import { Say, type Door } from './say';
import { clientsLeft, lifeOf, Standing, Verdicts } from './standing';
import { Timeline } from './timeline';
import { ToldChip } from './told';
import { counted, moment } from './words';

/** So many clients are named until somebody asks for all. */
const FIRST = 12;

interface Props {
  readonly patterns: readonly PatternCard[];
  /** Where people may say what they think of a pattern; absent: they may only read. */
  readonly door: Door | undefined;
}

/** One cause over several clients. */
export function Patterns({ patterns, door }: Props) {
  return (
    <section aria-label="Patterns">
      <h2>
        Patterns <span class="count">{patterns.length}</span>
      </h2>
      {patterns.length === 0 && <p class="empty">No cause is shared by several clients.</p>}
      {patterns.map((pattern) => (
        <article
          key={pattern.id}
          id={cardOf(pattern.id)}
          tabIndex={-1}
          class={`pattern ${lifeOf(pattern)}`}
          data-pattern={pattern.id}
        >
          <div class="dims">
            <h3>
              <Redacted text={pattern.cause} />
            </h3>
            <p>
              <strong>
                {clientsLeft(pattern).size}
                {pattern.ofClients === undefined ? '' : ` of ${pattern.ofClients}`} clients
              </strong>
              , {counted(pattern.events, 'outcome')} since {moment(pattern.since)}
            </p>
            <p>
              <strong>{percent(pattern.confidence)} sure</strong>
              {pattern.uncertain && ', may be chance'}
              {pattern.regions.length > 0 && ` · ${pattern.regions.join(', ')}`}
            </p>
            <code class="id" title="What `orchestrator why` and `orchestrator pattern` know it by">
              {pattern.id}
            </code>
          </div>
          <Standing pattern={pattern} />
          <div class="dims">
            <Timeline pattern={pattern} />
            <Members pattern={pattern} />
            <p class="line">
              {pattern.deliveries.map((delivery) => (
                <ToldChip key={`${delivery.destination} ${delivery.act ?? ''}`} delivery={delivery} />
              ))}
              {pattern.clientsTold > 0 && (
                <span class="chip told">{counted(pattern.clientsTold, 'client')} told in their own tickets</span>
              )}
              {pattern.deliveries.length === 0 && <span class="quiet">nobody has been told yet</span>}
            </p>
            <AsTold pattern={pattern} />
            <Analysis pattern={pattern} />
            {pattern.exposed && <Exposed exposed={pattern.exposed} />}
          </div>
          <Verdicts verdicts={pattern.verdicts} />
          {door && <Say pattern={pattern} others={patterns.filter(({ id }) => id !== pattern.id)} door={door} />}
        </article>
      ))}
    </section>
  );
}

/** The clients; one whose every investigation was split off is struck out. */
function Members({ pattern }: { pattern: PatternCard }) {
  const left = clientsLeft(pattern);
  const rows = pattern.clients.map((client) => (
    <li key={client}>{left.has(client) ? client : <s title="split off">{client}</s>}</li>
  ));
  return (
    <>
      <ul class="members" aria-label="Its clients">
        {rows.slice(0, FIRST)}
      </ul>
      {rows.length > FIRST && (
        <details>
          <summary>{counted(rows.length - FIRST, 'more client')}</summary>
          <ul class="members">{rows.slice(FIRST)}</ul>
        </details>
      )}
    </>
  );
}
