import { resolveDestination, type Configuration } from '@org/configuration';
import type { Notifier } from '@org/notifiers';
import { jiraNotifier } from '@org/notifiers/jira';
import { pagerDutyNotifier } from '@org/notifiers/pagerduty';

/** The notifier behind a destination, such as `pagerduty:default`, which may mean another service for every client. */
export function notifiersOf(
  configuration: Configuration,
  secret: (name: string) => Promise<string>,
): (destination: string, accountId?: string) => Notifier {
  return (destination, accountId) => {
    const target = resolveDestination(configuration, destination, accountId);
    switch (target?.kind) {
      case 'pagerduty':
        return pagerDutyNotifier({
          name: destination,
          eventsUrl: target.events_url,
          apiUrl: target.api_url,
          routingKey: () => secret(target.routing_key_secret),
          apiKey: () => secret(target.api_key_secret),
        });
      case 'jira':
        return jiraNotifier({
          name: destination,
          baseUrl: target.base_url,
          email: () => secret(target.email_secret),
          token: () => secret(target.api_key_secret),
          projectKey: target.project_key,
          issueType: target.issue_type,
        });
      case undefined:
        throw Object.assign(
          new Error(`Nothing is configured for "${destination}". Add it under integrations in central_account.yaml.`),
          { retryable: false, inDoubt: false },
        );
    }
  };
}
