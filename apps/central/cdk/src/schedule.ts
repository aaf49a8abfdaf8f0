import { keepLogicalId, type PipelineFunction } from '@org/cdk-constructs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What differs from one schedule to the next. */
export interface WakingProps {
  /** It must keep dead letters of its own: what could not be woken lies there too. */
  readonly wakes: PipelineFunction;
  readonly description: string;
  /** Such as `rate(1 minute)`. */
  readonly expression: string;
}

/** Wakes a function at a rate, with a role that may do just that. */
export class Waking extends Construct {
  constructor(scope: Construct, id: string, { wakes, description, expression }: WakingProps) {
    super(scope, id);
    if (!wakes.deadLetters) throw new Error(`${wakes.node.path}: a function that a schedule wakes needs deadLetters.`);
    const deadLetters = wakes.deadLetters.queue.queueArn;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    keepLogicalId(role, `${id}Role`);
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [wakes.function.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      description,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: wakes.function.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ source: 'investigation-orchestrator.schedule' }),
        // The next run comes by itself, and does what this one did not.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
        deadLetterConfig: { arn: deadLetters },
      },
    });
    schedule.overrideLogicalId(id);
  }
}
