import type { CentralConfiguration } from './schema';

interface Budget {
  readonly region: string;
  readonly max_calls_per_day: number;
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
  const budget = {
    region,
    max_calls_per_day: analysis?.max_calls_per_day ?? 20,
    timeout_seconds: analysis?.timeout_seconds ?? 45,
  };
  if (analysis?.adapter !== 'converse' && agent_id && agent_alias_id) {
    return { adapter: 'agent', agent_id, agent_alias_id, ...budget };
  }
  return model_id && analysis?.adapter !== 'agent' ? { adapter: 'converse', model_id, ...budget } : { adapter: 'none' };
}
