import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { keepLogicalId, nameInStack } from './template';

/** Who hears the alarms of a stack: a topic, or nobody for a stated reason. */
type Listener = { readonly topic: ITopic } | { readonly nobodyBecause: string };

const listeners = new WeakMap<IConstruct, Listener>();

/**
 * The topic that every alarm of this stack is sent to. Create it first: constructs that need an alarm find it by
 * themselves, so that none of them can be deployed unheard.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Investigation Orchestrator alarms', enforceSSL: true });
    this.topic.applyRemovalPolicy(RemovalPolicy.DESTROY);
    keepLogicalId(this.topic, id);
    // The policy that enforces TLS replaces the topic's default one, by which CloudWatch was allowed in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    listeners.set(Stack.of(this), { topic: this.topic });
  }
}

/** States why a stack has no alarms; the reason is for whoever reads the code, and nothing is deployed for it. */
export function withoutAlarms(stack: Stack, because: string): void {
  listeners.set(stack, { nobodyBecause: because });
}

/** What differs from one alarm to the next. */
export interface OperatorAlarmProps {
  /** What it means to people, then what to do first. It becomes the alarm's description: the text of the page. */
  readonly means: string;
  /** One period of this metric is what is looked at. */
  readonly metric: IMetric;
  /** It sounds above this value. Periods without data are good ones. */
  readonly above: number;
}

/** An alarm that says what the failure means, sent to the stack's {@link AlarmTopic}. */
export class OperatorAlarm extends Construct {
  /** Absent in a stack that stated {@link withoutAlarms}. */
  readonly alarm: Alarm | undefined;

  constructor(scope: Construct, id: string, props: OperatorAlarmProps) {
    super(scope, id);
    const listener = listeners.get(Stack.of(this));
    if (!listener) {
      throw new Error(
        `${this.node.path}: nobody would hear this alarm. ` +
          `Create an AlarmTopic in the stack before it, or state withoutAlarms(stack, why).`,
      );
    }
    if ('nobodyBecause' in listener) return;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: props.means,
      metric: props.metric,
      threshold: props.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(new SnsAction(listener.topic));
    keepLogicalId(this.alarm, nameInStack(this));
  }
}
