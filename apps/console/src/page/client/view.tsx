import { useEffect, useState } from 'preact/hooks';
import { ALSO_LEAVES, type Crossed, type Crossing } from '../../client-view';
import { clock, counted, words } from '../words';
import { After } from './after';
import { BeforeColumn } from './before';
import { placeIn, useBefore, useCrossed } from './data';

/** A client's own view: everything that left its account, and beside it what it was made from and stayed. */
export function ClientView() {
  const [place, setPlace] = useState(() => placeIn(location.pathname));
  useEffect(() => {
    const moved = () => setPlace(placeIn(location.pathname));
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  const crossed = useCrossed(place.account);
  const crossings = typeof crossed === 'object' ? crossed.crossings.toReversed() : [];
  const chosen = crossings.find(({ key }) => key === place.key);
  const name = crossings[0]?.event.client_name ?? `Account ${place.account}`;
  useEffect(() => {
    document.title = `${name}: what left the account`;
  }, [name]);
  const newest = place.key === undefined ? crossings[0]?.key : undefined;
  useEffect(() => {
    if (newest === undefined) return;
    // What is being read stays, whatever leaves after it.
    history.replaceState(null, '', `/client/${newest}`);
    setPlace(placeIn(location.pathname));
  }, [newest]);
  const choose = (key: string) => {
    history.pushState(null, '', `/client/${key}`);
    setPlace(placeIn(location.pathname));
  };
  return (
    <>
      <header class="top">
        <div>
          <p class="back">
            <a href="/">All clients (central's page)</a>
          </p>
          <h1>{name}</h1>
          {typeof crossed === 'object' && (
            <p class="whose">
              The client's own view, read inside account <b>{place.account}</b> with the client's own credentials.
              Central has no way to it.
            </p>
          )}
        </div>
        {typeof crossed === 'object' && <Verdict crossed={crossed} />}
      </header>
      {crossed === 'loading' && <p class="empty">Reading the client's account …</p>}
      {crossed === 'failed' && <p class="empty">The client's account could not be read. Trying again …</p>}
      {crossed === 'missing' && <p class="empty">Account {place.account} is no client's.</p>}
      {typeof crossed === 'object' && (
        <main>
          <Crossings crossings={crossings} chosen={chosen?.key} choose={choose} />
          {chosen ? (
            <Boundary key={chosen.key} crossing={chosen} />
          ) : (
            <p class="empty">
              {place.key !== undefined
                ? 'No such outcome has left this account.'
                : crossings.length === 0 &&
                  'Nothing has left this account yet. What leaves appears here within seconds.'}
            </p>
          )}
        </main>
      )}
    </>
  );
}

function Verdict({ crossed: { crossings, compared, problems, set_aside = [] } }: { crossed: Crossed }) {
  const awaited = crossings.filter(({ central }) => central === 'awaited').length;
  return (
    <div class={`verdict ${problems.length === 0 ? 'well' : 'bad'}`} role="status">
      <p>
        <b>{counted(crossings.length, 'event')}</b> left with a receipt.
        {compared !== undefined && problems.length === 0 && ' Central holds the same, field by field.'}
        {awaited > 0 && ` ${awaited} on its way.`}
      </p>
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      {set_aside.length > 0 && (
        <ul class="set-aside" aria-label="What central set aside, newest first">
          {set_aside.map(({ at, reason, bytes }, index) => (
            <li key={index}>
              <time dateTime={at}>{at}</time> {words(reason)}, {bytes} bytes
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">{ALSO_LEAVES}</p>
    </div>
  );
}

interface CrossingsProps {
  readonly crossings: readonly Crossing[];
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
}

function Crossings({ crossings, chosen, choose }: CrossingsProps) {
  return (
    <nav aria-label="What left, newest first">
      <h2>
        What left <span class="count">{crossings.length}</span>
      </h2>
      <ul>
        {crossings.map((crossing) => (
          <li key={crossing.key}>
            <a
              href={`/client/${crossing.key}`}
              class={`crossing ${crossing.event.severity}`}
              aria-current={crossing.key === chosen ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
                event.preventDefault();
                choose(crossing.key);
              }}
            >
              <span class="line">
                <span class="what">{words(crossing.event.event_type)}</span>
                <time class="quiet" dateTime={crossing.left_at ?? crossing.prepared_at}>
                  {clock(crossing.left_at ?? crossing.prepared_at)}
                </time>
              </span>
              <span class="quiet brief">
                {crossing.withheld_reason === undefined
                  ? (crossing.event.summary.root_cause_brief ?? words(crossing.event.status))
                  : `no text: ${words(crossing.withheld_reason)}`}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Boundary({ crossing }: { crossing: Crossing }) {
  const before = useBefore(crossing.key);
  return (
    <div class="boundary" data-crossing={crossing.key}>
      <BeforeColumn account={crossing.event.client_account_id} before={before} />
      <div class="edge" role="separator" aria-label="The boundary of the client's account">
        <span class="edge-label">boundary of account {crossing.event.client_account_id}</span>
        <span class="edge-bytes" aria-hidden="true">
          {crossing.bytes} bytes
        </span>
      </div>
      <After crossing={crossing} />
    </div>
  );
}
