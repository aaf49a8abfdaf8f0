import type { PatternCard } from '../../snapshot';
import { useSnapshot } from '../live';
import { Redacted } from '../redacted';
import { lifeOf, Standing } from '../standing';
import { Timeline } from '../timeline';
import { Weights } from '../weights';
import { counted } from '../words';

/** So many are read from three metres; each keeps its place and size, whatever the others do. */
const SHOWN = 3;

/** The patterns alone, for a screen on a wall. */
export function Wall() {
  const { snapshot, connection } = useSnapshot();
  if (!snapshot) return <p class="none">Waiting for the first snapshot …</p>;
  const { patterns, clients } = snapshot;
  // The most recently active ones, in the order of their beginning: one that grows does not move.
  const shown = patterns.slice(0, SHOWN).sort((a, b) => b.since.localeCompare(a.since));
  const silent = clients.filter(({ health }) => health === 'silent').length;
  return (
    <>
      <header>
        <h1>{counted(patterns.length, 'pattern')}</h1>
        <p>
          {counted(clients.length, 'client')} watched
          {silent > 0 && (
            <>
              , <strong class="bad">{silent} silent</strong>
            </>
          )}
          {patterns.length > SHOWN && ` · ${counted(patterns.length - SHOWN, 'older pattern')} not shown`}
          {connection === 'lost' && <strong class="bad"> · connection lost, this may be old</strong>}
        </p>
      </header>
      {shown.length === 0 ? (
        <p class="none">No cause is shared by several clients.</p>
      ) : (
        <main>
          {shown.map((pattern) => (
            <Pattern key={pattern.id} pattern={pattern} />
          ))}
        </main>
      )}
    </>
  );
}

function Pattern({ pattern }: { pattern: PatternCard }) {
  return (
    <article class={lifeOf(pattern)} data-pattern={pattern.id}>
      <p class="clients">
        <b>{pattern.clients.length}</b>
        {pattern.ofClients === undefined ? 'clients' : `of ${pattern.ofClients} clients`}
      </p>
      <div class="what">
        <h2>
          <Redacted text={pattern.cause} />
        </h2>
        <p class="facts">
          <strong>{Math.round(pattern.confidence * 100)} % sure</strong>
          {pattern.uncertain && ', may be chance'}
          <Standing pattern={pattern} />
          {pattern.regions.length > 0 && ` · ${pattern.regions.join(', ')}`}
        </p>
        <Timeline pattern={pattern} />
      </div>
      <Weights evidence={pattern.evidence} />
    </article>
  );
}
