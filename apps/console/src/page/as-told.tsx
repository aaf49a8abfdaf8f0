import type { PatternCard } from '../snapshot';
import { Redacted } from './redacted';
import { Weights } from './weights';

/** The engine's words between what it counted when a pattern last grew and the evidence that it was told for. */
const EVIDENCE_FOLLOWS = 'When it was told:';

/** What the engine said of a pattern, as something that was said: what was split off since still counts in it. */
export function AsTold({ pattern: { explanation, evidence, deliveries } }: { pattern: PatternCard }) {
  const hasGrown = explanation.includes(EVIDENCE_FOLLOWS);
  const told = deliveries.length === 0 ? 'found' : 'told';
  return (
    <section class="as-told" aria-label="What was told of it">
      <p class="quiet">
        {hasGrown ? 'When it last grew' : `When it was ${told}`}:{' '}
        <Redacted text={withoutEvidence(explanation, evidence)} />
      </p>
      <h4>Evidence when it was {told}</h4>
      <Weights evidence={evidence} />
    </section>
  );
}

/** The evidence stands below, with its weights. */
function withoutEvidence(explanation: string, evidence: PatternCard['evidence']): string {
  return [EVIDENCE_FOLLOWS, ...evidence.map(({ what }) => what)]
    .reduce((text, said) => text.replace(said, ''), explanation)
    .replace(/\s+/g, ' ')
    .trim();
}
