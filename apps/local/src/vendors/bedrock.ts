import type { IncomingMessage, ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/core/event-streams';
import {
  faultSwitches,
  isRecord,
  parseJson,
  readBody,
  sendJson,
  type Answer,
  type Faults,
  type RequestHandler,
} from './stand-in';

export interface ModelCall {
  /** The agent `<id>/<alias>`, or the model's id. */
  readonly model: string;
  readonly operation: 'InvokeAgent' | 'Converse';
  /** When it was asked, ISO 8601. */
  readonly at: string;
  readonly prompt: string;
}

export interface BedrockStandIn {
  readonly handle: RequestHandler;
  calls(): readonly ModelCall[];
  readonly faults: Faults;
}

export interface BedrockOptions {
  readonly now?: () => number;
  /** What it says; that it is no model, unless given. */
  readonly answer?: (prompt: string) => string;
  readonly onChange?: (call: ModelCall) => void;
}

/** In the form that the pattern detector asks for. */
const NOT_A_MODEL = JSON.stringify({
  cause:
    'This text comes from the local stand-in for Amazon Bedrock, not from a model: with a real model or agent its reading of the shared evidence would stand here.',
  confidence: 0,
  check_first: [],
  clients: [],
  evidence: ['E1'],
});

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

/**
 * Amazon Bedrock's two calls that we use, over HTTP/1: InvokeAgent (an event stream) and Converse (JSON). Answers at
 * `/agents/…` and `/model/…`, as `AWS_ENDPOINT_URL` leads there.
 */
export function bedrockStandIn(options: BedrockOptions = {}): BedrockStandIn {
  const { now = Date.now, answer = () => NOT_A_MODEL } = options;
  const faults = faultSwitches();
  const calls: ModelCall[] = [];

  function asked(operation: ModelCall['operation'], model: string, prompt: string): string {
    const call = { model, operation, at: new Date(now()).toISOString(), prompt };
    calls.push(call);
    options.onChange?.(call);
    return answer(prompt);
  }

  async function invokeAgent(
    agent: string,
    alias: string,
    session: string,
    body: unknown,
    response: ServerResponse,
  ): Promise<void> {
    const prompt = isRecord(body) ? body['inputText'] : undefined;
    if (typeof prompt !== 'string' || prompt === '' || prompt.length > 25_000_000) {
      return fault(response, 400, 'ValidationException', 'inputText is missing or empty');
    }
    if (
      !/^[0-9a-zA-Z]{1,10}$/.test(agent) ||
      !/^[0-9a-zA-Z]{1,10}$/.test(alias) ||
      !/^[0-9a-zA-Z._:-]{2,100}$/.test(session)
    ) {
      return fault(
        response,
        400,
        'ValidationException',
        'agentId, agentAliasId or sessionId does not match its pattern',
      );
    }
    const text = asked('InvokeAgent', `${agent}/${alias}`, prompt);
    response.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-bedrock-agent-content-type': 'application/json',
      'x-amz-bedrock-agent-session-id': session,
    });
    if (isRecord(body) && body['enableTrace'] === true) {
      const metadata = { usage: usageOf(prompt, text) };
      response.write(event('trace', { trace: { orchestrationTrace: { modelInvocationOutput: { metadata } } } }));
    }
    // Two chunks, so that a client that reads only the first is found out.
    const middle = Math.ceil(text.length / 2);
    for (const part of [text.slice(0, middle), text.slice(middle)]) {
      response.write(event('chunk', { bytes: Buffer.from(part, 'utf8').toString('base64') }));
    }
    response.end();
  }

  function converse(model: string, body: unknown, response: ServerResponse): void {
    const messages = isRecord(body) && Array.isArray(body['messages']) ? body['messages'] : [];
    const first = messages[0] as unknown;
    const words = [
      ...textBlocks(isRecord(body) ? body['system'] : undefined),
      ...messages.flatMap((m) => textBlocks(isRecord(m) ? m['content'] : undefined)),
    ];
    const maxTokens =
      isRecord(body) && isRecord(body['inferenceConfig']) ? body['inferenceConfig']['maxTokens'] : undefined;
    if (!isRecord(first) || first['role'] !== 'user') {
      return fault(response, 400, 'ValidationException', 'A conversation must start with a user message.');
    }
    if (words.length === 0 || words.some((word) => word.trim() === '')) {
      return fault(response, 400, 'ValidationException', 'The text field in the ContentBlock object is blank.');
    }
    if (maxTokens !== undefined && !(typeof maxTokens === 'number' && maxTokens >= 1)) {
      return fault(response, 400, 'ValidationException', 'maxTokens must be at least 1');
    }
    const refused = refusedForm(isRecord(body) ? body['outputConfig'] : undefined);
    if (refused !== undefined) return fault(response, 400, 'ValidationException', refused);
    const prompt = words.join('\n\n');
    const text = asked('Converse', model, prompt);
    const usage = usageOf(prompt, text);
    sendJson(response, {
      status: 200,
      body: {
        output: { message: { role: 'assistant', content: [{ text }] } },
        stopReason: 'end_turn',
        usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens },
        metrics: { latencyMs: 1 },
      },
    });
  }

  return {
    async handle(request, response) {
      const target = targetOf(request);
      if (!target) return false;
      const body = parseJson((await readBody(request, 25 * 1024 * 1024)) ?? '');
      if (faults.take('throttle'))
        fault(response, 429, 'ThrottlingException', 'Too many requests, please wait before trying again.');
      else if (faults.take('fail'))
        fault(response, 500, 'InternalServerException', 'The system encountered an unexpected error.');
      else if (!signed(request))
        fault(response, 403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
      else if (faults.take('lose')) request.socket.destroy();
      else if ('model' in target) converse(target.model, body, response);
      else await invokeAgent(target.agent, target.alias, target.session, body, response);
      return true;
    },
    calls: () => [...calls],
    faults,
  };
}

