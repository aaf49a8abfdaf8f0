import { channelOf, type Channel } from '@org/event-schema';
import { clientRegions } from './clients';
import { pointerOf, pointerParts } from './pointers';
import type { CentralConfiguration, ClientConfiguration, Configuration } from './schema';

/** What every destination has: how many calls it takes. */
interface Limited {
  readonly calls_per_minute: number;
  /** What shares the limit: destinations with the same key are counted together. Holds no secret. */
  readonly limit_key: string;
}

/** What a PagerDuty destination comes to for one client. Secrets by name. */
export interface PagerDutyTarget extends Limited {
  readonly kind: 'pagerduty';
  readonly events_url: string;
  readonly api_url: string;
  readonly routing_key_secret: string;
  readonly api_key_secret: string;
  readonly service_id?: string;
}

/** What a Jira destination comes to for one client. Secrets by name. */
export interface JiraTarget extends Limited {
  readonly kind: 'jira';
  readonly base_url: string;
  readonly email_secret: string;
  readonly api_key_secret: string;
  readonly project_key: string;
  readonly issue_type: string;
}

/** A channel of Slack or Teams. Its webhook's address is a secret, by name. */
export interface ChatTarget extends Limited {
  readonly kind: 'slack' | 'teams';
  readonly webhook_url_secret: string;
}

export interface WebhookTarget extends Limited {
  readonly kind: 'webhook';
  readonly url: string;
  readonly signing_secret: string;
}

export type Target = PagerDutyTarget | JiraTarget | ChatTarget | WebhookTarget;

/**
 * What a destination comes to. `pagerduty:default` and `jira:default` are the client's own where it has one, else the
 * central one; any other name is one of the integration, and `jira:KEY` may also be a project's key.
 *
 * @param accountId the client that the event is about; undefined for a pattern, which belongs to no single client
 * @returns undefined when nothing of that name is configured, which {@link loadConfiguration} has refused for rules
 */
export function resolveDestination(
  { central: { integrations }, clients }: Configuration,
  destination: string,
  accountId?: string,
): Target | undefined {
  const [, name = ''] = destination.split(':', 2);
  const own = clients.find((client) => client.client_account_id === accountId)?.destinations;
  switch (channelOf(destination)) {
    case 'pagerduty': {
      if (!integrations.pagerduty) return undefined;
      const { events_url, api_url, api_key_secret, routing_key_secret, service_id, services, calls_per_minute } =
        integrations.pagerduty;
      const service =
        name === 'default' ? (own?.pagerduty ?? { routing_key_secret, service_id }) : ownValue(services, name);
      return (
        service && {
          kind: 'pagerduty',
          events_url,
          api_url,
          api_key_secret,
          ...service,
          calls_per_minute,
          limit_key: `pagerduty/${service.routing_key_secret}`,
        }
      );
    }
    case 'jira': {
      if (!integrations.jira) return undefined;
      const { base_url, email_secret, api_key_secret, project_key, issue_type, projects, calls_per_minute } =
        integrations.jira;
      const byKey = [{ project_key }, ...Object.values(projects ?? {})].find((known) => known.project_key === name);
      const project = name === 'default' ? (own?.jira ?? { project_key }) : (ownValue(projects, name) ?? byKey);
      return (
        project && {
          kind: 'jira',
          base_url,
          email_secret,
          api_key_secret,
          issue_type,
          ...project,
          calls_per_minute,
          limit_key: `jira/${new URL(base_url).host}`,
        }
      );
    }
    case 'slack':
    case 'teams': {
      const kind = channelOf(destination) as ChatTarget['kind'];
      const channel = ownValue(integrations[kind]?.channels, name);
      const calls_per_minute = integrations[kind]?.calls_per_minute;
      return channel && calls_per_minute
        ? { kind, ...channel, calls_per_minute, limit_key: `${kind}/${channel.webhook_url_secret}` }
        : undefined;
    }
    case 'webhook': {
      const webhook = ownValue(integrations.webhooks, name);
      return webhook && { kind: 'webhook', calls_per_minute: 600, ...webhook, limit_key: `webhook/${name}` };
    }
    case undefined:
      return undefined;
  }
}

