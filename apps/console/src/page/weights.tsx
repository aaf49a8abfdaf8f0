import type { PatternCard } from '../snapshot';
import { Redacted } from './redacted';

interface Props extends Pick<PatternCard, 'evidence'> {
  /** So many are shown. */
  readonly most?: number;
}

/** The reasons for and against, the strongest first; a bar of full length is the strongest of them. */
export function Weights({ evidence, most = evidence.length }: Props) {
  const strongest = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, most);
  const full = Math.abs(strongest[0]?.weight ?? 0) || 1;
  return (
    <ul class="weights">
      {strongest.map(({ what, weight }) => (
        <li key={what}>
          <p>
            <Redacted text={what} />
          </p>
          <b>{`${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`}</b>
          <svg class={weight < 0 ? 'against' : ''} aria-hidden="true">
            <rect width={`${(100 * Math.abs(weight)) / full}%`} height="100%" rx="0.15em" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
