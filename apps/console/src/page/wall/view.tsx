import type { PatternCard, Snapshot } from '../../snapshot';
import { percent } from '../analysis';
import { useSnapshot } from '../live';
import { Redacted } from '../redacted';
import { clientsLeft, lifeOf, Said, Standing } from '../standing';
import { Timeline } from '../timeline';
import { Human, ToldChip } from '../told';
import { Weights } from '../weights';
import { clock, counted } from '../words';

/** So many are read from three metres. Fewer have room for their clients, and for what to do. */
const SHOWN = 3;

/** So many large dots fill the screen. */
const CROWD = 120;

/** So many of anything are named, where there is little room and where there is much. */
const NAMED = 3;
const MANY = 24;

/** So many clients are named in large letters, or where two share the screen. */
const FEW = 8;

/** How much is said of each, by how many share the screen. */
interface Room {
  readonly evidence: number;
  readonly clients: number;
  readonly steps: number;
  /** Also how people were told. */
  readonly told?: boolean;
}
const LITTLE: Room = { evidence: NAMED, clients: 0, steps: 0 };
const ROOM: readonly Room[] = [
  { evidence: NAMED, clients: MANY, steps: NAMED, told: true },
  { evidence: 2, clients: FEW, steps: 1 },
  LITTLE,
];

const RANK = { alive: 0, over: 1, 'set-aside': 2 };

/** The patterns alone, for a screen on a wall. */
export function Wall() {
  const { snapshot, connection } = useSnapshot();
  if (!snapshot) return <p class="none">Waiting for the first snapshot …</p>;
  const { patterns, clients } = snapshot;
  const ranked = [...patterns].sort((a, b) => RANK[lifeOf(a)] - RANK[lifeOf(b)]);
  // The most recently active ones, in the order of their beginning: one that grows does not move.
  const shown = ranked
    .slice(0, SHOWN)
    .sort((a, b) => RANK[lifeOf(a)] - RANK[lifeOf(b)] || b.since.localeCompare(a.since));
  const silent = clients.filter(({ health }) => health === 'silent').length;
  const count = (life: ReturnType<typeof lifeOf>) => patterns.filter((one) => lifeOf(one) === life).length;
  return (
    <>
      <header>
        <h1>{counted(count('alive'), 'pattern')}</h1>
        <p>
          {counted(clients.length, 'client')} watched
          {silent > 0 && (
            <>
              , <strong class="bad">{silent} silent</strong>
            </>
          )}
          {count('over') > 0 && ` · ${count('over')} over`}
          {count('set-aside') > 0 && ` · ${count('set-aside')} rejected or merged`}
          {connection === 'lost' && <strong class="bad"> · connection lost, this may be old</strong>}
        </p>
      </header>
      {shown.length === 0 ? (
        <Quiet snapshot={snapshot} />
      ) : (
        <main class={['alone', 'two'][shown.length - 1] ?? ''} style={{ '--rows': shown.length }}>
          {shown.map((pattern) => (
            <Pattern key={pattern.id} pattern={pattern} room={ROOM[shown.length - 1] ?? LITTLE} />
          ))}
        </main>
      )}
      {shown.length > 0 && <Footer others={ranked.slice(SHOWN)} />}
    </>
  );
}

/** Nothing is shared, as on most days: every client as a dot, and the names of those that are not heard of. */
function Quiet({ snapshot: { clients, totals } }: { snapshot: Snapshot }) {
  const silent = clients.filter(({ health }) => health === 'silent').map(({ name }) => name);
  return (
    <div class="none">
      <div class={`field ${clients.length > CROWD ? 'crowd' : ''}`} aria-hidden="true">
        {clients.map(({ account, health }) => (
          <i key={account} class={health} />
        ))}
      </div>
      <p>No cause is shared by several clients.</p>
      <p class="small">
        {counted(totals.investigations, 'investigation')}, each on its own.
        {silent.length > 0 && <span class="bad">{` Silent: ${few(silent)}`}</span>}
      </p>
    </div>
  );
}

