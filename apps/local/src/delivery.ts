import type { BusEvent, EventBridge, EventBridgeSurroundings, Rule } from './event-bridge';
import { evaluatePolicy } from './policy';
import type { Properties } from './properties';

/** Where a rule sends a matching event. */
export interface Target {
  readonly arn: string;
  readonly roleArn?: string;
  /** What the target receives of the event, as JSON text. */
  readonly inputOf: (event: BusEvent) => string;
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly deadLetterArn?: string;
}

/** Why one attempt failed. What can never succeed is not tried again. */
class DeliveryError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }
}

// EventBridge user guide, "How EventBridge retries delivering events".
const DEFAULT_RETRIES = 185;
const DEFAULT_MAX_AGE_SECONDS = 86_400;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 600_000;

/** Carries events from rules to their targets: with retries, and with a dead-letter queue for what stays broken. */
export class Delivery {
  constructor(
    private readonly around: EventBridgeSurroundings,
    private readonly eventBridge: EventBridge,
  ) {}

  target(properties: Properties): Target {
    properties.allow(['Arn', 'Id', 'RoleArn', 'Input', 'InputPath', 'RetryPolicy', 'DeadLetterConfig']);
    const retryPolicy = properties.optionalObject('RetryPolicy');
    const deadLetterArn = properties.optionalObject('DeadLetterConfig')?.text('Arn');
    if (deadLetterArn !== undefined) this.around.queues.deadLetterQueue(deadLetterArn, properties.where);
    const roleArn = properties.optionalText('RoleArn');
    return {
      arn: properties.text('Arn'),
      inputOf: inputOf(properties),
      retries: retryPolicy?.number('MaximumRetryAttempts', DEFAULT_RETRIES) ?? DEFAULT_RETRIES,
      maxAgeSeconds:
        retryPolicy?.number('MaximumEventAgeInSeconds', DEFAULT_MAX_AGE_SECONDS) ?? DEFAULT_MAX_AGE_SECONDS,
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    };
  }

