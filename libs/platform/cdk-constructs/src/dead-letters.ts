import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OperatorAlarm } from './alarms';
import { acknowledge, keepLogicalId, nameInStack } from './template';

/** What differs from one dead-letter queue to the next. */
export interface DeadLettersProps {
  /** What it means to people that something lies here; becomes the alarm's description. */
  readonly impactOfFailure: string;
}

/** Where what stays broken waits, for 14 days, to be looked at and redriven. One message is enough for the alarm. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14), // SQS's longest
    });
    keepLogicalId(this.queue, nameInStack(this));
    acknowledge(this.queue, { 'AwsSolutions-SQS3': 'It is a dead-letter queue itself.' });
    new OperatorAlarm(this, 'Alarm', {
      means: `${props.impactOfFailure} Read the messages in ${nameInStack(this)}, mend the cause, then run: orchestrator redrive.`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      above: 0,
    });
  }
}
