import type { AnalysisCard, ExposedRow, PatternCard } from '../snapshot';
import { Redacted } from './redacted';
import { lifeOf } from './standing';
import { words } from './words';

/** What a language model made of a pattern, or why none was asked. */
export function Analysis({ pattern }: { pattern: PatternCard }) {
  const { analysis, confidence } = pattern;
  return (
    <section class="analysis" aria-label="What a language model made of it">
      {analysis ? <Answer analysis={analysis} confidence={confidence} /> : <p class="quiet">{whyNotAsked(pattern)}</p>}
    </section>
  );
}

/** As the pattern detector decides it: see `wantsWords` there. Once a pattern is over, it asks no more. */
function whyNotAsked(pattern: PatternCard): string {
  const life = lifeOf(pattern);
  if (life === 'set-aside') return 'People set it aside, so no model is asked.';
  const isWanted = pattern.uncertain || pattern.standing?.verdict === 'confirmed';
  if (life === 'over')
    return isWanted
      ? 'No model was asked before it was over: none is configured, or its budget was spent.'
      : 'It leaves no doubt, so no model was asked.';
  return isWanted
    ? 'Not asked yet: no model is configured, its budget is spent, or the next sweep asks.'
    : 'It leaves no doubt, so no model was asked. Confirm it to have one asked.';
}

/** Marked as a model's words, with what they cost. */
function Answer({ analysis, confidence }: { analysis: AnalysisCard; confidence: number }) {
  const { refused, answer } = analysis;
  return (
    <>
      <p class="model">
        <span class="chip">a model’s words</span>{' '}
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
        <p>Its answer is not shown: {NOT_SHOWN[refused ?? ''] ?? words(refused ?? 'no answer')}.</p>
      )}
      <p class="quiet">{whoWasAsked(analysis)}</p>
    </>
  );
}

/** The pattern detector's fixed words for why an answer is not shown, as a person would say them. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'no-json': 'it has not the form that was asked for',
  'another-form': 'it has not the form that was asked for',
  'not-given': 'it rests on something that the model was not given',
  'more-than-words': 'it holds more than plain words, such as a link or a command',
};

function whoWasAsked({ model, costUsd, tokens, askedFor }: AnalysisCard): string {
  if (askedFor !== undefined)
    return `${model} was asked for ${askedFor}, of the same cause. Its answer is used again and cost nothing more.`;
  const taken = tokens && `, for ${tokens.input} tokens of question and ${tokens.output} of answer`;
  return `${model} was asked: ${dollars(costUsd)}${taken ?? ''}.`;
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
export function Exposed({ exposed }: { exposed: readonly ExposedRow[] }) {
  return (
    <section class="exposed" aria-label="Who may be hit next">
      <h4>Exposed, not hit yet</h4>
      {exposed.length === 0 && <p class="quiet">Nobody else has named it or had such trouble in the last 14 days.</p>}
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
export function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}
