import { BedrockRuntimeClient, ConverseCommand, type OutputConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ask } from './ask';
import { delimit } from './delimit';
import { LanguageModelError, type AnswerForm, type LanguageModel } from './language-model';
import { structureOf } from './structure';

export interface ConverseConfig {
  /** A model id or inference profile, such as `eu.anthropic.claude-sonnet-4-6`. */
  readonly modelId: string;
  /** The function's own Region if left out. */
  readonly region?: string;
  readonly maxOutputTokens?: number;
  readonly timeoutMs?: number;
}

/** A model by Amazon Bedrock's Converse. */
export function converseModel(config: ConverseConfig): LanguageModel {
  // One attempt: the queue retries, with its own pauses.
  const client = new BedrockRuntimeClient({
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
    ...(config.region === undefined ? {} : { region: config.region }),
  });
  const who = `Bedrock model ${config.modelId}`;
  const mend = 'Check the model id in the configuration, and that this role may call bedrock:InvokeModel on it.';
  const maxOutputTokens = config.maxOutputTokens ?? 1000;
  // Bedrock user guide, "Get validated JSON results from models": not every model can be held to a form.
  let takesForms = true;
  return {
    name: config.modelId,
    maxOutputTokens,
    complete: (prompt) =>
      ask(who, mend, config.timeoutMs, async (abortSignal) => {
        const { instructions, data } = delimit(prompt);
        const send = (form: AnswerForm | undefined) =>
          client.send(
            new ConverseCommand({
              modelId: config.modelId,
              system: [{ text: instructions }],
              messages: [{ role: 'user', content: [{ text: data }] }],
              inferenceConfig: { maxTokens: maxOutputTokens },
              ...(form && { outputConfig: outputConfigOf(form) }),
            }),
            { abortSignal },
          );
        const form = takesForms ? prompt.answer : undefined;
        const answer = await send(form).catch((error: unknown) => {
          // What the service refused costs nothing. If it was not the form, it refuses this as well.
          if (!form || (error as Error).name !== 'ValidationException') throw error;
          return send(undefined).then((taken) => {
            takesForms = false;
            return taken;
          });
        });
        const text = (answer.output?.message?.content ?? []).map((block) => block.text ?? '').join('');
        if (text.trim() === '') {
          throw new LanguageModelError(`${who} answered without text (stop reason ${answer.stopReason}). ${mend}`, {
            retryable: false,
          });
        }
        const { inputTokens, outputTokens } = answer.usage ?? {};
        return inputTokens === undefined || outputTokens === undefined
          ? { text }
          : { text, usage: { inputTokens, outputTokens } };
      }),
  };
}

function outputConfigOf({ name, schema }: AnswerForm): OutputConfig {
  const jsonSchema = { name, schema: JSON.stringify(structureOf(schema)) };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } } };
}
