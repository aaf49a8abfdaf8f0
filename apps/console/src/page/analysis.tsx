import type { AnalysisCard, PatternCard } from '../snapshot';
import { Redacted } from './redacted';
import { words } from './words';

/** What a language model made of a pattern, marked as its words, and what that cost. */
export function Analysis({ analysis, confidence }: { analysis: AnalysisCard; confidence: number }) {
  const { model, costUsd, askedFor, refused, answer } = analysis;
  return (
    <section class="analysis" aria-label="What a language model made of it">
      <p class="model">
        <span class="chip">a model’s words</span>
        {answer && `${percent(answer.confidence)} sure; the evidence alone gives ${percent(confidence)}`}
      </p>
      {answer ? (
        <>
          <blockquote>
            <Redacted text={answer.cause} />
          </blockquote>
          {answer.sharedDependency !== undefined && (
            <p>
              <span class="quiet">They may share</span> <Redacted text={answer.sharedDependency} />
            </p>
          )}
          <CheckFirst who="Check first" steps={answer.checkFirst} />
          {answer.recommendations.map(({ client, checkFirst }) => (
            <CheckFirst key={client} who={`At ${client}`} steps={checkFirst} />
          ))}
        </>
      ) : (
        <p>Its answer is not shown: {words(refused ?? 'no answer')}.</p>
      )}
      <p class="quiet">
        {askedFor === undefined ? `${model}, ${dollars(costUsd)}` : `${model}, asked for ${askedFor}; nothing again`}
      </p>
    </section>
  );
}

function CheckFirst({ who, steps }: { who: string; steps: readonly string[] }) {
  if (steps.length === 0) return null;
  return (
    <>
      <h4>{who}</h4>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <Redacted text={step} />
          </li>
        ))}
      </ol>
    </>
  );
}

/** Who is not hit and may be next, so that they can be warned. */
export function Exposed({ exposed }: Pick<PatternCard, 'exposed'>) {
  if (exposed.length === 0) return null;
  return (
    <section class="exposed" aria-label="Who may be hit next">
      <h4>Exposed, not hit yet</h4>
      <ul>
        {exposed.map(({ client, why }) => (
          <li key={client}>
            <b>{client}</b>{' '}
            <span class="quiet">
              <Redacted text={why} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A single question costs fractions of a cent. */
function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}
