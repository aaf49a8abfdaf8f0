import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  agentSpaces,
  clientDocument,
  clientRegions,
  clientStackParameters,
  type Configuration,
} from '@org/configuration';
import { EVENT_SOURCE, EVENT_TYPES } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import { investigationStore, type InvestigationReader, type InvestigationStore } from '@org/investigation-store';
import { devOpsAgentApi, type DevOpsAgentApi } from '../devops-agent/api';
import { AgentWorld, type AgentSpace } from '../devops-agent/world';
import type { Faults } from '../faults';
import { startLocalCloud, type LocalCloud } from '../local-cloud';
import { playScenario } from '../scenario/play';
import { Planter, type Planted } from '../scenario/planted';
import { parseScenario, type Scenario } from '../scenario/scenario';
import { bedrockStandIn, chatsStandIn, jiraStandIn, pagerDutyStandIn, type RequestHandler } from '../vendors';
import { readConfigurationFolder } from './configuration-folder';
import { judge, type Verdict } from './verdict';

export interface DemoOptions {
  /** The repository: the demo's files and the synthesized assemblies are found in it. */
  readonly root: string;
  /** `live`: an hour in a minute and a half. `fast`: time passes only while nothing is under way. */
  readonly pace: 'live' | 'fast';
  /** What answers requests that are for nobody else: the console's page. */
  readonly page?: (demo: DemoReader) => RequestHandler;
  readonly onProgress?: (line: string) => void;
  /** For tests: another central template than the synthesized one. */
  readonly centralTemplate?: string;
  /** For tests: another client template than the synthesized one. */
  readonly clientTemplate?: string;
  /** Another story than the demo's, told of the demo's clients. */
  readonly scenario?: Scenario;
  /** What goes wrong on purpose while it plays. */
  readonly faults?: Faults;
}

/** What a page needs to show the demo. */
export interface DemoReader {
  /** People write what they say of patterns; everything else is read. */
  readonly store: InvestigationReader & Pick<InvestigationStore, 'saveVerdict'>;
  readonly configuration: Configuration;
  /** How much faster than their configuration the watchers run; 0: only when told. */
  readonly scheduleScale: number;
  /** The local cloud, as an AWS endpoint. */
  readonly url: string;
  /** The clients' own accounts, one entry for each Region that one has agent spaces in. */
  readonly clientAccounts: readonly ClientAccount[];
}

/** What a client needs to look into its own account. */
export interface ClientAccount {
  readonly account: string;
  readonly region: string;
  readonly agentSpaceIds: readonly string[];
  readonly tableName: string;
  /** Account ids that may stay in its texts, as its formatter has them. */
  readonly keepAccountIds: readonly string[];
  /** The account's own; they open nothing of another. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Demo extends DemoReader {
  readonly cloud: LocalCloud;
  readonly api: DevOpsAgentApi;
  /** What was planted so far: what must never leave the clients' accounts. */
  planted(): readonly Planted[];
  /** Plays the scenario to its end, lets everything come to rest, and judges it. */
  play(signal?: AbortSignal): Promise<DemoResult>;
  stop(): Promise<void>;
}

export interface DemoResult extends Verdict {
  readonly clients: number;
  /** From the end of the first investigation to the first page that PagerDuty accepted; absent when nobody was paged. */
  readonly firstPageMs?: number;
}

/** In live pace a minute of the scenario takes so long. */
const LIVE_MS_PER_MINUTE = 1500;
/** In live pace the watchers' five minutes are fifteen seconds. */
const LIVE_SCHEDULE_SCALE = 20;
const SCENARIO_MINUTES = 60;
const CLIENT_STACK = 'ClientInvestigationStack';

