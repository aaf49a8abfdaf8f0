import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Activity } from './activity';
import { Assets } from './assets';
import { Clock } from './clock';
import { EventBridge, type NativeEventInput } from './event-bridge';
import { eventSourceMakers } from './event-source';
import { eventsApi } from './events-api';
import { factMakers, Roles } from './facts';
import { FaultPlan, type Faults } from './faults';
import { startGateway, type Mount } from './gateway';
import { Functions } from './lambda';
import { Metrics, type MetricTotal } from './metrics';
import { Observations, type Observation } from './observations';
import { Queues } from './queues';
import { makeRunFolder } from './run-folder';
import { RUNTIME_CLIENT } from './runtime/client';
import { Schedules } from './schedules';
import { secretsApi, type SecretValues } from './secrets';
import { sqsApi } from './sqs-api';
import { deployStack, type DeployedStack, type StackOptions } from './stack';
import { Tables, type TableAccess } from './tables';

export interface LocalCloudOptions {
  /** Deployed in this order: the central stack first, because clients name its bus. */
  readonly stacks: readonly StackOptions[];
  /** A git-ignored folder, such as `.local/cloud`. */
  readonly dataDir: string;
  readonly secrets?: SecretValues;
  /** The AWS organization of an account, for `aws:PrincipalOrgID`; none when left out. */
  readonly organizationOf?: (account: string) => string | undefined;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Tried in order for every request that is not AWS's. */
  readonly mounts?: readonly Mount[];
  /** Keep the tables in `dataDir` for the next run; in memory otherwise. Everything else is always new. */
  readonly keepData?: boolean;
  /** How much faster than real time `rate()` schedules run; 1 when left out, 0 for never by themselves. */
  readonly scheduleScale?: number;
  /** What AWS's own waits between attempts are multiplied by; 0.01 when left out, 1 for real time. */
  readonly pace?: number;
  /** Processes of one function at a time; 1 when left out, and one for each queue that it reads in any case. */
  readonly concurrency?: number;
  /** A function's process is stopped after so many milliseconds without work; 60,000 when left out. */
  readonly functionIdleMs?: number;
  readonly faults?: Faults;
  readonly onEvent?: (observation: Observation) => void;
}

/** A running local cloud. */
export interface LocalCloud {
  /** `http://127.0.0.1:PORT`: the AWS endpoint and the address of every mount. */
  readonly url: string;
  readonly stacks: readonly DeployedStack[];
  readonly tables: readonly TableAccess[];
  readonly observations: Observations;
  /** Every metric that functions printed, aggregated since the start. */
  metrics(): MetricTotal[];
  /** What lies in every queue now, by ARN. */
  queues(): { readonly arn: string; readonly messages: number; readonly isDeadLetterQueue: boolean }[];
  /** Process ids of all functions that run now. */
  processIds(): number[];
  /** An AWS service's event on an account's default bus. @returns its id */
  putNativeEvent(account: string, region: string, event: NativeEventInput): string;
  /** Runs every schedule once, now. */
  runSchedules(): void;
  /** Sends the dead letters of a queue back to the queue that each came from. @returns how many went */
  redrive(deadLetterQueueArn: string): number;
  /** Delivers an archive's events again. @returns how many */
  replay(archiveArn: string, replayName: string): number;
  archives(): { readonly arn: string; readonly busArn: string; readonly size: number }[];
  /** Resolves when no event, no message with a reader and no invocation is under way. */
  idle(): Promise<void>;
  /** Ends every function and everything else. Harmless to repeat. */
  stop(): Promise<void>;
}

/**
 * Runs synthesized templates on this machine. When it resolves, everything is deployed and the port is open; functions
 * start on their first use.
 *
 * @throws LocalCloudError for what a template asks and the local cloud cannot do
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const gateway = await startGateway(options.port ?? 0);
  const runFolder = await makeRunFolder(options.dataDir);
  const origin = gateway.url;
  const clientFile = join(runFolder, 'runtime-client.mjs');
  const homeFolder = join(runFolder, 'home');
  await mkdir(homeFolder);
  await writeFile(clientFile, RUNTIME_CLIENT);

  const activity = new Activity();
  const clock = new Clock(options.pace ?? 0.01);
  const faults = new FaultPlan(options.faults);
  const observations = new Observations(options.onEvent);
  const metrics = new Metrics();
  const roles = new Roles();
  const assets = new Assets(join(runFolder, 'assets'), origin);
  const concurrency = options.concurrency ?? 1;
  const shared = { origin, activity, clock, faults, observations, metrics, roles, assets, concurrency };
  const tables = new Tables(options.keepData ? join(options.dataDir, 'tables') : undefined, () => origin);
  const queues = new Queues(shared);
  const functions = new Functions({
    ...shared,
    queues,
    clientFile,
    homeFolder,
    idleMs: options.functionIdleMs ?? 60_000,
  });
  const schedules = new Schedules({ clock, functions, roles, scale: options.scheduleScale ?? 1 });
  const organizationOf = options.organizationOf ?? (() => undefined);
  const eventBridge = new EventBridge({ ...shared, queues, functions, organizationOf });

  gateway.serve({
    functions,
    tables,
    roles,
    mounts: options.mounts ?? [],
    json: {
      AWSEvents: eventsApi(eventBridge, faults, observations),
      AmazonSQS: sqsApi(queues),
      secretsmanager: secretsApi(options.secrets ?? {}),
    },
  });

  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      clock.stop();
      await functions.stop();
      await gateway.stop();
      await tables.stop();
      await rm(runFolder, { recursive: true, force: true });
    })());

  const makers = {
    ...factMakers,
    ...roles.makers,
    ...tables.makers,
    ...queues.makers,
    ...functions.makers,
    ...schedules.makers,
    ...eventBridge.makers,
    ...eventSourceMakers({ ...shared, queues, functions }),
  };
  const stacks: DeployedStack[] = [];
  try {
    for (const stack of options.stacks) stacks.push(await deployStack(stack, makers));
  } catch (error) {
    await stop();
    throw error;
  }
  if (options.scheduleScale !== 0) schedules.start();

  return {
    url: origin,
    stacks,
    tables: tables.all,
    observations,
    metrics: () => metrics.all(),
    queues: () =>
      queues.all().map((queue) => {
        const { visible, hidden } = queue.counts();
        return { arn: queue.arn, messages: visible + hidden, isDeadLetterQueue: queue.isDeadLetterQueue };
      }),
    processIds: () => functions.all().flatMap((each) => each.processIds()),
    putNativeEvent: (account, region, event) => eventBridge.putNativeEvent(account, region, event),
    runSchedules: () => schedules.runAll(),
    redrive: (arn) => queues.find(arn)?.moveAll() ?? 0,
    replay: (archiveArn, replayName) => eventBridge.replay(archiveArn, replayName),
    archives: () => eventBridge.archives(),
    idle: () => activity.idle(),
    stop,
  };
}
