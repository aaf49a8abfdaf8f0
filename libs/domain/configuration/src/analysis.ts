import type { AnalysisPrice, CentralConfiguration } from './schema';

/** What counts where `analysis` or a part of it is left out. */
export const ANALYSIS_DEFAULTS = {
  budget_usd_per_day: 5,
  // Dearer than most, so that a budget is not overdrawn by a price that nobody looked up.
  price: { input_usd_per_million_tokens: 15, output_usd_per_million_tokens: 75 },
  timeout_seconds: 45,
} as const;

interface Budget {
  readonly region: string;
  readonly budget_usd_per_day: number;
  readonly price: AnalysisPrice;
  readonly timeout_seconds: number;
}

/** Who explains a pattern: nobody, an existing Bedrock agent, or a model through Converse. */
export type Analysis =
  | { readonly adapter: 'none' }
  | ({ readonly adapter: 'agent'; readonly agent_id: string; readonly agent_alias_id: string } & Budget)
  | ({ readonly adapter: 'converse'; readonly model_id: string } & Budget);

/** What `analysis` and `bedrock_agent` come to together. Without `analysis`, agent ids mean `agent` and a model `converse`. */
export function analysisOf({ analysis, bedrock_agent: bedrock }: CentralConfiguration): Analysis {
  if (!bedrock || analysis?.adapter === 'none') return { adapter: 'none' };
  const { region, model_id, agent_id, agent_alias_id } = bedrock;
  const { budget_usd_per_day, price, timeout_seconds } = analysis ?? ANALYSIS_DEFAULTS;
  const budget = { region, budget_usd_per_day, price, timeout_seconds };
  if (analysis?.adapter !== 'converse' && agent_id && agent_alias_id) {
    return { adapter: 'agent', agent_id, agent_alias_id, ...budget };
  }
  return model_id && analysis?.adapter !== 'agent' ? { adapter: 'converse', model_id, ...budget } : { adapter: 'none' };
}