/**
 * Starts the local cloud with both synthesized apps: the central account once, the client template once for each client
 * and Region, beside the DevOps Agent's emulator and the vendors' stand-ins.
 *
 * @throws when the assemblies are not there or the demo's configuration has problems, saying which
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { root, pace } = options;
  const loaded = readConfigurationFolder(join(root, 'apps/local/demo/config'));
  if (!loaded.ok)
    throw new Error("The demo's configuration is refused. Run: orchestrator validate apps/local/demo/config");
  const { configuration } = loaded;
  const scenario = options.scenario ?? parseScenario(readFileSync(join(root, 'apps/local/demo/scenario.yaml'), 'utf8'));
  const centralAssembly = join(root, 'dist/cdk/demo');
  const clientAssembly = join(root, 'dist/cdk/client');
  const centralTemplate = options.centralTemplate ?? join(centralAssembly, 'CentralMonitoringStack.template.json');
  const clientTemplate = options.clientTemplate ?? join(clientAssembly, 'ClientInvestigationStack.template.json');
  for (const file of [centralTemplate, clientTemplate]) {
    if (!existsSync(file))
      throw new Error(`${file} is not there. Run \`npm start\`, or \`npx nx run-many -t synth synth-demo\`.`);
  }

  const central = configuration.central.central_account_id;
  const { region, busArn } = centralBus(configuration);
  const pagerDuty = pagerDutyStandIn({
    integrations: routingKeys(configuration),
    services: Object.fromEntries(
      pagerDutyServices(configuration).map(({ routing_key_secret, service_id }) => [
        routing_key_secret,
        service_id ?? '',
      ]),
    ),
    onChange: () => (firstPageAt ??= Date.now()),
  });
  const jira = jiraStandIn({ projects: jiraProjects(configuration) });
  const chats = chatsStandIn({ signingSecrets: signingSecrets(configuration) });
  const bedrock = bedrockStandIn();
  const secrets = demoSecrets(configuration);
  const world = new AgentWorld((account, at, entry) => {
    cloud.putNativeEvent(account, at, entry);
  });
  const api = devOpsAgentApi(world);
  const scheduleScale = pace === 'live' ? LIVE_SCHEDULE_SCALE : 0;
  let firstPageAt: number | undefined;
  // The page reads the table, whose name is known only when the stacks are deployed.
  const mounted: { page?: RequestHandler | undefined } = {};

  const cloud = await startLocalCloud({
    stacks: [
      {
        stackName: 'CentralMonitoringStack',
        account: central,
        region,
        templateFile: centralTemplate,
        assemblyDir: centralAssembly,
        parameters: {},
      },
      ...configuration.clients.flatMap((client) =>
        clientRegions(client).map((clientRegion) => ({
          stackName: CLIENT_STACK,
          account: client.client_account_id,
          region: clientRegion,
          templateFile: clientTemplate,
          assemblyDir: clientAssembly,
          parameters: {
            ...clientStackParameters(configuration, client.client_account_id, clientRegion, busArn),
          },
        })),
      ),
    ],
    secrets: { [central]: secrets },
    organizationOf: (account) =>
      account === central ||
      configuration.clients.some(
        ({ client_account_id, membership }) => client_account_id === account && membership === 'organization',
      )
        ? configuration.central.organization_id
        : undefined,
    mounts: [
      api.handle,
      pagerDuty.handle,
      jira.handle,
      chats.handle,
      bedrock.handle,
      async (request, response) => (await mounted.page?.(request, response)) ?? false,
    ],
    dataDir: join(root, '.local/demo'),
    scheduleScale,
    ...(options.faults ? { faults: options.faults } : {}),
  });
  // The address of a chat's webhook is a secret, and the port is known only now.
  Object.assign(secrets, chatAddresses(configuration, cloud.url));

  const credentials = (account: string) => ({ accessKeyId: account, secretAccessKey: 'local' });
  const dynamo = new DynamoDBClient({ endpoint: cloud.url, region, credentials: credentials(central) });
  const tableName = cloud.stacks[0]?.outputs['TableName'] ?? '';
  const store = investigationStore({
    tableName,
    client: dynamo,
    retentionDays: configuration.central.event_bus.retention_days,
  });
  const clientAccounts = cloud.stacks.flatMap(({ stackName, account, region: clientRegion, outputs }) => {
    const document = clientDocument(configuration, account, clientRegion);
    if (stackName !== CLIENT_STACK || !document) return [];
    return {
      account,
      region: clientRegion,
      agentSpaceIds: document.agent_space_ids,
      tableName: outputs['ClientTableName'] ?? '',
      keepAccountIds: document.keep_account_ids,
      credentials: credentials(account),
    };
  });
  const reader: DemoReader = { store, configuration, scheduleScale, url: cloud.url, clientAccounts };
  mounted.page = options.page?.(reader);

  const planter = new Planter(scenario.seed);
  const startsAt = new Date(Date.now() - SCENARIO_MINUTES * 60_000);
  const spaces = new Map<string, AgentSpace[]>();
  const told = scenario.agent_spaces ?? {};
  const plantedTags = Object.fromEntries(
    Object.entries(told.tags ?? { owner: '{{email}}' }).map(([key, value]) => [
      planter.expand(key),
      planter.expand(value),
    ]),
  );
  for (const client of configuration.clients) {
    spaces.set(
      client.client_name,
      agentSpaces(client).map((space) =>
        world.addSpace({
          account: client.client_account_id,
          region: space.region,
          agentSpaceId: space.agent_space_id,
          name: planter.expand(told.name ?? client.client_name),
          tags: { ...client.tags, ...plantedTags },
          ...(told.operator_app_url ? { operatorAppUrl: planter.expand(told.operator_app_url) } : {}),
          createdAt: startsAt,
        }),
      ),
    );
  }
  const clientNamed = (file: string) =>
    configuration.clients.find(({ client_name }) => fileNameOf(client_name) === file);

  const play = async (signal?: AbortSignal): Promise<DemoResult> => {
    options.onProgress?.('The watchers send their first heartbeat …');
    cloud.runSchedules();
    if (pace === 'fast') await cloud.idle();
    options.onProgress?.(
      `Playing "${scenario.title}": ${scenario.investigations.length} tasks of ${configuration.clients.length} clients …`,
    );
    await playScenario(scenario, {
      world,
      planter,
      startsAt,
      spacesOf: (file) => spaces.get(clientNamed(file)?.client_name ?? '') ?? [],
      settled: () => cloud.idle(),
      pause: (minutes) =>
        pace === 'live' ? sleep(minutes * LIVE_MS_PER_MINUTE, signal) : minutes > 0 ? cloud.idle() : Promise.resolve(),
      intrude: (intrusion) => intrude(intrusion),
      ...(signal ? { signal } : {}),
    });
    await cloud.idle();
    // The reconcilers find what was never pushed; the heartbeats after that are compared with everything.
    for (let round = 0; round < 2 && !signal?.aborted; round++) {
      cloud.runSchedules();
      await cloud.idle();
    }
    const [firstEnd] = world.outcomes;
    const verdict = judge({
      clients: configuration.clients.length,
      outcomes: world.outcomes,
      planted: planter.planted,
      busEvents: cloud.observations.busEvents.filter((record) => record.busArn === busArn).map(({ event }) => event),
      stored: await storedEvents(),
      decisions: await store.recentDecisions(10_000),
      deliveries: await store.recentDeliveries(10_000),
      pages: pagerDuty.pages(),
      tickets: jira.tickets(),
      messages: chats.messages(),
      patterns: (await store.patterns(1000)).length,
      texts: {
        'the central bus': cloud.observations.busEvents
          .filter((record) => record.busArn === busArn)
          .map(({ event }) => JSON.stringify(event)),
        'a log': cloud.observations.logs.map(({ line }) => line),
        'a page': pagerDuty.pages().map((sent) => JSON.stringify(sent)),
        'a ticket': jira.tickets().map((ticket) => JSON.stringify(ticket)),
        'the table': (await tableItems()).map((item) => JSON.stringify(item)),
        'a message': chats.messages().map((message) => JSON.stringify(message)),
        'a prompt': bedrock.calls().map((call) => JSON.stringify(call)),
      },
    });
    const misfits = api.violations.map((violation) => `the DevOps Agent's API model was violated: ${violation}`);
    const firstEndAt = firstEnd && world.endedAt(firstEnd);
    return {
      ...verdict,
      clients: configuration.clients.length,
      complaints: [...verdict.complaints, ...misfits, ...deadLetters(cloud)],
      ...(firstPageAt !== undefined && firstEndAt !== undefined ? { firstPageMs: firstPageAt - firstEndAt } : {}),
    };
  };

  const tableItems = async (): Promise<unknown[]> => {
    const items: unknown[] = [];
    for await (const { Items } of paginateScan({ client: dynamo }, { TableName: tableName }))
      items.push(...(Items ?? []));
    return items;
  };

  const storedEvents = async () => {
    const keys = new Set(
      world.outcomes.map(({ account, agentSpaceId, taskId }) => `${account}/${agentSpaceId}/${taskId}`),
    );
    const histories = await Promise.all([...keys].map((key) => store.investigation(key)));
    return histories.flatMap(({ outcomes }) => outcomes.map(({ event }) => event));
  };

  /** Somebody puts an event on the central bus by hand. */
  const intrude = async ({ from, kind }: NonNullable<Scenario['intrusions']>[number]) => {
    const sender = clientNamed(from);
    const account = sender?.client_account_id ?? from;
    const victim = configuration.clients.find(({ client_account_id }) => client_account_id !== account);
    const detail = {
      other_client: anEvent({
        client_account_id: victim?.client_account_id ?? '',
        client_name: victim?.client_name ?? '',
        priority: 'CRITICAL',
        severity: 'CRITICAL',
      }),
      undeclared_field: {
        ...anEvent({ client_account_id: account, client_name: sender?.client_name ?? '' }),
        raw_log: 'GET /admin',
      },
      not_an_event: { hello: 'world' },
    }[kind];
    const client = new EventBridgeClient({
      endpoint: cloud.url,
      region,
      credentials: credentials(account),
      maxAttempts: 1,
    });
    const put = new PutEventsCommand({
      Entries: [
        {
          EventBusName: busArn,
          Source: EVENT_SOURCE,
          DetailType: EVENT_TYPES.investigation_completed,
          Detail: JSON.stringify(detail),
        },
      ],
    });
    try {
      // An entry may be throttled on purpose, and is then nowhere.
      while ((await client.send(put)).FailedEntryCount);
    } catch {
      // Refused by the bus policy, as it should be for an account that is nobody.
    } finally {
      client.destroy();
    }
  };

  return {
    ...reader,
    cloud,
    api,
    planted: () => planter.planted,
    play,
    stop: async () => {
      dynamo.destroy();
      await cloud.stop();
    },
  };
}

