import { parseArgs } from 'node:util';
import { ANALYSIS_DEFAULTS } from '@org/configuration';
import { agentModel, converseModel, type LanguageModel } from '@org/language-model';
import { PROMPT_VERSION } from '../src/answer';
import { casesIn } from './cases';
import { startRecorded } from './recorded';
import { scored, type Scored } from './score';

const USAGE = `Asks about each case of a folder, and prints what the answers are worth and what they cost.

  --cases <folder>   where the cases are
  --model <id>       asks this model by Converse, with the AWS credentials of the environment
  --agent <id/alias> asks this Bedrock agent instead
  --region <region>  of the model or agent
  --input-price, --output-price <dollars for a million tokens>
  --least <share>    ends with 1 below this score, between 0 and 1

A real model reads about 9,000 tokens over all cases and writes about 1,000: with $3 and $15 for a million that is 4 cents.
Without a model or agent the recorded answers are read: nothing is asked, and nothing leaves this computer.
`;

/** Exit code: 0 scored, 1 below the least score, 2 when the question cannot be put or the model gives no answer. */
export async function evaluate(args: readonly string[], print: (text: string) => void): Promise<0 | 1 | 2> {
  let options;
  try {
    options = optionsIn(args);
  } catch (error) {
    print(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const { values, model, price, least } = options;
  const cases = casesIn(values.cases ?? '');
  const stand = model ? undefined : await startRecorded(cases);
  try {
    const results: Scored[] = [];
    for (const one of cases)
      results.push(await scored(one, model ?? converseModel({ modelId: 'recorded' }), price, !model));
    const score = results.reduce((sum, one) => sum + one.score, 0) / results.length;
    const cost = results.reduce((sum, one) => sum + one.cost_usd, 0);
    print(table(results));
    print(
      `prompt ${PROMPT_VERSION}, ${model?.name ?? 'recorded answers'}: score ${score.toFixed(3)} over ${results.length} cases, $${cost.toFixed(4)}\n`,
    );
    return score < least ? 1 : 0;
  } catch (error) {
    print(`${(error as Error).message}\n`);
    return 2;
  } finally {
    await stand?.stop();
  }
}

function optionsIn(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: text,
      model: text,
      agent: text,
      region: text,
      'input-price': text,
      'output-price': text,
      least: text,
    },
  });
  if (values.cases === undefined) throw new Error('--cases <folder>: say where the cases are.');
  if (values.model !== undefined && values.agent !== undefined) throw new Error('Give --model or --agent, not both.');
  const number = (name: 'input-price' | 'output-price' | 'least', otherwise: number) => {
    const value = Number(values[name] ?? otherwise);
    if (!(value >= 0)) throw new Error(`--${name}: give a number of 0 or more.`);
    return value;
  };
  const { input_usd_per_million_tokens, output_usd_per_million_tokens } = ANALYSIS_DEFAULTS.price;
  return {
    values,
    model: modelOf(values),
    price: {
      input_usd_per_million_tokens: number('input-price', input_usd_per_million_tokens),
      output_usd_per_million_tokens: number('output-price', output_usd_per_million_tokens),
    },
    least: number('least', 0),
  };
}

function modelOf({
  model,
  agent,
  region,
}: {
  model?: string;
  agent?: string;
  region?: string;
}): LanguageModel | undefined {
  const where = region === undefined ? {} : { region };
  if (model !== undefined) return converseModel({ modelId: model, ...where });
  if (agent === undefined) return undefined;
  const [agentId = '', agentAliasId = ''] = agent.split('/');
  if (agentId === '' || agentAliasId === '') throw new Error('--agent <id/alias>: give both parts.');
  return agentModel({ agentId, agentAliasId, ...where });
}

function table(results: readonly Scored[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results
    .map(({ name, score, refused, missing, cost_usd }) => {
      const note = [
        ...(refused === undefined ? [] : [`not shown: ${refused}`]),
        ...missing.map((what) => `missing: ${what}`),
      ];
      return `${name.padEnd(width)}  ${score.toFixed(2)}  $${cost_usd.toFixed(4)}  ${note.join('; ')}`.trimEnd() + '\n';
    })
    .join('');
}
