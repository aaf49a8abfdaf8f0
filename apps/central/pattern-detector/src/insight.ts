import { exposedClients, exposurePlan, type ExposedClient, type Member, type Pattern } from '@org/correlation-engine';
import type { InvestigationStore, PatternAnswer } from '@org/investigation-store';
import type { Logger } from '@org/lambda-runtime';
import type { PatternAlert } from '@org/notifiers';

export interface InsightPorts {
  readonly store: Pick<InvestigationStore, 'pattern' | 'candidates' | 'saveExposed'>;
  readonly clientName: (accountId: string) => string;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'warn'>;
}

export type Insight = Pick<PatternAlert, 'prose' | 'recommendations' | 'exposed'>;

/**
 * What people are told of a pattern beside its evidence: what a language model made of it, if one was asked, and who may be hit
 * next. Nobody waits for it, and nothing depends on it: where it cannot be read it is left out. So this never throws.
 */
export async function insightInto(pattern: Pattern, ports: InsightPorts): Promise<Insight> {
  const { store, clientName, logger } = ports;
  const { pattern_id, confidence } = pattern;
  try {
    const [known, exposed] = await Promise.all([store.pattern(pattern_id), exposedTo(pattern, ports)]);
    await store.saveExposed(pattern_id, exposed);
    const answer = known?.analysis?.answer;
    const named = exposed.map(
      ({ client_account_id, what, last_seen }) =>
        `${clientName(client_account_id)}: ${what} on ${last_seen.slice(0, 10)}`,
    );
    return { ...(answer && inWords(answer, confidence, clientName)), ...(named.length > 0 && { exposed: named }) };
  } catch (error) {
    logger.warn({ pattern_id, error }, 'pattern is told without what goes beyond its evidence');
    return {};
  }
}

async function exposedTo(pattern: Pattern, { store, now }: InsightPorts): Promise<ExposedClient[]> {
  const { keys, from } = exposurePlan(pattern);
  const to = now().toISOString();
  const found = await Promise.all(keys.map((key) => store.candidates<Member>(key, from, to)));
  return exposedClients(
    pattern,
    found.flatMap(({ members }) => members),
  );
}

/** What a model said, as the provider's engineers read it in a page or ticket, with its confidence beside ours. */
export function inWords(
  { cause, confidence, shared_dependency, check_first, recommendations }: PatternAnswer,
  ours: number,
  clientName: (accountId: string) => string,
): Pick<Insight, 'prose' | 'recommendations'> {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const prose = [
    cause,
    `The model is ${percent(confidence)} sure of it; the evidence alone gives ${percent(ours)} for one cause.`,
    ...(shared_dependency === undefined ? [] : [`Shared: ${shared_dependency}.`]),
  ].join(' ');
  const steps = [
    ...check_first,
    ...recommendations.map((one) => `At ${clientName(one.client_account_id)}: ${one.check_first.join(' ')}`),
  ];
  return { prose, ...(steps.length > 0 && { recommendations: steps }) };
}
