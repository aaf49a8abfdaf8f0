import type { Clock } from './clock';
import type { Functions } from './lambda';
import type { Roles } from './facts';
import type { ResourceMakers } from './stack';

interface Schedule {
  readonly arn: string;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** EventBridge Scheduler, as far as templates here use it: functions woken at a rate. */
export class Schedules {
  private readonly schedules: Schedule[] = [];

  constructor(
    private readonly around: {
      readonly clock: Clock;
      readonly functions: Functions;
      readonly roles: Roles;
      /** How much faster than real time schedules run: 10 turns five minutes into half a minute. */
      readonly scale: number;
    },
  ) {}

  /** Begins to run schedules at their rates; before this, none runs, so that every stack is in place. */
  start(): void {
    for (const schedule of this.schedules) void this.repeat(schedule);
  }

  /** Runs every schedule once, now. */
  runAll(): void {
    for (const schedule of this.schedules) schedule.run();
  }

  readonly makers: ResourceMakers = {
    'AWS::Scheduler::Schedule': ({ properties, nameOr, arn }) => {
      properties.allow(
        ['Name', 'ScheduleExpression', 'State', 'Target'],
        ['Description', 'FlexibleTimeWindow', 'GroupName', 'ScheduleExpressionTimezone', 'KmsKeyArn'],
      );
      const target = properties.object('Target').allow(['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig']);
      const woken = this.around.functions.find(target.text('Arn'));
      if (!woken) return target.refuse('Arn', 'is no function of this cloud', 'schedules wake functions here');
      if (!this.around.roles.find(target.text('RoleArn'))) {
        target.refuse('RoleArn', 'there is no such role', 'refer to a role that scheduler.amazonaws.com may assume');
      }
      const expression = properties.text('ScheduleExpression');
      const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
      if (count === undefined && !expression.startsWith('cron(')) {
        properties.refuse(
          'ScheduleExpression',
          `${expression} is not understood`,
          'use rate(n minutes|hours|days) or cron(...)',
        );
      }
      const name = nameOr(properties.optionalText('Name'));
      const scheduleArn = arn('scheduler', `schedule/default/${name}`);
      const input = target.optionalText('Input') ?? '{}';
      if (properties.optionalText('State') !== 'DISABLED') {
        this.schedules.push({
          arn: scheduleArn,
          // A cron() schedule runs only when it is told to: a demo does not wait for the night.
          everyMs: count === undefined || unit === undefined ? undefined : Number(count) * (UNITS_MS[unit] ?? 0),
          // Delivery to a function is its acceptance, which cannot fail here, so RetryPolicy and DeadLetterConfig rest.
          run: () => void woken.invokeLater(input),
        });
      }
      return { ref: name, attributes: { Arn: scheduleArn } };
    },
  };

  private async repeat(schedule: Schedule): Promise<void> {
    if (schedule.everyMs === undefined) return;
    while (await this.around.clock.wait(schedule.everyMs / this.around.scale)) schedule.run();
  }
}
