import { anEvent } from '@org/event-schema/testing';
import { slackNotifier } from '@org/notifiers/slack';
import { teamsNotifier } from '@org/notifiers/teams';
import { webhookNotifier } from '@org/notifiers/webhook';
import { chatsStandIn, type ChatsStandIn } from './chats';
import { served } from './loopback.testing';

const SECRET = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`;
const context = {
  key: '123456789012/space/task/1',
  repeat: false,
  ruleId: 'critical',
  reason: 'rule-matched',
  explanation: 'Rule critical matched.',
};

let standIn: ChatsStandIn;
let url: string;
let stop: () => Promise<void>;
beforeEach(async () => {
  standIn = chatsStandIn({ signingSecrets: { siem: SECRET } });
  ({ url, stop } = await served(standIn.handle));
});
afterEach(() => stop());

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  return { status: response.status, text: await response.text() };
};
const shown = () => standIn.messages().map(({ channel, name }) => `${channel}:${name}`);

it('takes what our notifiers send, also the largest pattern', async () => {
  const chat = (path: string) => ({ name: 'ops', webhookUrl: async () => `${url}${path}` });
  const webhook = webhookNotifier({ name: 'siem', url: `${url}/webhook/siem`, signingSecret: async () => SECRET });
  for (const notifier of [slackNotifier(chat('/slack/ops')), teamsNotifier(chat('/teams/ops')), webhook]) {
    await notifier.notify(anEvent(), context);
    await notifier.notifyPattern(
      {
        key: 'corr-1',
        title: 't'.repeat(5000),
        severity: 'CRITICAL',
        clients: 500,
        prose: 'p'.repeat(100_000),
        evidence: Array.from({ length: 500 }, (_, index) => `${index} ${'e'.repeat(2000)}`),
        investigations: Array.from({ length: 500 }, (_, index) => ({ key: `k${index}`, clientName: 'n'.repeat(500) })),
      },
      { repeat: false },
    );
  }
  expect(shown()).toEqual(['slack:ops', 'slack:ops', 'teams:ops', 'teams:ops', 'webhook:siem', 'webhook:siem']);
});

it('keeps a signed message once, however often it comes', async () => {
  const webhook = webhookNotifier({ name: 'siem', url: `${url}/webhook/siem`, signingSecret: async () => SECRET });
  await webhook.notify(anEvent(), context);
  await webhook.notify(anEvent(), { ...context, repeat: true });
  expect(shown()).toEqual(['webhook:siem']);
});

it.each([
  ['Slack text that is missing', '/slack/ops', { blocks: [] }, 400],
  ['a Slack block that does not exist', '/slack/ops', { text: 'x', blocks: [{ type: 'marquee' }] }, 400],
  [
    'a Slack header that is too long',
    '/slack/ops',
    { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'h'.repeat(151) } }] },
    400,
  ],
  ['a Teams message without a card', '/teams/ops', { type: 'message', attachments: [] }, 400],
  ['a Teams message of more than 28 KB', '/teams/ops', { type: 'message', text: 'x'.repeat(30_000) }, 413],
  ['a webhook that is not signed', '/webhook/siem', { type: 'x' }, 401],
  ['a webhook that nobody made', '/webhook/other', { type: 'x' }, 404],
])('refuses %s', async (_, path, body, status) => {
  expect((await post(path, body)).status).toBe(status);
  expect(standIn.messages()).toEqual([]);
});

it('refuses a signed message that somebody changed on the way, or kept for later', async () => {
  const sent: { body: string; headers: Record<string, string> }[] = [];
  await webhookNotifier({
    name: 'siem',
    url,
    signingSecret: async () => SECRET,
    transport: async ({ body = '', headers }) => {
      sent.push({ body, headers: { ...headers } });
      return { status: 204, headers: new Headers(), text: '' };
    },
  }).notify(anEvent(), context);
  const [{ body, headers } = { body: '', headers: {} }] = sent;
  expect((await post('/webhook/siem', { ...JSON.parse(body), type: 'other' }, headers)).status).toBe(401);
  const later = chatsStandIn({ signingSecrets: { siem: SECRET }, now: () => Date.now() + 3_600_000 });
  const other = await served(later.handle);
  const answer = await fetch(`${other.url}/webhook/siem`, { method: 'POST', body, headers });
  await other.stop();
  expect(answer.status).toBe(401);
});

it('asks for fewer messages when one channel gets more than one a second', async () => {
  const answers = await Promise.all(Array.from({ length: 61 }, () => post('/slack/ops', { text: 'x' })));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
});