type Target = { model: string } | { agent: string; alias: string; session: string };

function targetOf(request: IncomingMessage): Target | undefined {
  if (request.method !== 'POST') return undefined;
  const path = (request.url ?? '').split('?')[0]?.split('/').map(decoded) ?? [];
  if (path.length === 4 && path[1] === 'model' && path[3] === 'converse' && path[2]) return { model: path[2] };
  const [, agents, agent, aliases, alias, sessions, session, text] = path;
  if (
    path.length === 8 &&
    agents === 'agents' &&
    aliases === 'agentAliases' &&
    sessions === 'sessions' &&
    text === 'text'
  ) {
    return { agent: agent ?? '', alias: alias ?? '', session: session ?? '' };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function signed(request: IncomingMessage): boolean {
  return /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/bedrock\/aws4_request,/.test(
    request.headers.authorization ?? '',
  );
}

/** As many tokens as English has, about. */
function usageOf(prompt: string, text: string): { inputTokens: number; outputTokens: number } {
  return { inputTokens: Math.ceil(prompt.length / 4), outputTokens: Math.ceil(text.length / 4) };
}

/** Bedrock compiles the form of an answer, and refuses what it cannot hold a model to. */
function refusedForm(outputConfig: unknown): string | undefined {
  if (outputConfig === undefined) return undefined;
  const format = isRecord(outputConfig) ? outputConfig['textFormat'] : undefined;
  const structure = isRecord(format) && format['type'] === 'json_schema' ? format['structure'] : undefined;
  const json = isRecord(structure) && isRecord(structure['jsonSchema']) ? structure['jsonSchema']['schema'] : undefined;
  const schema = typeof json === 'string' ? parseJson(json) : undefined;
  if (!isRecord(schema)) return 'outputConfig.textFormat: the schema is no JSON text of an object';
  const unknown = /"(minLength|maxLength|minimum|maximum|maxItems|pattern|default)":/.exec(JSON.stringify(schema))?.[1];
  return unknown === undefined ? undefined : `outputConfig.textFormat: the keyword ${unknown} is not supported`;
}

function event(type: string, payload: unknown): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: new Uint8Array(Buffer.from(JSON.stringify(payload), 'utf8')),
  });
}

function textBlocks(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block) => (isRecord(block) && typeof block['text'] === 'string' ? [block['text']] : []));
}

function fault(response: ServerResponse, status: number, type: string, message: string): void {
  const answer: Answer = { status, body: { message }, headers: { 'x-amzn-errortype': type } };
  sendJson(response, answer);
}
