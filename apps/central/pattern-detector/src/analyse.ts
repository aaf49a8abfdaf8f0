import { createHash } from 'node:crypto';
import type { AnalysisPrice, MetricName } from '@org/configuration';
import type { Pattern } from '@org/correlation-engine';
import { investigationKey } from '@org/event-schema';
import {
  standingVerdict,
  type InvestigationStore,
  type KnownPattern,
  type PatternAnalysis,
  type PatternAnswer,
} from '@org/investigation-store';
import { estimatedTokens, LanguageModelError, type LanguageModel, type Prompt } from '@org/language-model';
import type { Logger, Metrics } from '@org/lambda-runtime';
import { answerForm, INSTRUCTIONS, PROMPT_VERSION, readAnswer, type Answer } from './answer';
import { MAX_SHOWN, shownTo, type Report, type Shown } from './shown';

export interface AnalysePorts {
  /** Nothing when the configuration wants no analysis. */
  readonly model: LanguageModel | undefined;
  readonly budgetPerDay: number;
  readonly price: AnalysisPrice;
  /** The longest that the model may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly clientName: (accountId: string) => string;
  readonly store: Pick<
    InvestigationStore,
    'pattern' | 'investigation' | 'claimQuestion' | 'reserve' | 'settle' | 'saveAnalysis' | 'keepAnswer' | 'keptAnswer'
  >;
  readonly now: () => Date;
  readonly remainingMs: () => number;
  readonly metered: Pick<Metrics<MetricName>, 'add'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** All analyses share it. */
const BUDGET = 'analysis';

/** Left for telling of the answer. */
const TELLING_NEEDS_MS = 20_000;

/** A worker that asks is surely gone so long after its own time. */
const GONE_AFTER_MS = 60_000;

/**
 * Lets a language model explain a pattern that was told, once for each: where the evidence leaves doubt, or where people have
 * confirmed that it is one. No model, no budget, no time, no answer, or one that may not be shown: then there is no prose, and
 * nobody is told less or later for it. So this never throws.
 *
 * @returns what is known of it by then
 */
export async function analyse(patternId: string, ports: AnalysePorts): Promise<PatternAnalysis | undefined> {
  const { store, logger, model } = ports;
  if (!model) return undefined;
  try {
    const known = await store.pattern<Pattern>(patternId);
    if (!known || known.analysis || !wantsWords(known)) return known?.analysis;
    const signature = signatureOf(known.pattern, model.name);
    const analysis =
      (signature && (await answeredBefore(signature, model, ports))) ?? (await ask(known.pattern, model, ports));
    if (!analysis) return undefined;
    await store.saveAnalysis(patternId, analysis);
    if (signature && analysis.answer && analysis.asked_for === undefined) {
      await store.keepAnswer(signature, { pattern_id: patternId, answer: analysis.answer });
    }
    return analysis;
  } catch (error) {
    logger.warn({ pattern_id: patternId, reason: 'no-answer', error }, 'pattern stays without an analysis');
    return undefined;
  }
}

/** A second opinion is worth its price where the pattern may still be chance; and where people asked, by confirming it. */
function wantsWords({ pattern, verdicts }: KnownPattern<Pattern>): boolean {
  const standing = standingVerdict(verdicts)?.verdict;
  return standing === 'confirmed' || (pattern.uncertain && standing === undefined);
}

/**
 * The same for patterns of one cause: what they share by name, their kind, what they are confined to. A pattern that shares
 * nothing by name has none: trouble with a service may have another cause next week.
 */
function signatureOf({ anchors, shared, category, region }: Pattern, model: string): string | undefined {
  if (!anchors.some((key) => key.startsWith('name:'))) return undefined;
  const parts = [PROMPT_VERSION, model, [...anchors].sort(), shared, category, region ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What was said of the same cause within the last days; what it said of single clients is not for others. */
async function answeredBefore(
  signature: string,
  { name }: LanguageModel,
  { store, now }: AnalysePorts,
): Promise<PatternAnalysis | undefined> {
  const kept = await store.keptAnswer(signature);
  return (
    kept && {
      at: now().toISOString(),
      model: name,
      prompt_version: PROMPT_VERSION,
      cost_usd: 0,
      answer: { ...kept.answer, recommendations: [] },
      asked_for: kept.pattern_id,
    }
  );
}

async function ask(pattern: Pattern, model: LanguageModel, ports: AnalysePorts): Promise<PatternAnalysis | undefined> {
  const { store, logger, metered, price } = ports;
  const { pattern_id } = pattern;
  const shown = shownTo(pattern, await reportsOf(pattern, store), pattern.clients.map(ports.clientName));
  const prompt: Prompt = {
    instructions: INSTRUCTIONS,
    data: shown.data,
    answer: answerForm,
  };
  const expected = costOf(
    estimatedTokens(prompt.instructions.length + prompt.data.length),
    model.maxOutputTokens,
    price,
  );
  if (ports.remainingMs() < ports.timeoutMs + TELLING_NEEDS_MS) {
    logger.warn({ pattern_id, reason: 'no-time' }, 'pattern stays without an analysis');
    return undefined;
  }
  if (!(await store.claimQuestion(pattern_id, ports.remainingMs() + GONE_AFTER_MS))) {
    logger.info({ pattern_id, reason: 'asked-by-another' }, 'pattern stays without an analysis for now');
    return undefined;
  }
  const day = ports.now().toISOString().slice(0, 10);
  if (!(await store.reserve(BUDGET, day, expected, ports.budgetPerDay))) {
    logger.warn({ pattern_id, reason: 'budget-spent' }, 'pattern stays without an analysis');
    return undefined;
  }
  const { text, usage } = await model.complete(prompt).catch(async (error: unknown) => {
    // What was refused cost nothing. An answer that did not come in time may have, so it stays paid.
    if (error instanceof LanguageModelError && !error.retryable) await store.settle(BUDGET, day, expected, 0);
    throw error;
  });
  const cost_usd = usage ? costOf(usage.inputTokens, usage.outputTokens, price) : expected;
  await store.settle(BUDGET, day, expected, cost_usd);
  metered.add('AnalysisCost', cost_usd);

  const read = readAnswer(text, shown);
  const outcome = 'refused' in read ? read : { answer: answerOf(read.answer, shown) };
  const refused = 'refused' in read ? read.refused : undefined;
  logger.info(
    { pattern_id, prompt_version: PROMPT_VERSION, cost_usd, refused, ...usage },
    'a language model was asked',
  );
  return {
    at: ports.now().toISOString(),
    model: model.name,
    prompt_version: PROMPT_VERSION,
    ...(usage && { usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens } }),
    cost_usd,
    ...outcome,
  };
}

/** In US dollars. */
export function costOf(inputTokens: number, outputTokens: number, price: AnalysisPrice): number {
  const millionth =
    inputTokens * price.input_usd_per_million_tokens + outputTokens * price.output_usd_per_million_tokens;
  return Math.ceil(millionth) / 1_000_000;
}

/** The newest report of each client, the oldest client first. */
async function reportsOf({ members }: Pattern, store: AnalysePorts['store']): Promise<Report[]> {
  const newest = new Map(members.map((member) => [member.client_account_id, member]));
  return Promise.all(
    [...newest.values()].slice(0, MAX_SHOWN).map(async (member) => {
      const { outcomes } = await store.investigation(investigationKey(member));
      const event = outcomes.find((one) => one.event.outcome_version === member.outcome_version)?.event;
      return { client_account_id: member.client_account_id, ...(event && { event }) };
    }),
  );
}

/** The answer in our words: accounts in place of C1, sentences in place of E1. */
function answerOf(
  { cause, confidence, shared_dependency, check_first, clients, evidence }: Answer,
  shown: Shown,
): PatternAnswer {
  return {
    cause,
    confidence,
    ...(shared_dependency !== undefined && { shared_dependency }),
    check_first,
    recommendations: clients.flatMap(({ client, check_first }) => {
      const client_account_id = shown.accountOf(client);
      return client_account_id === undefined ? [] : [{ client_account_id, check_first }];
    }),
    evidence: evidence.flatMap((id) => shown.evidenceOf(id) ?? []),
  };
}
