import { InvalidPatternError, compilePattern } from '@org/event-pattern';
import { CHANNELS, channelOf, type Channel } from '@org/event-schema';
import { agentSpaces, clientRegions } from './clients';
import { destinationNames, resolveDestination } from './destinations';
import { MAX_CLIENT_DOCUMENT_BYTES, clientDocument } from './documents';
import { pointerOf, printable } from './pointers';
import type { CentralConfiguration, ClientConfiguration } from './schema';
import { nearest } from './suggest';

/** One thing wrong between values; `pointer` is a JSON pointer into the configuration: `/central/…`, `/clients/0/…`. */
export interface CrossProblem {
  readonly pointer: string;
  readonly what: string;
  readonly mend: string;
}

/** What no single value can tell about the central file. */
export function centralProblems(central: CentralConfiguration): CrossProblem[] {
  return [...destinationProblems(central), ...routeProblems(central), ...analysisProblems(central)];
}

/** What no single value can tell about the clients, alone and among each other. */
export function clientProblems(
  clients: readonly ClientConfiguration[],
  central?: CentralConfiguration,
): CrossProblem[] {
  const accounts = new Map<string, ClientConfiguration>();
  const spaces = new Map<string, ClientConfiguration>();
  return clients.flatMap((client, index) => {
    const problems: CrossProblem[] = [];
    const add = (parts: readonly (string | number)[], what: string, mend: string) =>
      problems.push({ pointer: pointerOf('clients', index, ...parts), what, mend });
    const { client_account_id, client_name, devops_agent, destinations } = client;

    const twin = accounts.get(client_account_id);
    if (twin) {
      add(
        ['client_account_id'],
        `account ${client_account_id} is "${printable(twin.client_name)}" already`,
        'one file for each client account: mend the id, or merge the two files',
      );
    }
    accounts.set(client_account_id, twin ?? client);
    if (central?.central_account_id === client_account_id) {
      add(
        ['client_account_id'],
        `account ${client_account_id} is the central account`,
        'give the id of the account to watch: central cannot be its own client',
      );
    }

    const listed = devops_agent.agent_spaces !== undefined;
    const single = devops_agent.agent_space_id !== undefined || devops_agent.region !== undefined;
    if (listed && single) {
      add(
        ['devops_agent'],
        'agent_spaces stands beside agent_space_id or region',
        'use agent_space_id and region for one agent space, or agent_spaces for several',
      );
    } else if (!listed && !single) {
      add(['devops_agent'], 'no agent space is named', 'add agent_space_id and region');
    } else if (!listed && devops_agent.region === undefined) {
      add(['devops_agent'], 'region is missing beside agent_space_id', 'add region: the AWS Region of the agent space');
    } else if (!listed && devops_agent.agent_space_id === undefined) {
      add(['devops_agent'], 'agent_space_id is missing beside region', 'add agent_space_id');
    }
    agentSpaces(client).forEach(({ agent_space_id }, at) => {
      const owner = spaces.get(agent_space_id);
      const parts = listed
        ? ['devops_agent', 'agent_spaces', at, 'agent_space_id']
        : ['devops_agent', 'agent_space_id'];
      if (owner)
        add(
          parts,
          `agent space ${agent_space_id} belongs to "${printable(owner.client_name)}" already`,
          'name each agent space once',
        );
      spaces.set(agent_space_id, owner ?? client);
    });

    for (const kind of ['pagerduty', 'jira'] as const) {
      if (central && destinations[kind] && !central.integrations[kind]) {
        add(
          ['destinations', kind],
          `${kind} is not configured in the central file`,
          `add integrations.${kind} there, or remove this`,
        );
      }
    }

    client.quiet_hours?.instead.forEach((destination, at) => {
      if (!central || resolveDestination({ central, clients: [client] }, destination, client_account_id)) return;
      add(['quiet_hours', 'instead', at], `unknown destination ${destination}`, destinationMend(destination, central));
    });

    for (const region of clientRegions(client)) {
      const document = clientDocument(
        { central: central as CentralConfiguration, clients: [client] },
        client_account_id,
        region,
      );
      const bytes = Buffer.byteLength(JSON.stringify(document));
      if (bytes > MAX_CLIENT_DOCUMENT_BYTES) {
        add(
          ['tags'],
          `what "${printable(client_name)}" needs to know in ${region} comes to ${bytes} bytes; ${MAX_CLIENT_DOCUMENT_BYTES} fit (4,096 bytes of a stack parameter and of a function's environment, less 512 for the other variables)`,
          'shorten or remove tags, or spread the agent spaces over Regions',
        );
      }
    }
    return problems;
  });
}

