import { resolveDestination, type Configuration } from '@org/configuration';
import type { Transport } from './call';
import { jiraNotifier } from './jira';
import type { Notifier } from './notifier';
import { pagerDutyNotifier } from './pagerduty';
import { slackNotifier } from './slack';
import { teamsNotifier } from './teams';
import { webhookNotifier } from './webhook';

/**
 * The notifier behind a destination, such as `pagerduty:default`, which may mean another service for every client.
 *
 * @param secret reads a secret by the name that the configuration gives
 * @param transport for tests; `fetch` otherwise
 * @throws (from the function it returns) when nothing is configured for a destination: not retryable, and nothing was sent
 */
export function notifiersOf(
  configuration: Configuration,
  secret: (name: string) => Promise<string>,
  transport?: Transport,
): (destination: string, accountId?: string) => Notifier {
  const over = transport && { transport };
  // Without its secret no call was made, so nobody need ask the vendor what became of it.
  const read = (name: string) =>
    secret(name).catch((error: Error) => {
      throw Object.assign(error, { retryable: true, inDoubt: false });
    });
  return (destination, accountId) => {
    const target = resolveDestination(configuration, destination, accountId);
    switch (target?.kind) {
      case 'pagerduty':
        return pagerDutyNotifier({
          name: destination,
          ...over,
          eventsUrl: target.events_url,
          apiUrl: target.api_url,
          routingKey: () => read(target.routing_key_secret),
          apiKey: () => read(target.api_key_secret),
          // Without it a look-up could take another service's incident for this one's page, so none is found then.
          ...(target.service_id === undefined ? {} : { serviceId: target.service_id }),
        });
      case 'jira':
        return jiraNotifier({
          name: destination,
          ...over,
          baseUrl: target.base_url,
          email: () => read(target.email_secret),
          token: () => read(target.api_key_secret),
          projectKey: target.project_key,
          issueType: target.issue_type,
        });
      case 'slack':
      case 'teams': {
        const chat = { name: destination, ...over, webhookUrl: () => read(target.webhook_url_secret) };
        return target.kind === 'slack' ? slackNotifier(chat) : teamsNotifier(chat);
      }
      case 'webhook':
        return webhookNotifier({
          name: destination,
          ...over,
          url: target.url,
          signingSecret: () => read(target.signing_secret),
        });
      case undefined:
        throw Object.assign(
          new Error(`Nothing is configured for "${destination}". Add it under integrations in central_account.yaml.`),
          { retryable: false, inDoubt: false },
        );
    }
  };
}
