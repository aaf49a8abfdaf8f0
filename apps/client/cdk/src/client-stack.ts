import { FINAL_NATIVE_DETAIL_TYPES, NATIVE_SOURCE } from '@org/event-schema';
import {
  acknowledge,
  DeadLetters,
  keepLogicalId,
  PipelineFunction,
  PipelineRule,
  PipelineStack,
  PipelineTable,
  withoutAlarms,
} from '@org/cdk-constructs';
import { CfnOutput, CfnParameter, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

/** The watcher's input when its schedule wakes it; an event of the service is its other input. */
export const SCHEDULE_INPUT = { source: 'investigation-orchestrator.schedule' };

/** Named props of the one template for all clients; what differs from client to client is its CloudFormation parameters. */
export interface ClientStackProps {
  readonly formatterTimeout: Duration;
}

/** What is deployed to every account and Region that has an agent space. */
export class ClientStack extends PipelineStack {
  constructor(scope: Construct, id: string, props: ClientStackProps) {
    super(scope, id, {
      description: 'Watches AWS DevOps Agent in this account and sends redacted summaries to the central account.',
    });
    withoutAlarms(
      this,
      'Each would cost every client more than all the rest of this stack. Central notices instead, from what it can prove: ' +
        'a heartbeat that stayed away, and an investigation that ended and was never told.',
    );

    const parameters = this.parameters();
    const table = new PipelineTable(this, 'ClientTable');

    const environment = {
      CLIENT_CONFIGURATION: parameters.clientConfiguration,
      CLIENT_TABLE: table.table.tableName,
      CENTRAL_BUS_ARN: parameters.centralBusArn,
    };
    const formatter = new PipelineFunction(this, 'Formatter', {
      app: 'client/formatter',
      impactOfFailure: 'Outcomes of investigations of this client are not told to anybody.',
      timeout: props.formatterTimeout,
      memoryMegabytes: 512, // redacting a long report is the one thing here that computes
      environment,
    });
    const watcher = new PipelineFunction(this, 'Watcher', {
      app: 'client/watcher',
      impactOfFailure: 'Nobody notices when investigations of this client end.',
      timeout: parameters.watcherTimeout,
      environment: { ...environment, FORMATTER_FUNCTION: formatter.function.functionName },
    });

    this.forwardLifeCycle(parameters.centralBusArn);
    this.wakeWhenOneEnds(watcher);
    this.wakeOnSchedule(watcher, parameters.scheduleExpression);

    watcher.allowInvoke(formatter);
    for (const one of [watcher, formatter]) {
      table.grantItemsAndQueries(one);
      one.allow(['events:PutEvents'], [parameters.centralBusArn]);
    }
    watcher.allow(['dynamodb:DeleteItem'], [table.table.tableArn]); // a reminder that the next run has answered
    this.allowReadingInvestigations(watcher, [
      'ListBacklogTasks',
      'GetBacklogTask',
      'ListExecutions',
      'ListJournalRecords',
    ]);
    this.allowReadingInvestigations(formatter, ['GetBacklogTask', 'ListExecutions', 'ListJournalRecords']);
    const agentSpaces = this.formatArn({ service: 'aidevops', resource: 'agentspace', resourceName: '*' });
    formatter.allow(['aidevops:GetAgentSpace', 'aidevops:GetOperatorApp'], [agentSpaces]);
    acknowledge(formatter, {
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:aidevops:<AWS::Region>:<AWS::AccountId>:agentspace/*]':
        'Which agent spaces are watched is configuration; an id in the policy would make every new one a deployment.',
    });

    new CfnOutput(this, 'ClientTableName', {
      value: table.table.tableName,
      description: 'Checkpoints and crossing receipts.',
    });
  }

  private parameters() {
    const centralBusArn = new CfnParameter(this, 'CentralEventBusArn', {
      type: 'String',
      allowedPattern: '^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9._/-]+$',
      description: 'The central event bus: output EventBusArn of the central stack.',
    });
    const clientConfiguration = new CfnParameter(this, 'ClientConfiguration', {
      type: 'String',
      minLength: 2,
      maxLength: 3584, // the whole environment of a function may have 4 KB
      description: 'What the functions need to know of this client, as JSON; made from the configuration.',
    });
    const scheduleExpression = new CfnParameter(this, 'WatcherScheduleExpression', {
      type: 'String',
      allowedPattern: '^(rate|cron)\\(.+\\)$',
      default: 'rate(5 minutes)',
      description: 'How often the watcher looks for what an event may have missed, and sends its heartbeat.',
    });
    const watcherTimeout = new CfnParameter(this, 'WatcherTimeoutSeconds', {
      type: 'Number',
      minValue: 10,
      maxValue: 900,
      default: 60,
      description: 'How long one run of the watcher may take.',
    });
    return {
      watcherTimeout: Duration.seconds(watcherTimeout.valueAsNumber),
      centralBusArn: centralBusArn.valueAsString,
      clientConfiguration: clientConfiguration.valueAsString,
      scheduleExpression: scheduleExpression.valueAsString,
    };
  }

  /** Every life-cycle event goes to the central bus as it is: ids, state and times, stamped by EventBridge. */
  private forwardLifeCycle(centralBusArn: string): void {
    new PipelineRule(this, 'ForwardLifeCycle', {
      description: 'Forwards the life cycle of every investigation to the central account: ids, states and times.',
      // By prefix: the service records its API calls under the same source, and adds detail-types of its own.
      pattern: { source: [NATIVE_SOURCE], 'detail-type': [{ prefix: 'Investigation ' }, { prefix: 'Mitigation ' }] },
      target: { busArn: centralBusArn },
      deadLetters: new DeadLetters(this, 'ForwardLifeCycleDeadLetters', {
        impactOfFailure: 'The central account does not see how investigations of this client go on.',
      }),
    });
  }

  private wakeWhenOneEnds(watcher: PipelineFunction): void {
    new PipelineRule(this, 'InvestigationEnded', {
      description: 'Wakes the watcher when an investigation or a mitigation has ended, however it ended.',
      pattern: { source: [NATIVE_SOURCE], 'detail-type': [...FINAL_NATIVE_DETAIL_TYPES] },
      target: { function: watcher },
      deadLetters: new DeadLetters(this, 'InvestigationEndedDeadLetters', {
        impactOfFailure: 'The watcher hears of ended investigations only from its schedule.',
      }),
    });
  }

  private wakeOnSchedule(watcher: PipelineFunction, scheduleExpression: string): void {
    const deadLetters = new DeadLetters(this, 'WatcherScheduleDeadLetters', {
      impactOfFailure: 'The watcher does not look for what an event missed, and sends no heartbeat.',
    });
    const role = new Role(this, 'WatcherScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    keepLogicalId(role, 'WatcherScheduleRole');
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [watcher.function.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queue.queueArn] }));
    new CfnSchedule(this, 'WatcherSchedule', {
      description: 'Wakes the watcher to look for what an event missed, and to send its heartbeat.',
      scheduleExpression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: watcher.function.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(SCHEDULE_INPUT),
        deadLetterConfig: { arn: deadLetters.queue.queueArn },
        // The next run does the same work: an old one is not worth repeating for long.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
      },
    });
  }

  /**
   * Backlog, execution and journal actions of `aidevops` take no resource in AWS's authorization table of mid-2026, so
   * a policy must say `*`. It is read access to this account's own investigations.
   */
  private allowReadingInvestigations(one: PipelineFunction, actions: readonly string[]): void {
    one.allow(
      actions.map((action) => `aidevops:${action}`),
      ['*'],
    );
    acknowledge(one, {
      'AwsSolutions-IAM5[Resource::*]': 'Backlog, execution and journal actions of aidevops take no resource.',
    });
  }
}
