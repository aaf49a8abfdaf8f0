import { anEvent } from '@org/event-schema/testing';
import { aConfiguration } from '../test/central';
import { notifiersOf } from './notifier-for';

const context = { key: 'k', repeat: false, ruleId: 'r', reason: 'rule-matched', explanation: 'Because.' };

/** Which secret a destination asks for first; the reader refuses, so that nothing is ever sent. */
async function secretAskedFor(destination: string, accountId: string): Promise<string | undefined> {
  const asked: string[] = [];
  const configuration = aConfiguration();
  const bravo = configuration.clients.find(({ client_account_id }) => client_account_id === '222222222222');
  Object.assign(bravo?.destinations ?? {}, { pagerduty: { routing_key_secret: 'bravo/routing-key' } });
  const notifierFor = notifiersOf(configuration, async (name) => {
    asked.push(name);
    throw new Error('refused');
  });
  await expect(notifierFor(destination, accountId).notify(anEvent(), context)).rejects.toThrow('refused');
  return asked[0];
}

it.each([
  ['pagerduty:default', '123456789012', 'pagerduty/routing-key'],
  ['pagerduty:default', '222222222222', 'bravo/routing-key'],
  ['jira:default', '123456789012', 'jira/email'],
])('%s of client %s is told with the secret %s', async (destination, accountId, secret) => {
  expect(await secretAskedFor(destination, accountId)).toBe(secret);
});

it('says what to add when nothing is configured for a destination, and that nothing was sent', () => {
  const notifierFor = notifiersOf(aConfiguration(), async () => '');
  expect(() => notifierFor('pagerduty:nobody', '123456789012')).toThrow(
    'Nothing is configured for "pagerduty:nobody". Add it under integrations in central_account.yaml.',
  );
});