function centralBus({ central }: Configuration): { region: string; busArn: string } {
  const region = central.bedrock_agent?.region ?? 'us-east-1';
  return {
    region,
    busArn: `arn:aws:events:${region}:${central.central_account_id}:event-bus/${central.event_bus.name}`,
  };
}

const fileNameOf = (clientName: string) => clientName.toLowerCase().replaceAll(' ', '-');

/** PagerDuty's integration keys are 32 characters; these are made from the secrets' names, and open nothing. */
const routingKeyOf = (secretName: string) => Buffer.from(secretName).toString('hex').padEnd(32, '0').slice(-32);

/** The services that can be paged, each with the secret that holds its integration key. */
function pagerDutyServices({
  central,
  clients,
}: Configuration): { routing_key_secret: string; service_id?: string | undefined }[] {
  const { pagerduty } = central.integrations;
  return [
    ...(pagerduty ? [pagerduty, ...Object.values(pagerduty.services ?? {})] : []),
    ...clients.flatMap(({ destinations }) => destinations.pagerduty ?? []),
  ];
}

function routingKeys(configuration: Configuration): Record<string, string> {
  return Object.fromEntries(
    pagerDutyServices(configuration).map(({ routing_key_secret }) => [
      routing_key_secret,
      routingKeyOf(routing_key_secret),
    ]),
  );
}

