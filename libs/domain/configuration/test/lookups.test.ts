import {
  METRICS,
  agentSpaces,
  analysisOf,
  busSenders,
  clientRegions,
  clientRegistry,
  resolveDestination,
  routingProblem,
  routingTableSource,
  secretNames,
} from '../src/index';
import { ACME, CENTRAL, good } from './files';

const OWN = `client_name: Globex
client_account_id: "210987654321"
environment: production
membership: external
devops_agent:
  agent_spaces:
    - { agent_space_id: a, region: eu-west-1 }
    - { agent_space_id: b, region: us-east-1 }
    - { agent_space_id: c, region: eu-west-1 }
destinations:
  pagerduty: { routing_key_secret: pagerduty/globex }
  jira: { project_key: GLX }
`;
const configuration = good(CENTRAL, ACME, OWN);

describe('the client registry', () => {
  it('finds a client by its account, and nobody for a stranger', () => {
    const registry = clientRegistry(configuration);
    expect(registry.find('210987654321')?.client_name).toBe('Globex');
    expect(registry.find('000000000000')).toBeUndefined();
  });

  it('knows agent spaces in both forms, and the Regions to deploy to, each once', () => {
    const [acme, globex] = configuration.clients.map((client) => [agentSpaces(client), clientRegions(client)]);
    expect(acme).toEqual([[{ agent_space_id: 'space-abc123', region: 'us-east-1' }], ['us-east-1']]);
    expect(globex?.[0]).toHaveLength(3);
    expect(globex?.[1]).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('names who may send to the bus: our organization, and the outside accounts', () => {
    expect(busSenders(configuration)).toEqual({ organizationId: 'o-a1b2c3d4e5', externalAccountIds: ['210987654321'] });
  });
});

describe('a destination', () => {
  const resolve = (name: string, account?: string) => resolveDestination(configuration, name, account);

  it.each([
    [
      'the central service',
      'pagerduty:default',
      '123456789012',
      { routing_key_secret: 'pagerduty/routing-key', service_id: 'PABC123' },
    ],
    [
      "the client's own service",
      'pagerduty:default',
      '210987654321',
      { routing_key_secret: 'pagerduty/globex', api_key_secret: 'pagerduty/api-key' },
    ],
    [
      'the central service for a pattern',
      'pagerduty:default',
      undefined,
      { routing_key_secret: 'pagerduty/routing-key' },
    ],
    [
      'a named service, whoever the client',
      'pagerduty:payments',
      '210987654321',
      { routing_key_secret: 'pagerduty/payments' },
    ],
    ['the central project', 'jira:default', '123456789012', { project_key: 'OPS', issue_type: 'Incident' }],
    ["the client's own project", 'jira:default', '210987654321', { project_key: 'GLX', issue_type: 'Incident' }],
    ['a named project with its own type', 'jira:PAY', '123456789012', { project_key: 'PAY', issue_type: 'Bug' }],
    ['the central project by its key', 'jira:OPS', '210987654321', { project_key: 'OPS' }],
  ])('comes to %s', (_, name, account, target) => {
    expect(resolve(name, account)).toMatchObject(target);
  });

  it("does not lend the default service's id to the client's own service", () => {
    expect(resolve('pagerduty:default', '210987654321')).not.toHaveProperty('service_id');
  });

  it.each(['pagerduty:nobody', 'jira:NOWHERE', 'pagerduty:constructor', 'slack:x', ''])(
    'comes to nothing when nobody configured it: "%s"',
    (name) => {
      expect(resolve(name)).toBeUndefined();
    },
  );

  it('comes to a chat or a webhook by its name, with how many calls it takes and what shares that limit', () => {
    const chatty = good(
      `${CENTRAL}  slack: { channels: { ops: { webhook_url_secret: slack/ops } } }
  teams: { channels: { leads: { webhook_url_secret: teams/leads } } }
  webhooks: { siem: { url: "https://siem.example.com/in", signing_secret: siem/key } }
`,
    );
    expect(['slack:ops', 'teams:leads', 'webhook:siem'].map((name) => resolveDestination(chatty, name))).toEqual([
      { kind: 'slack', webhook_url_secret: 'slack/ops', calls_per_minute: 50, limit_key: 'slack/slack/ops' },
      { kind: 'teams', webhook_url_secret: 'teams/leads', calls_per_minute: 50, limit_key: 'teams/teams/leads' },
      {
        kind: 'webhook',
        url: 'https://siem.example.com/in',
        signing_secret: 'siem/key',
        calls_per_minute: 600,
        limit_key: 'webhook/siem',
      },
    ]);
    expect(secretNames(chatty)).toEqual(expect.arrayContaining(['siem/key', 'slack/ops', 'teams/leads']));
  });

  it('shares its limit with what has the same integration key or site', () => {
    const key = (name: string, account?: string) => resolve(name, account)?.limit_key;
    expect(key('pagerduty:default', '210987654321')).not.toBe(key('pagerduty:default', '123456789012'));
    expect(key('jira:default', '210987654321')).toBe(key('jira:PAY'));
  });

  it('needs these secrets, and no others', () => {
    expect(secretNames(configuration)).toEqual([
      'jira/api-token',
      'jira/email',
      'pagerduty/api-key',
      'pagerduty/globex',
      'pagerduty/payments',
      'pagerduty/routing-key',
    ]);
  });

  it('is chosen by rules, which the routing engine gets without the rest', () => {
    expect(Object.keys(routingTableSource(configuration))).toEqual([
      'routes',
      'routing_rules',
      'default_destination',
      'times',
      'severity_overrides',
      'silences',
      'clients',
    ]);
  });

  it('is chosen by what the registry knows of a client, too', () => {
    expect(routingTableSource(configuration).clients['210987654321']).toEqual({
      name: 'Globex',
      environment: 'production',
      membership: 'external',
      regions: ['eu-west-1', 'us-east-1'],
      tags: {},
      maintenance_windows: [],
    });
  });

  it('is wrong where the configuration is, when the routing engine says so', () => {
    const at = (pointer: string) => routingProblem(configuration, { pointer }).pointer;
    expect(at('/routes/0/when')).toBe('/central/routes/0/when');
    expect(at('/clients/210987654321/quiet_hours/during/0')).toBe('/clients/1/quiet_hours/during/0');
  });
});

describe('the analysis', () => {
  const of = (lines: string) => analysisOf(good(`${CENTRAL}${lines}`).central);
  const MODEL = 'bedrock_agent: { region: us-east-1, model_id: some.model }\n';
  const BOTH =
    'bedrock_agent: { region: us-east-1, model_id: some.model, agent_id: ABCDEFGHIJ, agent_alias_id: KLMNOPQRST }\n';

  it.each([
    ['nobody, when nothing is configured', '', { adapter: 'none' }],
    [
      'the model, in the form of the specification',
      MODEL,
      { adapter: 'converse', model_id: 'some.model', budget_usd_per_day: 5 },
    ],
    ['the agent, when there is one', BOTH, { adapter: 'agent', agent_id: 'ABCDEFGHIJ', timeout_seconds: 45 }],
    [
      'the model, when that is said',
      `${BOTH}analysis: { adapter: converse, budget_usd_per_day: 2, price: { input_usd_per_million_tokens: 3 } }`,
      {
        adapter: 'converse',
        budget_usd_per_day: 2,
        price: { input_usd_per_million_tokens: 3, output_usd_per_million_tokens: 75 },
      },
    ],
    ['nobody, when that is said', `${BOTH}analysis: { adapter: none }`, { adapter: 'none' }],
  ])('is made by %s', (_, lines, expected) => {
    expect(of(lines)).toMatchObject(expected);
  });
});

describe('the metrics', () => {
  it('are at most 15, because each is billed for existing', () => {
    expect(Object.keys(METRICS).length).toBeLessThanOrEqual(15);
  });
});
