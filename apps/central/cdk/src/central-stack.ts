import {
  acknowledge,
  AlarmTopic,
  DeadLetters,
  keepLogicalId,
  OperatorAlarm,
  PipelineFunction,
  PipelineQueue,
  PipelineRule,
  PipelineStack,
  PipelineTable,
} from '@org/cdk-constructs';
import type { Analysis } from '@org/configuration';
import { ArnFormat, CfnOutput, Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnArchive, CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { busPolicy, type Senders } from './bus-policy';
import { CentralDashboard } from './dashboard';
import { ourMetric } from './metrics';
import { comparablePattern, healthPattern, ordinaryPattern, urgentPattern } from './patterns';
import { Waking } from './schedule';

/** What the organisation's configuration comes to, as far as infrastructure cares. */
export interface CentralStackProps {
  readonly busName: string;
  /** How long the archive keeps what arrived. */
  readonly retentionDays: number;
  readonly senders: Senders;
  /** The text of configuration.json, which both functions get beside their bundle. */
  readonly configurationDocument: string;
  /** Names in Secrets Manager of what the functions may read, and no others. */
  readonly secretNames: readonly string[];
  readonly analysis: Analysis;
  /** Whether AWS Health is heard on the default bus of this account and Region. */
  readonly hearsHealth: boolean;
}

/** What is deployed once: everything that sees all clients. */
export class CentralStack extends PipelineStack {
  constructor(scope: Construct, id: string, props: CentralStackProps) {
    super(scope, id, {
      description:
        'Receives what AWS DevOps Agent found in every client account, tells the right people, and remembers.',
    });
    new AlarmTopic(this, 'Alarms');
    const bus = this.busOf(props);
    const table = new PipelineTable(this, 'InvestigationTable', { withIndex: true });

    const common = {
      environment: { TABLE: table.table.tableName },
      documents: { 'configuration.json': props.configurationDocument },
      deadLetters: 'its queues',
      memoryMegabytes: 512,
    } as const;
    const router = new PipelineFunction(this, 'Router', {
      ...common,
      app: 'central/router',
      impactOfFailure: 'No team is told about new investigations.',
      timeout: Duration.seconds(30),
    });
    const followUps = new PipelineFunction(this, 'FollowUps', {
      ...common,
      app: 'central/router',
      entry: 'sweep',
      deadLetters: 'own',
      impactOfFailure:
        'Nobody is escalated to, and whoever could not be told at the first attempts is not told at all.',
      timeout: Duration.seconds(75), // a run that has much to do still ends before the next but one begins
    });
    new Waking(this, 'FollowUpsSchedule', {
      wakes: followUps,
      description: 'Tells what is still owed, asks what people did about the rest, and escalates.',
      expression: 'rate(1 minute)',
    });
    const detector = new PipelineFunction(this, 'PatternDetector', {
      ...common,
      app: 'central/pattern-detector',
      impactOfFailure: 'Nobody is told when several clients suffer from one cause.',
      timeout: Duration.seconds(45 + analysisSeconds(props.analysis)),
    });
    const patternFollowUps = new PipelineFunction(this, 'PatternFollowUps', {
      ...common,
      app: 'central/pattern-detector',
      entry: 'sweep',
      deadLetters: 'own',
      impactOfFailure:
        'Patterns that are over stay open, and whoever could not be told of one at the first attempts is not told at all.',
      timeout: Duration.seconds(120 + analysisSeconds(props.analysis)),
    });
    new Waking(this, 'PatternFollowUpsSchedule', {
      wakes: patternFollowUps,
      description: 'Tells what is still owed of patterns, and closes those that are over or none.',
      expression: 'rate(5 minutes)',
    });

    const urgent = new PipelineQueue(this, 'UrgentQueue', {
      reader: router,
      impactOfFailure: 'Nobody is paged for CRITICAL and HIGH investigations.',
      lateAfter: Duration.minutes(2),
    });
    const ordinary = new PipelineQueue(this, 'OrdinaryQueue', {
      reader: router,
      impactOfFailure: 'Tickets, life cycles and heartbeats of the clients are late or missing.',
      lateAfter: Duration.minutes(15),
    });
    const comparable = new PipelineQueue(this, 'PatternQueue', {
      reader: detector,
      impactOfFailure: detector.impactOfFailure,
      lateAfter: Duration.minutes(15),
      batchSize: 1, // an analysis is slow: one must not make nine others late
    });

    const undelivered = new DeadLetters(this, 'BusDeadLetters', {
      impactOfFailure:
        'Events reached the central bus and could not be handed on: what they tell is not known to anybody.',
    });
    new PipelineRule(this, 'UrgentRule', {
      bus,
      description: 'CRITICAL and HIGH investigations, to the queue that nothing else delays.',
      pattern: urgentPattern,
      target: { queue: urgent },
      deadLetters: undelivered,
    });
    new PipelineRule(this, 'OrdinaryRule', {
      bus,
      description: 'Everything else that arrives, so that nothing goes unseen.',
      pattern: ordinaryPattern,
      target: { queue: ordinary },
      deadLetters: undelivered,
    });
    new PipelineRule(this, 'PatternRule', {
      bus,
      description: 'Completed investigations, to be compared across clients.',
      pattern: comparablePattern,
      target: { queue: comparable },
      deadLetters: undelivered,
    });
    if (props.hearsHealth) {
      new PipelineRule(this, 'HealthRule', {
        description: 'Issues that AWS Health reports, to be compared with what clients report.',
        pattern: healthPattern,
        target: { queue: comparable },
        deadLetters: undelivered,
      });
    }

    const functions = [router, followUps, detector, patternFollowUps];
    for (const one of functions) {
      table.grantItemsAndQueries(one);
      this.allowReadingSecrets(one, props.secretNames);
    }
    for (const one of [detector, patternFollowUps]) this.allowAnalysis(one, props.analysis);

    this.alarms(detector);
    const dashboard = new CentralDashboard(this, 'Dashboard', {
      router,
      functions,
      queues: [urgent, ordinary, comparable],
    });

    new CfnOutput(this, 'EventBusArn', { value: bus.eventBusArn, description: 'What client stacks send to.' });
    new CfnOutput(this, 'TableName', {
      value: table.table.tableName,
      description: 'Investigations, decisions, patterns.',
    });
    new CfnOutput(this, 'DashboardName', { value: dashboard.dashboardName });
  }

  private busOf({ busName, retentionDays, senders }: CentralStackProps): EventBus {
    const bus = new EventBus(this, 'Bus', {
      eventBusName: busName,
      description: 'What every client account tells of its investigations, redacted.',
    });
    keepLogicalId(bus, 'Bus');

    // The ARN is spelled out, so that the size of the policy is known here: the longest Region stands for all.
    busPolicy(`arn:aws-us-gov:events:ap-southeast-1:999999999999:event-bus/${busName}`, senders);
    for (const statement of busPolicy(bus.eventBusArn, senders)) {
      new CfnEventBusPolicy(this, `BusPolicy${statement.Sid}`, {
        eventBusName: bus.eventBusName,
        statementId: statement.Sid,
        statement,
      });
    }
    new CfnArchive(this, 'Archive', {
      sourceArn: bus.eventBusArn,
      description: `Everything that arrived in the last ${retentionDays} days, for replays.`,
      retentionDays,
    });
    return bus;
  }

  private allowReadingSecrets(one: PipelineFunction, names: readonly string[]): void {
    if (names.length === 0) return;
    // Secrets Manager adds a hyphen and six characters to the name; exactly six, so that a longer name is not meant too.
    const arns = names.map((name) =>
      this.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${name}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    one.allow(['secretsmanager:GetSecretValue'], arns);
  }

  private allowAnalysis(one: PipelineFunction, analysis: Analysis): void {
    if (analysis.adapter === 'none') return;
    const account = this.account;
    const arn = (resource: string, resourceName: string, where: { region: string; account: string }) =>
      this.formatArn({ service: 'bedrock', resource, resourceName, ...where });
    if (analysis.adapter === 'agent') {
      const alias = `${analysis.agent_id}/${analysis.agent_alias_id}`;
      one.allow(['bedrock:InvokeAgent'], [arn('agent-alias', alias, { region: analysis.region, account })]);
      return;
    }
    const { model_id: model, region } = analysis;
    if (model.startsWith('arn:')) return one.allow(['bedrock:InvokeModel'], [model]);
    const profile = /^(?:global|us|us-gov|eu|apac|jp|au|ca)\.(.+)$/.exec(model);
    if (!profile?.[1]) {
      one.allow(['bedrock:InvokeModel'], [arn('foundation-model', model, { region, account: '' })]);
      return;
    }
    // A profile passes the call on to the model in a Region of its choice, and both must be allowed.
    one.allow(
      ['bedrock:InvokeModel'],
      [
        arn('inference-profile', model, { region, account }),
        arn('foundation-model', profile[1], { region: '*', account: '' }),
      ],
    );
    acknowledge(one, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${profile[1]}]`]:
        'The inference profile chooses the Region of the one model that it stands for.',
    });
  }

  private alarms(detector: PipelineFunction): void {
    new OperatorAlarm(this, 'Throttling', {
      means:
        'EventBridge is holding events back: pages and tickets are late. Ask for a higher quota of invocations in this Region.',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'ThrottledRules', // without a dimension: all rules of this account and Region
        statistic: 'Sum',
        period: Duration.minutes(15),
      }),
      above: 0,
    });
    new OperatorAlarm(this, 'LargeEvents', {
      means:
        'A client sent an event of more than 200 KB, so its text was withheld. Find the sender on the dashboard, and look at what its investigations say.',
      metric: ourMetric('EventsTooLarge', Duration.minutes(5)),
      above: 0,
    });
    new OperatorAlarm(this, 'PatternDetectorFailures', {
      means: `${detector.impactOfFailure} The pattern detector failed more than 3 times within an hour. Check the Bedrock agent or model of the configuration, then the log of PatternDetector.`,
      metric: new MathExpression({
        label: 'Pattern detector failures',
        expression: 'FILL(failures, 0) + FILL(errors, 0)', // what it reports itself, and what stopped it from reporting
        usingMetrics: {
          failures: ourMetric('PatternDetectorFailures', Duration.hours(1)),
          errors: detector.metric('Errors', Duration.hours(1)),
        },
        period: Duration.hours(1),
      }),
      above: 3,
    });
    new OperatorAlarm(this, 'Quarantine', {
      means:
        "Somebody sent what central does not believe: an unknown account, another client's name, or a broken event. It is told to nobody. Look at the quarantined items in the table, then run: orchestrator why.",
      metric: ourMetric('EventsQuarantined', Duration.minutes(5)),
      above: 0,
    });
    new OperatorAlarm(this, 'Silent', {
      means:
        'A client has sent no heartbeat for too long: what its agent finds may reach nobody. Look at which one on the page or the dashboard, then at the watcher in its account.',
      // The smallest of three counts, so that one late heartbeat wakes nobody.
      metric: ourMetric('ClientsSilent', Duration.minutes(15), 'Minimum'),
      above: 0,
    });
    new OperatorAlarm(this, 'Missing', {
      means:
        "A client's watcher counted outcomes that never arrived here: somebody may not have been paged. Look at the dead letters in the client account, then run: orchestrator doctor.",
      metric: ourMetric('HeartbeatGaps', Duration.minutes(15)),
      above: 0,
    });
  }
}

/** How long the configuration lets an analysis take; the function needs some time beside it. */
function analysisSeconds(analysis: Analysis): number {
  return analysis.adapter === 'none' ? 0 : analysis.timeout_seconds;
}
