import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Activity } from './activity';
import type { Assets } from './assets';
import type { Clock } from './clock';
import { LocalCloudError, ServiceError } from './errors';
import type { FaultPlan } from './faults';
import type { Metrics } from './metrics';
import type { Observations } from './observations';
import type { PolicyStatement } from './policy';
import type { Queue, Queues } from './queues';
import type { Answer } from './runtime/environment';
import { EnvironmentPool } from './runtime/pool';
import type { ResourceMakers } from './stack';

interface Surroundings {
  readonly origin: string;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly observations: Observations;
  readonly metrics: Metrics;
  readonly assets: Assets;
  readonly queues: Queues;
  /** Where the runtime client was written to. */
  readonly clientFile: string;
  /** An empty folder: a developer's own ~/.aws must not reach the functions. */
  readonly homeFolder: string;
  readonly idleMs: number;
  readonly concurrency: number;
}

interface FunctionSettings {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  readonly deadLetters?: Queue;
  readonly reservedConcurrency?: number;
}

/** How asynchronous invocations end: AWS Lambda's defaults are two retries and six hours. */
interface AsynchronousSettings {
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly onFailure?: Queue;
}

// AWS Lambda developer guide, "Asynchronous invocation": one minute before the second attempt, two before the third.
const RETRY_WAITS_MS = [60_000, 120_000];
const MAX_ASYNC_BYTES = 1_048_576;
const MAX_SYNC_BYTES = 6 * 1_048_576;

export class LambdaFunction {
  readonly arn: string;
  readonly permissions: PolicyStatement[] = [];
  asynchronous: AsynchronousSettings = { retries: 2, maxAgeSeconds: 21_600 };
  /** Each event source polls by itself and must not wait for another's batch. */
  eventSources = 0;
  private readonly pool: EnvironmentPool;

  constructor(
    readonly settings: FunctionSettings,
    private readonly around: Surroundings,
  ) {
    const { account, region, name } = settings;
    const tell = (kind: 'function_started' | 'function_stopped') =>
      around.observations.tell({ kind, account, functionName: name });
    this.arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
    this.pool = new EnvironmentPool({
      clientFile: around.clientFile,
      taskRoot: settings.taskRoot,
      apiOf: (environmentId) => `${new URL(around.origin).host}/_lambda/${name}/${environmentId}`,
      variables: standardVariables(settings, around),
      functionArn: this.arn,
      timeoutMs: settings.timeoutMs,
      idleMs: around.idleMs,
      maxProcesses: () =>
        Math.min(settings.reservedConcurrency ?? Infinity, Math.max(around.concurrency, this.eventSources)),
      onLine: (stream, line, requestId) => this.readLine(stream, line, requestId),
      onStarted: () => tell('function_started'),
      onStopped: () => tell('function_stopped'),
    });
  }

  /** Process ids of the function as it runs now. */
  processIds(): number[] {
    return this.pool.all().flatMap((environment) => environment.pid ?? []);
  }

  /** Runs the function once and waits for its answer. Never rejects: what went wrong is in the answer. */
  invoke(payload: string, requestId: string = randomUUID()): Promise<Answer> {
    return this.around.activity.during(async () => {
      const { account, name: functionName } = this.settings;
      const start = Date.now();
      const kill = this.around.faults.strikes('kill');
      const loseAnswer = kill && this.around.faults.pick(2) === 0;
      if (kill && !loseAnswer) void this.killSoon(requestId);
      const answer = await this.pool.run({ requestId, payload, loseAnswer });
      this.around.observations.tell({
        kind: 'invocation',
        account,
        functionName,
        requestId,
        durationMs: Date.now() - start,
        ...(answer.error === undefined ? {} : { error: answer.error }),
      });
      return answer;
    });
  }

