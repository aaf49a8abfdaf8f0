import type { PatternCard } from '../snapshot';
import { clientsLeft } from './standing';
import { clock, counted, moment } from './words';

/** So many dots stand side by side. */
const CROWD = 40;

/** People are told a little after the reports; what was told much later stands at the edge. */
const LATE = 1.25;

/** Clients over time, as a staircase; a dot for each investigation, and a line for each time that people were told. */
export function Timeline({ pattern }: { pattern: PatternCard }) {
  const { members, clients, told, events } = pattern;
  const first = Date.parse(members[0]?.at ?? '');
  const newest = Date.parse(members.at(-1)?.at ?? '');
  const tellings = told.filter(({ act }) => act !== 'update-ended');
  const last = Math.max(newest, Math.min(first + LATE * (newest - first), Date.parse(tellings.at(-1)?.at ?? '') || 0));
  const place = (at: string) => 2 + (last > first ? 96 * Math.min(1, (Date.parse(at) - first) / (last - first)) : 0);
  const seen = new Set<string>();
  const steps = members.map(({ at, client, splitOff }) => ({
    x: place(at),
    height: (62 * (splitOff ? seen : seen.add(client)).size) / clients.length,
  }));
  return (
    <figure class="timeline">
      <svg role="img" aria-label={`${counted(events, 'outcome')} from ${counted(clientsLeft(pattern).size, 'client')}`}>
        {steps.map(({ x, height }, index) => (
          <rect
            key={index}
            x={`${x}%`}
            y={`${68 - height}%`}
            width={`${(steps[index + 1]?.x ?? 100) - x}%`}
            height={`${height}%`}
          />
        ))}
        {tellings.map(({ at, act }) => (
          <line
            key={act ?? 'told'}
            class={act === undefined ? 'first' : ''}
            x1={`${place(at)}%`}
            x2={`${place(at)}%`}
            y1="0"
            y2="68%"
          >
            <title>
              {act === undefined ? `people were told, ${clock(at)}` : `told again as it grew, ${clock(at)}`}
            </title>
          </line>
        ))}
        {members.map(({ at, client, sharesIt, splitOff }, index) => (
          <circle
            key={index}
            class={splitOff ? 'away' : sharesIt ? 'named' : ''}
            cx={`${place(at)}%`}
            cy="84%"
            r={members.length > CROWD ? '0.14em' : '0.28em'}
          >
            <title>{`${client}, ${clock(at)}${splitOff ? ', split off' : ''}`}</title>
          </circle>
        ))}
      </svg>
      <figcaption>
        <span>{moment(members[0]?.at ?? '')}</span>
        <span>{counted(events, 'outcome')}</span>
        <span>{moment(members.at(-1)?.at ?? '')}</span>
      </figcaption>
    </figure>
  );
}
