import { randomUUID } from 'node:crypto';
import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type Trace,
  type Usage,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ask } from './ask';
import { delimit } from './delimit';
import { LanguageModelError, estimatedTokens, type LanguageModel } from './language-model';

export interface AgentConfig {
  readonly agentId: string;
  readonly agentAliasId: string;
  /** The function's own Region if left out. */
  readonly region?: string;
  /** InvokeAgent has no limit of its own on what the agent says; reading stops here. */
  readonly maxOutputCharacters?: number;
  readonly timeoutMs?: number;
}

/** An existing Bedrock agent ("Classic", which takes no new customers since 2026-07-30). */
export function agentModel(config: AgentConfig): LanguageModel {
  // NodeHttpHandler, because this client speaks HTTP/2 otherwise, which proxies and local endpoints may not.
  const client = new BedrockAgentRuntimeClient({
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
    ...(config.region === undefined ? {} : { region: config.region }),
  });
  const who = `Bedrock agent ${config.agentId}/${config.agentAliasId}`;
  const mend =
    'Check agent and alias in the configuration, and that this role may call bedrock:InvokeAgent on the alias.';
  const most = config.maxOutputCharacters ?? 8000;
  return {
    name: `${config.agentId}/${config.agentAliasId}`,
    maxOutputTokens: estimatedTokens(most),
    complete: (prompt) =>
      ask(who, mend, config.timeoutMs, async (abortSignal) => {
        const { instructions, data } = delimit(prompt);
        const answer = await client.send(
          new InvokeAgentCommand({
            agentId: config.agentId,
            agentAliasId: config.agentAliasId,
            sessionId: randomUUID(), // a session of its own, so that no call hears of another
            inputText: `${instructions}\n\n${data}`,
            enableTrace: true, // the only place where an agent tells its tokens
          }),
          { abortSignal },
        );
        const decoder = new TextDecoder(); // a character may be split between two chunks
        let text = '';
        const used: Usage[] = [];
        for await (const { chunk, trace } of answer.completion ?? []) {
          text += decoder.decode(chunk?.bytes, { stream: true });
          used.push(...usageIn(trace?.trace));
          if (text.length >= most) break;
        }
        if (text.trim() === '') {
          throw new LanguageModelError(
            `${who} answered without text. ${mend} An agent with actions asks for them instead.`,
            {
              retryable: false,
            },
          );
        }
        return { text: text.slice(0, most), ...(used.length > 0 && { usage: sumOf(used) }) };
      }),
  };
}

/** Of a part of a trace: an agent calls its model before, while and after it thinks. */
function usageIn(trace: Trace | undefined): Usage[] {
  if (!trace) return [];
  const { preProcessingTrace, orchestrationTrace, postProcessingTrace } = trace;
  return [preProcessingTrace, orchestrationTrace, postProcessingTrace].flatMap((part) => {
    const { usage } = part?.modelInvocationOutput?.metadata ?? {};
    return usage ? [usage] : [];
  });
}

function sumOf(used: readonly Usage[]): { inputTokens: number; outputTokens: number } {
  const sum = (of: (one: Usage) => number | undefined) => used.reduce((total, one) => total + (of(one) ?? 0), 0);
  return { inputTokens: sum((one) => one.inputTokens), outputTokens: sum((one) => one.outputTokens) };
}