function destinationProblems(central: CentralConfiguration): CrossProblem[] {
  const { default_destination, routing_rules, routes } = central;
  const { enabled, notify } = routing_rules.pattern_detection;
  const rules = Object.entries(routing_rules).flatMap(([name, rule]) =>
    'actions' in rule
      ? rule.actions.map((action, at) => ({
          destination: action === 'page_engineer' ? 'pagerduty:default' : 'jira:default',
          at: ['routing_rules', name, 'actions', at],
        }))
      : [],
  );
  return [
    { destination: default_destination, at: ['default_destination'] },
    ...(enabled
      ? notify.map((destination, at) => ({ destination, at: ['routing_rules', 'pattern_detection', 'notify', at] }))
      : []),
    ...rules,
    ...routes.flatMap((route, index) => [
      ...route.notify.map((destination, at) => ({ destination, at: ['routes', index, 'notify', at] })),
      ...(route.escalate ?? []).flatMap(({ notify: step }, number) =>
        step.map((destination, at) => ({ destination, at: ['routes', index, 'escalate', number, 'notify', at] })),
      ),
    ]),
  ]
    .filter(({ destination }) => resolveDestination({ central, clients: [] }, destination) === undefined)
    .map(({ destination, at }) => ({
      pointer: pointerOf('central', ...at),
      what: `unknown destination ${destination}`,
      mend: destinationMend(destination, central),
    }));
}

/** Where a channel's destinations get their names. */
const PLACES: Readonly<Record<Channel, string>> = {
  pagerduty: 'integrations.pagerduty.services',
  jira: 'integrations.jira.projects',
  slack: 'integrations.slack.channels',
  teams: 'integrations.teams.channels',
  webhook: 'integrations.webhooks',
};

function destinationMend(destination: string, central: CentralConfiguration): string {
  const [, name = ''] = destination.split(':', 2);
  const channel = channelOf(destination);
  if (channel === undefined) return `name a channel: ${Object.keys(CHANNELS).join(', ')}`;
  const place = PLACES[channel];
  const known = destinationNames(central, channel);
  if (!known) {
    return `add ${place.split('.').slice(0, 2).join('.')}, or name a destination of another kind`;
  }
  const meant = nearest(name, known);
  return meant === undefined
    ? `add "${name}" to ${place}${known.length === 0 ? '' : `, or use one of ${known.join(', ')}`}`
    : `did you mean "${channel}:${meant}"?`;
}

function routeProblems(central: CentralConfiguration): CrossProblem[] {
  const { routes, routing_rules } = central;
  const problems: CrossProblem[] = [];
  const ids = new Set(['default']); // what a decision says when no rule matched
  for (const name of Object.keys(routing_rules)) {
    if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) continue;
    problems.push({
      pointer: pointerOf('central', 'routing_rules', name),
      what: `"${printable(name)}" cannot be the name of a rule`,
      mend: 'use small letters, digits, _ and -',
    });
  }
  routes.forEach(({ id }, index) => {
    if (ids.has(id)) {
      problems.push({
        pointer: pointerOf('central', 'routes', index, 'id'),
        what: `the id ${id} is taken`,
        mend: 'give every rule an id of its own',
      });
    }
    ids.add(id);
  });
  for (const list of ['routes', 'severity_overrides', 'silences'] as const) {
    central[list].forEach(({ when }, index) => {
      const found = patternProblem(when);
      if (found) problems.push({ ...found, pointer: pointerOf('central', list, index, 'when') + found.pointer });
    });
  }
  return problems;
}

function patternProblem(when: object): CrossProblem | undefined {
  if (Object.keys(when).length === 0) return undefined; // matches every event; EventBridge itself refuses an empty pattern
  try {
    compilePattern(when);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    return { pointer: error.pointer, what: `this is no event pattern: ${error.reason}`, mend: error.mend };
  }
}

function analysisProblems({ analysis, bedrock_agent: bedrock }: CentralConfiguration): CrossProblem[] {
  const problem = (part: string, what: string, mend: string) => [{ pointer: pointerOf('central', part), what, mend }];
  if (bedrock && (bedrock.agent_id === undefined) !== (bedrock.agent_alias_id === undefined)) {
    return problem('bedrock_agent', 'agent_id and agent_alias_id go together', 'give both, or neither');
  }
  if (bedrock && bedrock.agent_id === undefined && bedrock.model_id === undefined) {
    return problem(
      'bedrock_agent',
      'neither a model nor an agent is named',
      'add model_id, or agent_id and agent_alias_id',
    );
  }
  if (analysis?.adapter === 'agent' && bedrock?.agent_id === undefined) {
    return problem(
      'analysis',
      'the adapter `agent` has no agent',
      'add bedrock_agent with agent_id and agent_alias_id',
    );
  }
  if (analysis?.adapter === 'converse' && bedrock?.model_id === undefined) {
    return problem('analysis', 'the adapter `converse` has no model', 'add bedrock_agent with model_id');
  }
  return [];
}
