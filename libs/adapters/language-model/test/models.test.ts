import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, transpileModule } from 'typescript';
import { agentModel, converseModel, LanguageModelError, type LanguageModel } from '../src';
import * as face from '../src';
import { Bedrock, chunk, failing, message, saying, streamHead } from './bedrock';

const prompt = {
  instructions: 'Say in one sentence what these have in common.',
  data: 'ledger-db: too many connections',
};
let bedrock: Bedrock;
beforeAll(async () => {
  bedrock = await Bedrock.start();
});
afterAll(() => bedrock.stop());
beforeEach(() => {
  bedrock.asked.length = 0;
});

const converse = (timeoutMs = 5000) =>
  converseModel({ modelId: 'eu.anthropic.claude-sonnet-4-6', maxOutputTokens: 300, timeoutMs });
const agent = (timeoutMs = 5000, maxOutputCharacters = 8000) =>
  agentModel({ agentId: 'AGENT1', agentAliasId: 'ALIAS1', timeoutMs, maxOutputCharacters });

it('offers these names and no others, so that a removal is a decision', () => {
  expect(Object.keys(face).sort()).toEqual(['LanguageModelError', 'agentModel', 'converseModel', 'estimatedTokens']);
});

describe('Converse', () => {
  it('gives the text and the tokens, over HTTP/1 and within the output asked for', async () => {
    bedrock.answer = saying('Both ran out of connections.');
    expect(await converse().complete(prompt)).toEqual({
      text: 'Both ran out of connections.',
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    expect(bedrock.asked[0]).toMatchObject({
      path: '/model/eu.anthropic.claude-sonnet-4-6/converse',
      body: { inferenceConfig: { maxTokens: 300 } },
    });
  });

  it('keeps the data out of the instructions', async () => {
    bedrock.answer = saying('ok');
    await converse().complete(prompt);
    const { system, messages } = bedrock.asked[0]?.body as { system: unknown; messages: unknown };
    expect(JSON.stringify(system)).toContain(prompt.instructions);
    expect(JSON.stringify(system)).not.toContain('ledger-db');
    expect(JSON.stringify(messages)).toContain('ledger-db');
  });

  const answer = {
    name: 'cause',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['cause'],
      properties: {
        cause: { type: 'string', maxLength: 300 },
        ids: { type: 'array', maxItems: 2, items: { type: 'string', pattern: '^E' } },
      },
    },
  };
  const formAsked = ({ body }: { body: Record<string, unknown> }) =>
    (body as { outputConfig?: { textFormat: { type: string; structure: { jsonSchema: { schema: string } } } } })
      .outputConfig?.textFormat;

  it('holds the model to the structure of the answer, without the lengths and patterns that Bedrock refuses', async () => {
    bedrock.answer = saying('{"cause":"a release"}');
    await converse().complete({ ...prompt, answer });
    const form = bedrock.asked.map(formAsked)[0];
    expect(form?.type).toBe('json_schema');
    expect(JSON.parse(form?.structure.jsonSchema.schema ?? '')).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['cause'],
      properties: { cause: { type: 'string' }, ids: { type: 'array', items: { type: 'string' } } },
    });
  });

  it('asks a model that cannot be held to a form without one, and from then on', async () => {
    const model = converse();
    bedrock.answer = (response) =>
      formAsked(bedrock.asked.at(-1) as (typeof bedrock.asked)[number])
        ? failing(400, 'ValidationException')(response)
        : saying('{"cause":"a release"}')(response);
    for (let time = 0; time < 2; time++) await model.complete({ ...prompt, answer });
    expect(bedrock.asked.map(formAsked).map((form) => form !== undefined)).toEqual([true, false, false]);
  });

  it('does not blame the form for a refusal of something else', async () => {
    const model = converse();
    bedrock.answer = failing(400, 'ValidationException');
    expect(await failure(model.complete({ ...prompt, answer }))).toMatchObject({ retryable: false });
    bedrock.answer = saying('{"cause":"a release"}');
    await model.complete({ ...prompt, answer });
    expect(bedrock.asked.map(formAsked).map((form) => form !== undefined)).toEqual([true, false, true]);
  });

  it('calls no text an error that a repeat does not mend', async () => {
    bedrock.answer = saying('  ');
    expect(await failure(converse().complete(prompt))).toMatchObject({ retryable: false });
  });
});

