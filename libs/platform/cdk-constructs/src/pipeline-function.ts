import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { withBundle } from './bundle';
import { DeadLetters } from './dead-letters';
import { acknowledge, keepLogicalId } from './template';

/** What differs from one function to the next. */
export interface PipelineFunctionProps {
  /** The bundle, by its path below dist/apps: `central/router`. */
  readonly app: string;
  /** Which export of the bundle runs: `handler` by default. One bundle may be several functions. */
  readonly entry?: string;
  /** What it means to people when it fails: a sentence. Becomes the description of its alarms. */
  readonly impactOfFailure: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files written beside the bundle, by name: what is too large, or too important, for the environment. */
  readonly documents?: Readonly<Record<string, string>>;
  /** 30 seconds by default. A queue that it reads hides a message six times as long. */
  readonly timeout?: Duration;
  /** 256 by default: these functions wait for others, they do not compute. */
  readonly memoryMegabytes?: number;
  /**
   * `own` (the default): it is invoked asynchronously; an input that failed three times goes to its dead-letter queue.
   * `its queues`: only queues feed it, and each of them has a dead-letter queue.
   */
  readonly deadLetters?: 'own' | 'its queues';
}

/** A function with a role, a log group and a dead-letter queue of its own, and nothing allowed that was not granted. */
export class PipelineFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly timeout: Duration;
  readonly impactOfFailure: string;
  /** Present unless its queues keep the dead letters. */
  readonly deadLetters: DeadLetters | undefined;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout ?? Duration.seconds(30);
    this.impactOfFailure = props.impactOfFailure;

    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY, // what must be kept is in the table
    });
    keepLogicalId(this.logGroup, `${id}Logs`);

    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    keepLogicalId(this.role, `${id}Role`);
    this.logGroup.grantWrite(this.role);

    this.function = withBundle(
      this,
      props.app,
      props.documents ?? {},
      (code) =>
        new LambdaFunction(this, 'Function', {
          runtime: Runtime.NODEJS_22_X,
          architecture: Architecture.ARM_64,
          handler: `handler.${props.entry ?? 'handler'}`,
          code,
          role: this.role,
          logGroup: this.logGroup,
          loggingFormat: LoggingFormat.TEXT, // our lines are JSON already; Lambda would wrap them, and hide the metrics in them
          memorySize: props.memoryMegabytes ?? 256,
          timeout: this.timeout,
          environment: { ...props.environment },
        }),
    );
    keepLogicalId(this.function, id);
    acknowledge(this.function, {
      'AwsSolutions-L1':
        'Node 22 is maintained until April 2027, and is the newest version that every test also runs on.',
    });

    if ((props.deadLetters ?? 'own') === 'own') {
      this.deadLetters = new DeadLetters(this, 'DeadLetters', { impactOfFailure: props.impactOfFailure });
      this.function.configureAsyncInvoke({
        retryAttempts: 2,
        maxEventAge: Duration.hours(6), // Lambda's longest: a throttled account must not lose what was asked for
        onFailure: new SqsDestination(this.deadLetters.queue),
      });
    }
  }

  /** Allows these actions on these resources, and nothing else. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Allows it to invoke another function. */
  allowInvoke(other: PipelineFunction): void {
    this.allow(['lambda:InvokeFunction'], [other.function.functionArn]);
  }

  /** One of Lambda's own metrics of this function, summed. */
  metric(metricName: string, period: Duration): Metric {
    return this.function.metric(metricName, { statistic: 'Sum', period });
  }
}