  /** Accepts the payload at once, then runs it with Lambda's own retries; what stays broken goes to the failure queue. */
  invokeLater(payload: string): string {
    const requestId = randomUUID();
    const times = this.around.faults.strikes('duplicate') ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1) {
      void this.around.activity.during(() => this.runWithRetries(payload, requestId));
    }
    return requestId;
  }

  handleRuntimeRequest(
    environmentId: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const environment = this.pool.find(environmentId);
    // Answers nothing to a process of an earlier run: its client exits when the connection closes.
    if (!environment) {
      response.destroy();
      return Promise.resolve();
    }
    return environment.handle(path, request, response);
  }

  stop(): Promise<void> {
    return this.pool.stop();
  }

  private async runWithRetries(payload: string, requestId: string): Promise<void> {
    const { retries, maxAgeSeconds } = this.asynchronous;
    // Counted as AWS would have waited, so that the local pace changes nothing about who gives up when.
    let ageMs = 0;
    await this.around.clock.wait(this.around.faults.delayMs());
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.invoke(payload, requestId);
      if (answer.error === undefined || this.around.clock.isStopped) return;
      const waitMs = RETRY_WAITS_MS[attempt - 1] ?? 120_000;
      ageMs += waitMs;
      const isTooOld = ageMs > maxAgeSeconds * 1000;
      if (attempt > retries || isTooOld) {
        this.giveUp(payload, requestId, answer, attempt, attempt > retries ? 'RetriesExhausted' : 'EventAgeExceeded');
        return;
      }
      if (!(await this.around.clock.backoff(waitMs))) return;
    }
  }

  private giveUp(payload: string, requestId: string, answer: Answer, attempts: number, condition: string): void {
    const { deadLetters } = this.settings;
    this.asynchronous.onFailure?.send(
      JSON.stringify({
        version: '1.0',
        timestamp: new Date().toISOString(),
        requestContext: { requestId, functionArn: `${this.arn}:$LATEST`, condition, approximateInvokeCount: attempts },
        requestPayload: parsed(payload),
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: parsed(answer.payload),
      }),
    );
    deadLetters?.send(payload, {
      attributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: answer.error ?? 'Unhandled' },
      },
    });
    if (!deadLetters && !this.asynchronous.onFailure) {
      this.around.observations.tell({
        kind: 'delivery_failed',
        ruleArn: '',
        targetArn: this.arn,
        eventId: requestId,
        code: condition,
        reason: answer.error ?? 'Unhandled',
        kept: false,
      });
    }
  }

  private async killSoon(requestId: string): Promise<void> {
    await this.around.clock.wait(this.around.faults.pick(100));
    this.pool
      .all()
      .find((environment) => environment.isRunning(requestId))
      ?.kill();
  }

  private readLine(stream: 'stdout' | 'stderr', line: string, requestId: string | undefined): void {
    const { account, name: functionName } = this.settings;
    this.around.observations.tell({ kind: 'log', account, functionName, requestId, stream, line });
    for (const point of this.around.metrics.read(account, line))
      this.around.observations.tell({ kind: 'metric', ...point });
  }
}

/** Every function of every account. */
export class Functions {
  private readonly byArn = new Map<string, LambdaFunction>();
  private readonly byName = new Map<string, LambdaFunction>();

  constructor(private readonly around: Surroundings) {}

  all(): LambdaFunction[] {
    return [...this.byArn.values()];
  }

  /** @param arn with or without a `:$LATEST` qualifier */
  find(arn: string): LambdaFunction | undefined {
    return this.byArn.get(arn.replace(/:\$LATEST$/, ''));
  }