  start(rule: Rule, target: Target, event: BusEvent): void {
    const times = this.around.faults.strikes('duplicate') ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1) {
      void this.around.activity.during(() => this.deliver(rule, target, event));
    }
  }

  private async deliver(rule: Rule, target: Target, event: BusEvent): Promise<void> {
    const { clock, faults } = this.around;
    // Counted as AWS would have waited, so that the local pace changes nothing about who gives up when.
    let ageMs = 0;
    const late = faults.delayMs() + (faults.strikes('reorder') ? faults.pick(200) : 0);
    // Even without faults, not in the sender's turn: a target must not run before PutEvents has answered.
    if (!(await clock.wait(late))) return;
    for (let attempt = 0; ; attempt += 1) {
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      try {
        if (faults.strikes('throttle')) throw new DeliveryError('THROTTLING', 'Rate exceeded.', true);
        this.attempt(rule, target, event);
        return;
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        ageMs += waitMs;
        const isTooOld = ageMs > target.maxAgeSeconds * 1000;
        if (!error.retryable || attempt >= target.retries || isTooOld) {
          this.giveUp(
            rule,
            target,
            event,
            error,
            attempt,
            isTooOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts',
          );
          return;
        }
      }
      if (!(await clock.backoff(waitMs))) return;
    }
  }

  private attempt(rule: Rule, target: Target, event: BusEvent): void {
    const service = target.arn.split(':')[2];
    if (service === 'lambda') return this.toFunction(rule, target, event);
    if (service === 'sqs') return this.toQueue(rule, target, event);
    if (service === 'events') return this.toBus(rule, target, event);
    throw new DeliveryError(
      'RESOURCE_NOT_FOUND',
      `The local cloud delivers to functions, queues and buses, not to ${target.arn}.`,
    );
  }

  private toFunction(rule: Rule, target: Target, event: BusEvent): void {
    const called = this.around.functions.find(target.arn);
    if (!called) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no function ${target.arn}.`);
    if (evaluatePolicy(called.permissions, fromRule(rule, 'lambda:InvokeFunction', called.arn)) !== 'allow') {
      throw new DeliveryError('NO_PERMISSIONS', `No AWS::Lambda::Permission lets the rule invoke ${target.arn}.`);
    }
    called.invokeLater(target.inputOf(event));
  }

  private toQueue(rule: Rule, target: Target, event: BusEvent): void {
    const queue = this.around.queues.find(target.arn);
    if (!queue) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no queue ${target.arn}.`);
    if (evaluatePolicy(queue.policy, fromRule(rule, 'sqs:SendMessage', queue.arn)) !== 'allow') {
      throw new DeliveryError('NO_PERMISSIONS', `No queue policy lets the rule send to ${target.arn}.`);
    }
    queue.send(target.inputOf(event), { sender: 'events.amazonaws.com' });
  }

  /** Another account's bus, or another bus: the envelope stays as it is, and so does the sender's account in it. */
  private toBus(rule: Rule, target: Target, event: BusEvent): void {
    const [, , , region = '', account = ''] = target.arn.split(':');
    const bus = this.eventBridge.find(target.arn, account, region);
    if (!bus) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no event bus ${target.arn}.`);
    if (target.roleArn === undefined || !this.around.roles.find(target.roleArn, rule.account)) {
      throw new DeliveryError(
        'NO_PERMISSIONS',
        `A target on an event bus needs a role of the rule's own account (${rule.account}).`,
      );
    }
    if (event.account !== rule.account && account !== rule.account) {
      throw new DeliveryError(
        'THIRD_ACCOUNT_HOP_DETECTED',
        'An event from another account cannot be sent on to a third.',
      );
    }
    if (!this.eventBridge.mayPut(bus, rule.account, [event.source], [event['detail-type']])) {
      throw new DeliveryError('NO_PERMISSIONS', `The policy of ${bus.arn} does not admit account ${rule.account}.`);
    }
    this.eventBridge.accept(bus, event);
  }

  private giveUp(
    rule: Rule,
    target: Target,
    event: BusEvent,
    error: DeliveryError,
    retries: number,
    condition: string,
  ): void {
    const deadLetters = target.deadLetterArn === undefined ? undefined : this.around.queues.find(target.deadLetterArn);
    const maySend =
      deadLetters && evaluatePolicy(deadLetters.policy, fromRule(rule, 'sqs:SendMessage', deadLetters.arn)) === 'allow';
    this.around.observations.tell({
      kind: 'delivery_failed',
      ruleArn: rule.arn,
      targetArn: target.arn,
      eventId: event.id,
      code: error.code,
      reason: error.message,
      kept: Boolean(maySend),
    });
    if (!deadLetters || !maySend) return;
    // EventBridge user guide, "Using dead-letter queues to process undelivered events".
    const attributes: Record<string, string> = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message,
      RETRY_ATTEMPTS: String(retries),
      ...(error.retryable ? { EXHAUSTED_RETRY_CONDITION: condition } : {}),
    };
    deadLetters.send(JSON.stringify(event), {
      sender: 'events.amazonaws.com',
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    });
  }
}

function fromRule(rule: Rule, action: string, resource: string) {
  return {
    service: 'events.amazonaws.com',
    action,
    resource,
    context: { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': rule.account, 'aws:SecureTransport': 'true' },
  };
}

function inputOf(properties: Properties): (event: BusEvent) => string {
  const input = properties.optionalText('Input');
  if (input !== undefined) return () => input;
  const path = properties.optionalText('InputPath');
  if (path === undefined || path === '$') return (event) => JSON.stringify(event);
  const names = /^\$((?:\.[A-Za-z0-9_-]+)+)$/.exec(path)?.[1]?.slice(1).split('.');
  if (!names)
    return properties.refuse('InputPath', `${path} is not a path that the local cloud reads`, 'use $.name.name');
  return (event) => {
    let value: unknown = event;
    for (const name of names) value = (value as Record<string, unknown> | undefined)?.[name];
    return JSON.stringify(value ?? null);
  };
}
