import { loadConfiguration } from '@org/configuration';
import { anEvent } from '@org/event-schema/testing';
import { notifiersOf } from './configured';

const ACME = '418305726194';
const BRAVO = '530719284465';

const loaded = loadConfiguration([
  {
    path: 'central_account.yaml',
    text: `
central_account_id: '999999999999'
organization_id: 'o-a1b2c3d4e5'
integrations:
  pagerduty: { routing_key_secret: pagerduty/routing-key, api_key_secret: pagerduty/api-key, service_id: PDEFLT1 }
  jira: { base_url: 'https://example.atlassian.net', email_secret: jira/email, api_key_secret: jira/token, project_key: OPS }
`,
  },
  ...[
    { name: 'acme', account: ACME, own: '' },
    {
      name: 'bravo',
      account: BRAVO,
      own: 'destinations: { pagerduty: { routing_key_secret: bravo/routing-key, service_id: PBRAVO1 } }',
    },
  ].map(({ name, account, own }) => ({
    path: `clients/${name}.yaml`,
    text: `
client_name: ${name}
client_account_id: '${account}'
environment: production
devops_agent: { agent_space_id: space-${name}, region: us-east-1 }
${own}
`,
  })),
]);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { configuration } = loaded;

/** Which secret a destination asks for first; the reader refuses, so that nothing is ever sent. */
async function secretAskedFor(destination: string, accountId: string): Promise<string | undefined> {
  const asked: string[] = [];
  const notifierFor = notifiersOf(configuration, async (name) => {
    asked.push(name);
    throw new Error('refused');
  });
  const context = { key: 'k', repeat: false, ruleId: 'r', reason: 'rule-matched', explanation: 'Because.' };
  await expect(notifierFor(destination, accountId).notify(anEvent(), context)).rejects.toThrow('refused');
  return asked[0];
}

it.each([
  ['pagerduty:default', ACME, 'pagerduty/routing-key'],
  ['pagerduty:default', BRAVO, 'bravo/routing-key'],
  ['jira:default', ACME, 'jira/email'],
])('%s of client %s is told with the secret %s', async (destination, accountId, secret) => {
  expect(await secretAskedFor(destination, accountId)).toBe(secret);
});

it('says what to add when nothing is configured for a destination, and that nothing was sent', () => {
  const notifierFor = notifiersOf(configuration, async () => '');
  expect(() => notifierFor('pagerduty:nobody', ACME)).toThrow(
    'Nothing is configured for "pagerduty:nobody". Add it under integrations in central_account.yaml.',
  );
});
