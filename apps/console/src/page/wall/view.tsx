import type { PatternCard } from '../../snapshot';
import { useSnapshot } from '../live';
import { Redacted } from '../redacted';
import { clock, counted } from '../words';

/** So many are read from three metres; each keeps its place and size, whatever the others do. */
const SHOWN = 3;
const MAX_EVIDENCE = 3;

/** So many dots stand side by side. */
const CROWD = 40;

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
    <article data-pattern={pattern.id}>
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
          {pattern.regions.length > 0 && ` · ${pattern.regions.join(', ')}`}
        </p>
        <Timeline pattern={pattern} />
      </div>
      <Weights evidence={pattern.evidence} />
    </article>
  );
}

/** Clients over time, as a staircase, and a dot for each investigation. */
function Timeline({ pattern: { members, clients } }: { pattern: PatternCard }) {
  const first = Date.parse(members[0]?.at ?? '');
  const last = Date.parse(members.at(-1)?.at ?? '');
  const place = (at: string) => 2 + (last > first ? (96 * (Date.parse(at) - first)) / (last - first) : 0);
  const seen = new Set<string>();
  const steps = members.map(({ at, client }) => ({
    x: place(at),
    height: (62 * seen.add(client).size) / clients.length,
  }));
  return (
    <figure>
      <svg role="img" aria-label={`${members.length} investigations from ${clients.length} clients`}>
        {steps.map(({ x, height }, index) => (
          <rect
            key={index}
            x={`${x}%`}
            y={`${68 - height}%`}
            width={`${(steps[index + 1]?.x ?? 100) - x}%`}
            height={`${height}%`}
          />
        ))}
        {members.map(({ at, client, sharesIt }, index) => (
          <circle
            key={index}
            class={sharesIt ? 'named' : ''}
            cx={`${place(at)}%`}
            cy="84%"
            r={members.length > CROWD ? '0.14em' : '0.28em'}
          >
            <title>{`${client}, ${clock(at)}`}</title>
          </circle>
        ))}
      </svg>
      <figcaption>
        <span>{clock(members[0]?.at ?? '')}</span>
        <span>{counted(members.length, 'investigation')}</span>
        <span>{clock(members.at(-1)?.at ?? '')}</span>
      </figcaption>
    </figure>
  );
}

/** The strongest reasons, for and against; a bar of full length is the strongest of them. */
function Weights({ evidence }: Pick<PatternCard, 'evidence'>) {
  const strongest = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MAX_EVIDENCE);
  const most = Math.abs(strongest[0]?.weight ?? 0) || 1;
  return (
    <ul class="weights">
      {strongest.map(({ what, weight }) => (
        <li key={what}>
          <p>
            <Redacted text={what} />
          </p>
          <b>{`${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`}</b>
          <svg class={weight < 0 ? 'against' : ''} aria-hidden="true">
            <rect width={`${(100 * Math.abs(weight)) / most}%`} height="100%" rx="0.15em" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
