import type { CentralConfiguration, Configuration } from './schema';

/** What a PagerDuty destination comes to for one client. Secrets by name. */
export interface PagerDutyTarget {
  readonly kind: 'pagerduty';
  readonly events_url: string;
  readonly api_url: string;
  readonly routing_key_secret: string;
  readonly api_key_secret: string;
  readonly service_id?: string;
}

/** What a Jira destination comes to for one client. Secrets by name. */
export interface JiraTarget {
  readonly kind: 'jira';
  readonly base_url: string;
  readonly email_secret: string;
  readonly api_key_secret: string;
  readonly project_key: string;
  readonly issue_type: string;
}

/**
 * What a destination comes to. `pagerduty:default` and `jira:default` are the client's own where it has one, else the
 * central one; any other name is a service or project of the integration, and `jira:KEY` may also be a project's key.
 *
 * @param accountId the client that the event is about; undefined for a pattern, which belongs to no single client
 * @returns undefined when nothing of that name is configured, which {@link loadConfiguration} has refused for rules
 */
export function resolveDestination(
  { central: { integrations }, clients }: Configuration,
  destination: string,
  accountId?: string,
): PagerDutyTarget | JiraTarget | undefined {
  const [kind, name = ''] = destination.split(':', 2);
  const own = clients.find((client) => client.client_account_id === accountId)?.destinations;
  if (kind === 'pagerduty' && integrations.pagerduty) {
    const { events_url, api_url, api_key_secret, routing_key_secret, service_id, services } = integrations.pagerduty;
    const service =
      name === 'default' ? (own?.pagerduty ?? { routing_key_secret, service_id }) : ownValue(services, name);
    return service && { kind, events_url, api_url, api_key_secret, ...service };
  }
  if (kind === 'jira' && integrations.jira) {
    const { base_url, email_secret, api_key_secret, project_key, issue_type, projects } = integrations.jira;
    const byKey = [{ project_key }, ...Object.values(projects ?? {})].find((known) => known.project_key === name);
    const project = name === 'default' ? (own?.jira ?? { project_key }) : (ownValue(projects, name) ?? byKey);
    return project && { kind, base_url, email_secret, api_key_secret, issue_type, ...project };
  }
  return undefined;
}

function ownValue<T>(map: Record<string, T> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The names of all secrets that central reads, sorted: what its functions may read, and nothing else. */
export function secretNames({ central: { integrations }, clients }: Configuration): string[] {
  const { pagerduty, jira } = integrations;
  const names = [
    ...(pagerduty ? [pagerduty.api_key_secret, pagerduty.routing_key_secret] : []),
    ...Object.values(pagerduty?.services ?? {}).map(({ routing_key_secret }) => routing_key_secret),
    ...(jira ? [jira.email_secret, jira.api_key_secret] : []),
    ...clients.flatMap(({ destinations }) => destinations.pagerduty?.routing_key_secret ?? []),
  ];
  return [...new Set(names)].sort();
}

/** The part of the central configuration that the routing engine reads, and nothing beside it. */
export function routingTableSource({
  central: { routes, routing_rules, default_destination },
}: Pick<Configuration, 'central'>): Pick<CentralConfiguration, 'routes' | 'routing_rules' | 'default_destination'> {
  return { routes, routing_rules, default_destination };
}
