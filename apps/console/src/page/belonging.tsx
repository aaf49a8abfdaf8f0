import type { OutcomeRow, PatternCard } from '../snapshot';
import { Redacted } from './redacted';

/** Where the card of a pattern stands on the page. */
export function cardOf(patternId: string): string {
  return `pattern-${patternId}`;
}

/** The patterns that an outcome's investigation belongs to, as far as people did not say otherwise. */
export function patternsOf({ key }: OutcomeRow, patterns: readonly PatternCard[]): readonly PatternCard[] {
  const own = key.slice(0, key.lastIndexOf('/'));
  return patterns.filter(
    ({ members, standing }) =>
      standing?.verdict !== 'rejected' &&
      members.some(({ investigation, splitOff }) => investigation === own && !splitOff),
  );
}

/** What is shared with others, each leading to its card. */
export function Belonging({ patterns }: { patterns: readonly PatternCard[] }) {
  if (patterns.length === 0) return null;
  return (
    <p class="belonging">
      {patterns.map(({ id, cause }) => (
        <a key={id} class="chip" href={`#${cardOf(id)}`}>
          pattern: <Redacted text={cause} />
        </a>
      ))}
    </p>
  );
}
