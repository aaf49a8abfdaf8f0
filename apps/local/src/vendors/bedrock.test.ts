import { agentModel, converseModel, type LanguageModel } from '@org/language-model';
import { bedrockStandIn, type BedrockStandIn } from './bedrock';
import { served } from './loopback.testing';

const prompt = { instructions: 'Say what these have in common.', data: 'too many connections' };
let standIn: BedrockStandIn;
let url: string;
let stop: () => Promise<void>;
beforeEach(async () => {
  standIn = bedrockStandIn({ now: () => Date.parse('2026-11-20T10:05:00Z') });
  ({ url, stop } = await served(standIn.handle));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '999999999999',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterEach(() => stop());

const models: readonly { name: string; model: () => LanguageModel; id: string }[] = [
  {
    name: 'InvokeAgent',
    model: () => agentModel({ agentId: 'DEMOAGENT1', agentAliasId: 'DEMOALIAS1' }),
    id: 'DEMOAGENT1/DEMOALIAS1',
  },
  {
    name: 'Converse',
    model: () => converseModel({ modelId: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0' }),
    id: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
  },
];

describe.each(models)('$name', ({ name, model, id }) => {
  it('answers the SDK whole, and says that it is no model', async () => {
    const { text } = await model().complete(prompt);
    expect(JSON.parse(text)).toMatchObject({
      cause: expect.stringMatching(/^This text comes from the local stand-in for Amazon Bedrock, not from a model/),
      confidence: 0,
    });
    expect(standIn.calls()).toMatchObject([
      {
        operation: name,
        model: id,
        at: '2026-11-20T10:05:00.000Z',
        prompt: expect.stringContaining('too many connections'),
      },
    ]);
  });

  it('makes the trouble that it is told to, and answers after it', async () => {
    standIn.faults.throttle(1);
    await expect(model().complete(prompt)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('ThrottlingException'),
    });
    standIn.faults.fail(1);
    await expect(model().complete(prompt)).rejects.toMatchObject({ retryable: true });
    await expect(model().complete(prompt)).resolves.toBeDefined();
    expect(standIn.calls()).toHaveLength(1);
  });
});

it.each(models)('counts the tokens of $name', async ({ model }) => {
  const { usage } = await model().complete(prompt);
  expect(usage?.inputTokens).toBeGreaterThan(10);
  expect(usage?.outputTokens).toBeGreaterThan(10);
});

it('takes the structure of an answer', async () => {
  const schema = { type: 'object', properties: { cause: { type: 'string', maxLength: 9 } } };
  await expect(
    converseModel({ modelId: 'm' }).complete({ ...prompt, answer: { name: 'cause', schema } }),
  ).resolves.toBeDefined();
  expect(standIn.calls()).toHaveLength(1);
});

const asking = (schema: string) => ({
  messages: [{ role: 'user', content: [{ text: 'What?' }] }],
  outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } },
});

it.each([
  ['a blank text', '/model/m/converse', { messages: [{ role: 'user', content: [{ text: ' ' }] }] }],
  [
    'a conversation that the model begins',
    '/model/m/converse',
    { messages: [{ role: 'assistant', content: [{ text: 'x' }] }] },
  ],
  ['the length of an answer', '/model/m/converse', asking('{"type":"object","maxLength":9}')],
  ['a form that is no JSON', '/model/m/converse', asking('no JSON')],
  ['no words for the agent', '/agents/AGENT1/agentAliases/ALIAS1/sessions/s1/text', { inputText: '' }],
  [
    'an agent id that cannot be',
    '/agents/agent-with-a-long-id/agentAliases/ALIAS1/sessions/s1/text',
    { inputText: 'x' },
  ],
])('refuses %s as Bedrock does', async (_, path, body) => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=999999999999/20261120/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0';
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify(body),
  });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
});

it('refuses who did not sign, and leaves other paths alone', async () => {
  expect((await fetch(`${url}/model/m/converse`, { method: 'POST', body: '{}' })).status).toBe(403);
  expect((await fetch(`${url}/model/%E0/converse`, { method: 'POST', body: '{}' })).headers.get('x-nobody')).toBe(
    'yes',
  );
  expect((await fetch(`${url}/models`)).headers.get('x-nobody')).toBe('yes');
});
