import type { ClientConfiguration } from '@org/configuration';
import type { InvestigationEvent } from '@org/event-schema';

type Links = InvestigationEvent['links'];

// AWS's own sites, where the reader signs in. AWS DevOps Agent User Guide, "Operator app"; AWS Management Console.
const INVESTIGATION_HOSTS = /\.aidevops\.global\.app\.aws$|(^|\.)console\.aws\.amazon\.com$/;
const CONSOLE_HOSTS = /(^|\.)console\.aws\.amazon\.com$/;

/**
 * The links that may be shown to a person: to AWS's own sites, and to the application's page that the client's file
 * names. Any other is left out, because a link in a page is clicked by somebody who was just woken up.
 */
export function acceptedLinks(links: Links, client: ClientConfiguration): Links {
  const { devops_agent_investigation: investigation, cloudwatch_logs: logs, affected_application: application } = links;
  const own = client.links.affected_application;
  return {
    ...(investigation && leadsTo(INVESTIGATION_HOSTS, investigation)
      ? { devops_agent_investigation: investigation }
      : {}),
    ...(logs && leadsTo(CONSOLE_HOSTS, logs) ? { cloudwatch_logs: logs } : {}),
    ...(application && application === own ? { affected_application: application } : {}),
  };
}

function leadsTo(hosts: RegExp, link: string): boolean {
  const { protocol, hostname, username, port } = new URL(link);
  return protocol === 'https:' && username === '' && port === '' && hosts.test(hostname);
}