function demoSecrets(configuration: Configuration): Record<string, string> {
  const { pagerduty, jira } = configuration.central.integrations;
  return {
    ...routingKeys(configuration),
    ...(pagerduty ? { [pagerduty.api_key_secret]: 'demo-rest-key' } : {}),
    ...(jira ? { [jira.email_secret]: 'demo@example.com', [jira.api_key_secret]: 'demo-token' } : {}),
    ...Object.fromEntries(
      Object.entries(configuration.central.integrations.webhooks ?? {}).map(([name, { signing_secret }]) => [
        signing_secret,
        signingSecretOf(name),
      ]),
    ),
  };
}

const signingSecretOf = (name: string) => `whsec_${Buffer.from(name.padEnd(24, '-')).toString('base64')}`;

function signingSecrets({ central }: Configuration): Record<string, string> {
  const names = Object.keys(central.integrations.webhooks ?? {});
  return Object.fromEntries(names.map((name) => [name, signingSecretOf(name)]));
}

function chatAddresses({ central: { integrations } }: Configuration, origin: string): Record<string, string> {
  return Object.fromEntries(
    (['slack', 'teams'] as const).flatMap((chat) =>
      Object.entries(integrations[chat]?.channels ?? {}).map(([name, { webhook_url_secret }]) => [
        webhook_url_secret,
        `${origin}/${chat}/${name}`,
      ]),
    ),
  );
}

function jiraProjects({ central, clients }: Configuration): Record<string, string[]> {
  const { jira } = central.integrations;
  if (!jira) return {};
  const projects = [
    jira,
    ...Object.values(jira.projects ?? {}),
    ...clients.flatMap(({ destinations }) => destinations.jira ?? []),
  ];
  return Object.fromEntries(
    projects.map(({ project_key, issue_type }) => [
      project_key,
      [...new Set([jira.issue_type, issue_type ?? jira.issue_type])],
    ]),
  );
}

function deadLetters(cloud: LocalCloud): string[] {
  return cloud.observations.deadLetters.map(
    ({ queueArn, attributes }) =>
      `a dead letter lies in ${queueArn}: ${attributes['ERROR_MESSAGE'] ?? attributes['ErrorMessage'] ?? 'no reason given'}`,
  );
}

function sleep(ms: number, signal?: AbortSignal): Promise<unknown> {
  return setTimeout(Math.max(0, ms), undefined, signal ? { signal } : {}).catch(() => undefined);
}