function few(names: readonly string[], named = NAMED): string {
  const more = names.length - named;
  return names.slice(0, named).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function Pattern({ pattern, room }: { pattern: PatternCard; room: Room }) {
  const { ofClients, cause, confidence, uncertain, regions, exposed = [], analysis, verdicts } = pattern;
  const said = verdicts.at(-1);
  const left = clientsLeft(pattern);
  return (
    <article class={lifeOf(pattern)} data-pattern={pattern.id}>
      <div class="clients">
        <b>{left.size}</b>
        <p>{ofClients === undefined ? 'clients' : `of ${ofClients} clients`}</p>
        {exposed.length > 0 && <p class="exposed">{exposed.length} more exposed</p>}
      </div>
      <div class="what">
        <h2>
          <Redacted text={cause} />
        </h2>
        <p class="facts">
          <Standing pattern={pattern} />
          <strong>{percent(confidence)} sure</strong>
          {uncertain && ', may be chance'}
          {regions.length > 0 && ' · '}
          <span class="regions">{regions.length > NAMED ? `${regions.length} Regions` : regions.join(', ')}</span>
        </p>
        <div class="words">
          {said && (
            <p>
              <Said said={said} />
            </p>
          )}
          {analysis?.answer && (room.steps > 0 || !said) && (
            <p>
              <span class="chip">a model’s words, {percent(analysis.answer.confidence)} sure</span>{' '}
              <Redacted text={analysis.answer.cause} />
            </p>
          )}
        </div>
        <Timeline pattern={pattern} />
        {room.clients > 0 && <Hit pattern={pattern} most={room.clients} />}
      </div>
      <div class={`why ${analysis?.answer || exposed.length > 0 ? '' : 'short'}`}>
        <section>
          {room.steps > 0 && <h3>Evidence when it was told</h3>}
          <Weights evidence={pattern.evidence} most={room.evidence} />
        </section>
        {room.told && <People pattern={pattern} />}
        {room.steps > 0 && <Next pattern={pattern} steps={room.steps} />}
      </div>
    </article>
  );
}

/** The clients that are left, in the order in which it hit them. */
function Hit({ pattern, most }: { pattern: PatternCard; most: number }) {
  const left = clientsLeft(pattern);
  const first = new Map<string, string>();
  for (const { client, at, splitOff } of pattern.members)
    if (!splitOff && left.has(client) && !first.has(client)) first.set(client, at);
  return (
    <ol class={`hit ${left.size <= FEW ? 'large' : ''}`} aria-label="Its clients">
      {[...first].slice(0, most).map(([client, at]) => (
        <li key={client}>
          <time dateTime={at}>{clock(at)}</time> {client}
        </li>
      ))}
      {left.size > most && <li>and {left.size - most} more</li>}
    </ol>
  );
}

/** Whom it was told, and what they did since. */
function People({ pattern: { deliveries, clientsTold } }: { pattern: PatternCard }) {
  const first = deliveries.filter(({ act }) => act === undefined);
  return (
    <section>
      <h3>Told</h3>
      {first.length === 0 && <p>Nobody yet</p>}
      <ul>
        {first.map((delivery) => (
          <li key={delivery.destination}>
            <ToldChip delivery={delivery} /> <Human delivery={delivery} />
          </li>
        ))}
        {clientsTold > 0 && <li>{counted(clientsTold, 'client')} in their own tickets</li>}
      </ul>
    </section>
  );
}

/** What to look at first, and whom to warn. */
function Next({ pattern: { analysis, exposed = [] }, steps }: { pattern: PatternCard; steps: number }) {
  const first = analysis?.answer?.checkFirst.slice(0, steps) ?? [];
  return (
    <>
      {first.length > 0 && (
        <section>
          <h3>A model would check first</h3>
          <ol>
            {first.map((step) => (
              <li key={step}>
                <p>
                  <Redacted text={step} />
                </p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {exposed.length > 0 && (
        <section>
          <h3>Exposed, not hit yet</h3>
          <p>{few(exposed.map(({ client }) => client))}</p>
        </section>
      )}
    </>
  );
}

/** How to read it, and what else there is. */
function Footer({ others }: { others: readonly PatternCard[] }) {
  return (
    <footer>
      <p class="legend">
        <i class="dot named" aria-hidden="true" /> names it <i class="dot" aria-hidden="true" /> fits in kind and time{' '}
        <i class="dot away" aria-hidden="true" /> split off <i class="mark" aria-hidden="true" /> people were told, on
        this evidence
      </p>
      <ul>
        {others.slice(0, NAMED).map((pattern) => (
          <li key={pattern.id} class={lifeOf(pattern)}>
            <b>{clientsLeft(pattern).size}</b> <Redacted text={pattern.cause} />
            {lifeOf(pattern) === 'alive' ? '' : ` (${lifeOf(pattern) === 'over' ? 'over' : pattern.standing?.verdict})`}
          </li>
        ))}
        {others.length > NAMED && <li>and {others.length - NAMED} more</li>}
      </ul>
    </footer>
  );
}
