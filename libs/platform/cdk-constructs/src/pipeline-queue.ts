import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OperatorAlarm } from './alarms';
import { DeadLetters } from './dead-letters';
import type { PipelineFunction } from './pipeline-function';
import { keepLogicalId } from './template';

/** What differs from one queue to the next. */
export interface PipelineQueueProps {
  /** The function that reads it, which reports the messages of a batch that failed, so that only they return. */
  readonly reader: PipelineFunction;
  /** What it means to people when messages stay here, or fail for good: a sentence. Becomes its alarms' description. */
  readonly impactOfFailure: string;
  /** The alarm sounds when the oldest message has waited longer than this. */
  readonly lateAfter: Duration;
  /** How often a message is tried before it goes to the dead letters. 10 by default: half an hour at a timeout of 30 s. */
  readonly attempts?: number;
  /** How many messages one invocation gets at most, 10 by default. */
  readonly batchSize?: number;
}

/** A queue with its reader, its dead-letter queue, and the alarms that say what waiting and failing mean to people. */
export class PipelineQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { impactOfFailure: props.impactOfFailure });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Lambda Developer Guide, "Configuring a queue to use with Lambda": six times the function's timeout.
      visibilityTimeout: Duration.seconds(6 * props.reader.timeout.toSeconds()),
      retentionPeriod: Duration.days(4), // shorter than the dead letters' 14, for a moved message keeps its age
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: props.attempts ?? 10 },
    });
    keepLogicalId(this.queue, id);

    this.queue.grantConsumeMessages(props.reader.role);
    this.mapping = new EventSourceMapping(this, 'Reader', {
      target: props.reader.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize ?? 10,
      reportBatchItemFailures: true,
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    keepLogicalId(this.mapping, `${id}Reader`);

    new OperatorAlarm(this, 'ErrorRate', {
      means: `${props.impactOfFailure} More than 5 % of the messages of ${id} failed within 5 minutes, and are being tried again. Look for errors in the log of ${props.reader.node.id}.`,
      metric: this.errorRate(Duration.minutes(5)),
      above: 5,
    });
    new OperatorAlarm(this, 'Late', {
      means: `${props.impactOfFailure} The oldest message in ${id} has waited for more than ${props.lateAfter.toHumanString()}. Look for errors and throttles of ${props.reader.node.id}.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }),
      above: props.lateAfter.toSeconds(),
    });
  }

  /**
   * Of a hundred messages handed to the reader, how many failed. From the mapping's own metrics: a batch of which only
   * some messages failed is no error of the function, so Lambda's `Errors` stays at zero.
   * Source: AWS Lambda Developer Guide, "Types of metrics", FailedInvokeEventCount.
   */
  errorRate(period: Duration): MathExpression {
    const failed = `failed${this.node.id}`; // named for the queue, so that a graph can show several
    const invoked = `invoked${this.node.id}`;
    return new MathExpression({
      label: this.node.id,
      expression: `100 * ${failed} / MAX([${failed}, ${invoked}, 1])`,
      usingMetrics: {
        [failed]: this.mappingMetric('FailedInvokeEventCount', period),
        [invoked]: this.mappingMetric('InvokedEventCount', period),
      },
      period,
    });
  }

  private mappingMetric(metricName: string, period: Duration): Metric {
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { EventSourceMappingUUID: this.mapping.eventSourceMappingId },
      statistic: 'Sum',
      period,
    });
  }
}