/** The same for destinations by which people hear the same thing at the same place, whatever their names. No secret. */
export function placeOf(target: Target): string {
  switch (target.kind) {
    case 'pagerduty':
      return `pagerduty:${target.service_id ?? target.routing_key_secret}`;
    case 'jira':
      return `jira:${target.project_key}`;
    case 'slack':
    case 'teams':
      return `${target.kind}:${target.webhook_url_secret}`;
    case 'webhook':
      return `webhook:${target.url}`;
  }
}

function ownValue<T>(map: Record<string, T> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The names that a channel's destinations may have, for a mend. */
export function destinationNames({ integrations }: CentralConfiguration, channel: Channel): string[] | undefined {
  const { pagerduty, jira, webhooks } = integrations;
  switch (channel) {
    case 'pagerduty':
      return pagerduty && ['default', ...Object.keys(pagerduty.services ?? {})];
    case 'jira':
      return jira && ['default', jira.project_key, ...Object.keys(jira.projects ?? {})];
    case 'slack':
    case 'teams':
      return integrations[channel] && Object.keys(integrations[channel].channels);
    case 'webhook':
      return webhooks && Object.keys(webhooks);
  }
}

/** The names of all secrets that central reads, sorted: what its functions may read, and nothing else. */
export function secretNames({ central: { integrations }, clients }: Configuration): string[] {
  const { pagerduty, jira, slack, teams, webhooks } = integrations;
  const names = [
    ...(pagerduty ? [pagerduty.api_key_secret, pagerduty.routing_key_secret] : []),
    ...Object.values(pagerduty?.services ?? {}).map(({ routing_key_secret }) => routing_key_secret),
    ...(jira ? [jira.email_secret, jira.api_key_secret] : []),
    ...[slack, teams]
      .flatMap((chat) => Object.values(chat?.channels ?? {}))
      .map((channel) => channel.webhook_url_secret),
    ...Object.values(webhooks ?? {}).map(({ signing_secret }) => signing_secret),
    ...clients.flatMap(({ destinations }) => destinations.pagerduty?.routing_key_secret ?? []),
  ];
  return [...new Set(names)].sort();
}

/** What the routing engine reads of a configuration. */
export interface RoutingSource
  extends Pick<
    CentralConfiguration,
    'routes' | 'routing_rules' | 'default_destination' | 'times' | 'severity_overrides' | 'silences'
  > {
  /** By account id: what rules ask for under `client`, and what the client's own file says of its hours. */
  readonly clients: Readonly<Record<string, RoutedClient>>;
}

export interface RoutedClient
  extends Pick<ClientConfiguration, 'environment' | 'membership' | 'tags' | 'quiet_hours' | 'maintenance_windows'> {
  readonly name: string;
  readonly regions: readonly string[];
}

/** The part of the configuration that the routing engine reads, and nothing beside it. */
export function routingTableSource({ central, clients }: Configuration): RoutingSource {
  const { routes, routing_rules, default_destination, times, severity_overrides, silences } = central;
  const routed = clients.map((client): [string, RoutedClient] => {
    const { client_account_id, client_name: name, environment, membership, tags, quiet_hours } = client;
    const { maintenance_windows } = client;
    return [
      client_account_id,
      {
        name,
        environment,
        membership,
        regions: clientRegions(client),
        tags,
        ...(quiet_hours && { quiet_hours }),
        maintenance_windows,
      },
    ];
  });
  return {
    routes,
    routing_rules,
    default_destination,
    times,
    severity_overrides,
    silences,
    clients: Object.fromEntries(routed),
  };
}

/** A problem that the routing engine has with {@link routingTableSource}, as one of the configuration that it came from. */
export function routingProblem<P extends { readonly pointer: string }>({ clients }: Configuration, problem: P): P {
  const [side, account, ...rest] = pointerParts(problem.pointer);
  if (side !== 'clients') return { ...problem, pointer: `/central${problem.pointer}` };
  const index = clients.findIndex(({ client_account_id }) => client_account_id === account);
  return { ...problem, pointer: pointerOf('clients', index, ...rest) };
}
