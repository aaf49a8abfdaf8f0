import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PatternCard, Snapshot, VerdictRow } from '../snapshot';
import { clientsLeft } from './standing';
import { clock, counted, moment } from './words';

export type Door = NonNullable<Snapshot['verdicts']>;

const ACTIONS: readonly { verdict: VerdictRow['verdict']; name: string; means: string }[] = [
  { verdict: 'confirmed', name: 'Confirm', means: 'Its members share a cause.' },
  { verdict: 'rejected', name: 'Reject', means: 'It is no pattern. It mutes no page from now on.' },
  { verdict: 'split', name: 'Split', means: 'Some investigations do not belong to it.' },
  { verdict: 'merged', name: 'Merge', means: 'It is part of another pattern. It mutes no page itself from now on.' },
];

interface Props {
  readonly pattern: PatternCard;
  readonly others: readonly PatternCard[];
  readonly door: Door;
}

/** What a person thinks of a pattern: four buttons, and a form that asks why. */
export function Say({ pattern, others, door }: Props) {
  const [verdict, setVerdict] = useState<VerdictRow['verdict']>();
  /** How many verdicts there were when one was recorded: it shows with the next snapshot. */
  const [before, setBefore] = useState<number>();
  const action = ACTIONS.find((one) => one.verdict === verdict);
  const buttons = useRef<HTMLDivElement>(null);
  const close = () => {
    // Where the keyboard was before the form opened.
    buttons.current?.querySelector<HTMLElement>('[aria-expanded=true]')?.focus();
    setVerdict(undefined);
  };
  return (
    <div class="say">
      <div class="actions" role="group" aria-label={`What do you think of ${pattern.cause}?`} ref={buttons}>
        {ACTIONS.filter((one) => one.verdict !== 'merged' || others.length > 0).map((one) => (
          <button
            key={one.verdict}
            type="button"
            class="action"
            aria-expanded={verdict === one.verdict}
            onClick={() => setVerdict(verdict === one.verdict ? undefined : one.verdict)}
          >
            {one.name}
          </button>
        ))}
      </div>
      {action && (
        <Form
          key={action.verdict}
          action={action}
          pattern={pattern}
          others={others}
          door={door}
          close={close}
          recorded={() => setBefore(pattern.verdicts.length)}
        />
      )}
      <p class="quiet" role="status">
        {before === pattern.verdicts.length && 'Recorded. It shows here in a moment.'}
      </p>
    </div>
  );
}

function Form({
  action: { verdict, name, means },
  pattern,
  others,
  door,
  close,
  recorded,
}: Props & { action: (typeof ACTIONS)[number]; close: () => void; recorded: () => void }) {
  const id = useId();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const why = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => why.current?.focus(), []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const answer = await send(door, pattern.id, {
      verdict,
      by: said.get('by'),
      why: said.get('why'),
      ...(verdict === 'merged' && { into: said.get('into') }),
      ...(verdict === 'split' && { members: said.getAll('member') }),
    });
    setBusy(false);
    if (answer !== undefined) return setProblem(answer);
    recorded();
    close();
  };

  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={({ key }) => key === 'Escape' && close()}>
      <p class="quiet">{means}</p>
      {verdict === 'split' && (
        <fieldset>
          <legend>Which do not belong?</legend>
          {pattern.members
            .filter(({ splitOff }) => !splitOff)
            .map(({ investigation, client, at }) => (
              <label key={investigation} class="member">
                <input type="checkbox" name="member" value={investigation} />
                <span>{client}</span>
                <time class="quiet" dateTime={at}>
                  {clock(at)}
                </time>
              </label>
            ))}
        </fieldset>
      )}
      {verdict === 'merged' && (
        <label for={`${id}into`}>
          Part of
          <select id={`${id}into`} name="into" required>
            {others.map((other) => (
              <option key={other.id} value={other.id}>
                {`${other.cause}, ${counted(clientsLeft(other).size, 'client')}, ${moment(other.since)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <label for={`${id}why`}>
        Why
        <textarea id={`${id}why`} name="why" rows={2} maxLength={2000} required ref={why} />
      </label>
      <label for={`${id}by`}>
        Who says so
        <input id={`${id}by`} name="by" maxLength={100} required defaultValue={door.user} autocomplete="off" />
      </label>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p class="actions">
        <button type="submit" class="action strong" disabled={busy}>
          {name} the pattern
        </button>
        <button type="button" class="action" onClick={close}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** Nothing when it was recorded; else why not, for people. */
async function send({ token }: Door, patternId: string, asked: object): Promise<string | undefined> {
  try {
    const response = await fetch(`api/patterns/${encodeURIComponent(patternId)}/verdicts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-console-token': token },
      body: JSON.stringify(asked),
    });
    return response.ok ? undefined : ((await response.json()) as { problem: string }).problem;
  } catch {
    return 'Nothing was recorded: the console does not answer. Is it still running?';
  }
}
