import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnRule, type EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { PipelineFunction } from './pipeline-function';
import type { PipelineQueue } from './pipeline-queue';
import { keepLogicalId } from './template';

/** Where a rule sends what it matches, and how it gets the right to. */
export type RuleTarget =
  | { readonly queue: PipelineQueue }
  | { readonly function: PipelineFunction }
  /** A bus of any account, by its ARN. */
  | { readonly busArn: string };

/** What differs from one rule to the next. */
export interface PipelineRuleProps {
  /** The account's default bus when left out. */
  readonly bus?: EventBus;
  readonly description: string;
  /** The event pattern exactly as EventBridge reads it: a test can take it from the template and try it. */
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly target: RuleTarget;
  /** Where events wait that the target did not take for a day. */
  readonly deadLetters: DeadLetters;
}

/** A rule with one target, the right to reach it, and a dead-letter queue. */
export class PipelineRule extends Construct {
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, props: PipelineRuleProps) {
    super(scope, id);
    const { target } = props;
    const role = 'busArn' in target ? this.roleToPutEventsOn(target.busArn, id) : undefined;
    const rule = new CfnRule(this, 'Resource', {
      ...(props.bus ? { eventBusName: props.bus.eventBusName } : {}),
      description: props.description,
      eventPattern: props.pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'Target',
          arn: targetArn(target),
          ...(role ? { roleArn: role.roleArn } : {}),
          deadLetterConfig: { arn: props.deadLetters.queue.queueArn },
        },
      ],
    });
    keepLogicalId(this, id);
    this.ruleArn = rule.attrArn;

    this.allowSending(props.deadLetters.queue, rule, id);
    if ('queue' in target) this.allowSending(target.queue.queue, rule, id);
    if ('function' in target) {
      new CfnPermission(this, 'Permission', {
        action: 'lambda:InvokeFunction',
        functionName: target.function.function.functionArn,
        principal: 'events.amazonaws.com',
        sourceArn: rule.attrArn,
      }).overrideLogicalId(`${id}Permission`);
    }
  }

  private allowSending(queue: Queue, rule: CfnRule, id: string): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: `From${id}`,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': Lazy.string({ produce: () => rule.attrArn }) } },
      }),
    );
  }

  private roleToPutEventsOn(busArn: string, id: string): Role {
    const role = new Role(this, 'Role', {
      // Not the rule's ARN, which would be a circle: the rule names the role.
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    keepLogicalId(role, `${id}Role`);
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] }));
    return role;
  }
}

function targetArn(target: RuleTarget): string {
  if ('queue' in target) return target.queue.queue.queueArn;
  if ('function' in target) return target.function.function.functionArn;
  return target.busArn;
}