describe('an agent', () => {
  it('gives what the agent said in all its chunks, though one cuts a character in half', async () => {
    const bytes = Buffer.from('Both ran out of connections – again.', 'utf8');
    const cut = bytes.indexOf('–') + 1;
    bedrock.answer = (response) => {
      streamHead(response).write(chunk(bytes.subarray(0, cut)));
      response.write(message('event', 'trace', { trace: {} }));
      response.end(chunk(bytes.subarray(cut)));
    };
    expect(await agent().complete(prompt)).toEqual({ text: 'Both ran out of connections – again.' });
  });

  it('adds up the tokens of all its thoughts, which only its trace tells', async () => {
    const thought = (part: string, usage: object) =>
      message('event', 'trace', { trace: { [part]: { modelInvocationOutput: { metadata: { usage } } } } });
    bedrock.answer = (response) => {
      streamHead(response).write(thought('preProcessingTrace', { inputTokens: 10, outputTokens: 1 }));
      response.write(thought('orchestrationTrace', { inputTokens: 200, outputTokens: 30 }));
      response.end(chunk(Buffer.from('A release.')));
    };
    expect(await agent().complete(prompt)).toEqual({
      text: 'A release.',
      usage: { inputTokens: 210, outputTokens: 31 },
    });
    expect(bedrock.asked[0]?.body).toMatchObject({ enableTrace: true });
  });

  it('gives each call a session of its own, so that no call hears of another', async () => {
    bedrock.answer = (response) => void streamHead(response).end(chunk(Buffer.from('ok')));
    await agent().complete(prompt);
    await agent().complete(prompt);
    const sessions = bedrock.asked.map(
      ({ path }) => /^\/agents\/AGENT1\/agentAliases\/ALIAS1\/sessions\/([^/]+)\/text$/.exec(path)?.[1],
    );
    expect(sessions[0]).toBeDefined();
    expect(sessions[0]).not.toBe(sessions[1]);
  });

  it('stops reading when the agent says too much', async () => {
    bedrock.answer = (response) => {
      streamHead(response);
      for (let part = 0; part < 50; part++) response.write(chunk(Buffer.from('x'.repeat(100))));
      // Never ends: only a reader that stops by itself comes back.
    };
    expect(await agent(5000, 250).complete(prompt)).toEqual({ text: 'x'.repeat(250) });
  });

  it('does not wait for an agent that falls silent in the middle', async () => {
    bedrock.answer = (response) => void streamHead(response).write(chunk(Buffer.from('It is')));
    expect(await failure(agent(200).complete(prompt))).toMatchObject({ retryable: true });
  });

  it.each([
    ['throttlingException', true],
    ['dependencyFailedException', true],
    ['accessDeniedException', false],
    ['validationException', false],
  ])('understands %s in the middle of the stream', async (type, retryable) => {
    bedrock.answer = (response) => {
      streamHead(response).write(chunk(Buffer.from('It is')));
      response.end(message('exception', type, { message: 'about ledger-db' }));
    };
    expect(await failure(agent().complete(prompt))).toMatchObject({ retryable });
  });

  it('says so when the agent asks for an action instead of answering', async () => {
    bedrock.answer = (response) =>
      void streamHead(response).end(message('event', 'returnControl', { invocationId: '1' }));
    const error = await failure(agent().complete(prompt));
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toContain('An agent with actions');
  });
});

const models: readonly { name: string; model: (timeoutMs?: number) => LanguageModel }[] = [
  { name: 'Converse', model: converse },
  { name: 'an agent', model: agent },
];
describe.each(models)('$name', ({ model }) => {
  it.each([
    [429, 'ThrottlingException', true],
    [500, 'InternalServerException', true],
    [503, 'ServiceUnavailableException', true],
    [400, 'ValidationException', false],
    [403, 'AccessDeniedException', false],
    [404, 'ResourceNotFoundException', false],
  ])(
    'says whether HTTP %i %s may succeed later, asks once, and repeats nothing of the prompt',
    async (status, type, retryable) => {
      bedrock.answer = failing(status, type);
      const error = await failure(model().complete(prompt));
      expect(error).toMatchObject({ retryable });
      expect(error.message).toContain(type);
      expect(error.message).not.toContain('ledger-db');
      expect(bedrock.asked).toHaveLength(1);
    },
  );

  it('does not wait longer than its time', async () => {
    bedrock.answer = () => undefined;
    expect(await failure(model(100).complete(prompt))).toMatchObject({ retryable: true });
  });

  it('may be asked again after a broken connection', async () => {
    bedrock.answer = (response) => void response.socket?.destroy();
    expect(await failure(model().complete(prompt))).toMatchObject({ retryable: true });
  });
});

it('does what the first example of the README says', async () => {
  bedrock.answer = saying('Both ran out of database connections.');
  const [, example = '', output] =
    /```ts\n(.*?)```\s+```\n(.*?)```/s.exec(readFileSync(join(__dirname, '../README.md'), 'utf8')) ?? [];
  const { outputText } = transpileModule(example, { compilerOptions: { module: ModuleKind.CommonJS, target: 9 } });
  const printed: string[] = [];
  const run = new Function('require', 'exports', 'console', `return (async () => {${outputText}})()`);
  await run(require, {}, { log: (...words: unknown[]) => printed.push(words.join(' ')) });
  expect(`${printed.join('\n')}\n`).toBe(output);
});

async function failure(run: Promise<unknown>): Promise<LanguageModelError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LanguageModelError);
  return error as LanguageModelError;
}