  /** A name, a partial ARN or an ARN, as a caller in `account` and `region` writes it. */
  resolve(reference: string, account: string, region: string): LambdaFunction | undefined {
    const name = reference.replace(/:\$LATEST$/, '').replace(/^\d{12}:function:/, '');
    return this.find(name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`);
  }

  /** The Runtime API: `/_lambda/NAME/ENVIRONMENT/2018-06-01/runtime/...`. */
  async handleRuntimeRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = '', environmentId = '', path = ''] =
      /^\/_lambda\/([^/]+)\/([^/]+)\/2018-06-01\/runtime\/(.+)$/.exec(request.url ?? '') ?? [];
    const owner = this.byName.get(decodeURIComponent(name));
    if (!owner) {
      response.destroy();
      return;
    }
    await owner.handleRuntimeRequest(environmentId, path, request, response);
  }

  /** Lambda's Invoke operation. @throws ServiceError as Lambda would */
  async invoke(reference: string, type: string, payload: string, caller: { account: string; region: string }) {
    const called = this.resolve(reference, caller.account, caller.region);
    if (!called || called.settings.account !== caller.account) {
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${reference}`, 404);
    }
    if (this.around.faults.strikes('throttle')) {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    if (Buffer.byteLength(payload) > (type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES)) {
      throw new ServiceError(
        'RequestTooLargeException',
        'Request must be smaller than the limit of the invocation type.',
        413,
      );
    }
    if (parsed(payload) === undefined) {
      throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json.');
    }
    if (type === 'DryRun') return { status: 204, answer: undefined };
    if (type === 'Event') {
      called.invokeLater(payload);
      return { status: 202, answer: undefined };
    }
    return { status: 200, answer: await called.invoke(payload) };
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((each) => each.stop()));
  }

  readonly makers: ResourceMakers = {
    'AWS::Lambda::Function': async ({ properties, nameOr, account, region, assetFolder }) => {
      properties.allow(
        [
          'FunctionName', 'Handler', 'Runtime', 'Timeout', 'MemorySize', 'Environment', 'Code',
          'DeadLetterConfig', 'ReservedConcurrentExecutions',
        ],
        ['Architectures', 'Role', 'Description', 'LoggingConfig', 'TracingConfig', 'Tags', 'KmsKeyArn', 'EphemeralStorage', 'RecursiveLoop'],
      ); // prettier-ignore
      const runtime = properties.text('Runtime');
      if (!runtime.startsWith('nodejs'))
        properties.refuse('Runtime', `${runtime} cannot run here`, 'use a Node.js runtime');
      const code = properties.object('Code').allow(['S3Bucket', 'S3Key', 'ZipFile']);
      const deadLetterArn = properties.optionalObject('DeadLetterConfig')?.optionalText('TargetArn');
      const reserved = properties.number('ReservedConcurrentExecutions', -1);
      const name = nameOr(properties.optionalText('FunctionName'));
      const zipFile = code.optionalText('ZipFile');
      const taskRoot =
        zipFile === undefined
          ? await this.around.assets.instantiate(await assetFolder(code.text('S3Key')))
          : await this.around.assets.inline(zipFile);
      const made = new LambdaFunction(
        {
          name,
          account,
          region,
          handler: properties.text('Handler'),
          runtime,
          timeoutMs: properties.number('Timeout', 3) * 1000,
          memoryMegabytes: properties.number('MemorySize', 128),
          variables: properties.optionalObject('Environment')?.textMap('Variables') ?? {},
          taskRoot,
          ...(reserved >= 0 ? { reservedConcurrency: reserved } : {}),
          ...(deadLetterArn === undefined
            ? {}
            : { deadLetters: this.around.queues.deadLetterQueue(deadLetterArn, properties.where) }),
        },
        this.around,
      );
      if (this.byName.has(name)) {
        properties.refuse('FunctionName', `another function is called ${name}`, 'leave the name to CloudFormation');
      }
      this.byArn.set(made.arn, made);
      this.byName.set(name, made);
      return { ref: name, attributes: { Arn: made.arn } };
    },
    'AWS::Lambda::EventInvokeConfig': ({ properties, logicalId, account, region }) => {
      properties.allow([
        'FunctionName',
        'Qualifier',
        'MaximumRetryAttempts',
        'MaximumEventAgeInSeconds',
        'DestinationConfig',
      ]);
      const configured = this.mustResolve(properties.text('FunctionName'), account, region, properties.where);
      const destinations = properties.optionalObject('DestinationConfig')?.allow(['OnFailure']);
      const onFailure = destinations?.optionalObject('OnFailure')?.text('Destination');
      configured.asynchronous = {
        retries: properties.number('MaximumRetryAttempts', 2),
        maxAgeSeconds: properties.number('MaximumEventAgeInSeconds', 21_600),
        ...(onFailure === undefined
          ? {}
          : { onFailure: this.around.queues.deadLetterQueue(onFailure, properties.where) }),
      };
      return { ref: logicalId, attributes: {} };
    },
    'AWS::Lambda::Permission': ({ properties, logicalId, account, region }) => {
      properties.allow(['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount']);
      const permitted = this.mustResolve(properties.text('FunctionName'), account, region, properties.where);
      const principal = properties.text('Principal');
      const sourceArn = properties.optionalText('SourceArn');
      const sourceAccount = properties.optionalText('SourceAccount');
      permitted.permissions.push({
        Effect: 'Allow',
        Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
        Action: properties.text('Action'),
        Condition: {
          ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
          ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
        },
      });
      return { ref: logicalId, attributes: { Id: logicalId } };
    },
  };

  mustResolve(reference: string, account: string, region: string, where: string): LambdaFunction {
    const found = this.resolve(reference, account, region);
    if (found) return found;
    throw new LocalCloudError(where, `there is no function ${reference}`, 'refer to a function of the stack');
  }
}

/** The environment of a function: the template's variables and Lambda's standard ones, nothing of the developer's. */
function standardVariables(settings: FunctionSettings, around: Surroundings): Record<string, string> {
  return {
    ...settings.variables,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_ACCESS_KEY_ID: settings.account,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: around.origin,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LAMBDA_TASK_ROOT: settings.taskRoot,
    _HANDLER: settings.handler,
    HOME: around.homeFolder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
