import { randomUUID } from 'node:crypto';
import { compilePattern } from '@org/event-pattern';
import type { Activity } from './activity';
import type { Clock } from './clock';
import { Delivery, type Target } from './delivery';
import { LocalCloudError, ServiceError } from './errors';
import type { Roles } from './facts';
import type { FaultPlan } from './faults';
import type { Functions } from './lambda';
import type { Observations } from './observations';
import { checkPolicy, evaluatePolicy, type PolicyStatement } from './policy';
import type { Properties } from './properties';
import type { Queues } from './queues';
import type { ResourceMakers } from './stack';

/** The envelope that EventBridge stamps around what it was given. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  /** The sender's account, also on another account's bus; no sender can choose it. */
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** Only on events that an archive replays. */
  readonly 'replay-name'?: string;
}

export interface EventBridgeSurroundings {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly observations: Observations;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly roles: Roles;
  readonly organizationOf: (account: string) => string | undefined;
}

export interface Rule {
  readonly arn: string;
  readonly account: string;
  readonly matches: (event: BusEvent) => boolean;
  readonly targets: readonly Target[];
}

interface Archive {
  readonly arn: string;
  readonly matches: (event: BusEvent) => boolean;
  readonly events: BusEvent[];
}

/** One bus: its policy, its rules, its archives. */
export class EventBus {
  readonly arn: string;
  readonly policy: PolicyStatement[] = [];
  readonly rules: Rule[] = [];
  readonly archives: Archive[] = [];

  constructor(
    readonly account: string,
    readonly region: string,
    readonly name: string,
  ) {
    this.arn = `arn:aws:events:${region}:${account}:event-bus/${name}`;
  }
}

/** Every event bus of every account. Each account and Region has a `default` bus without being asked. */
export class EventBridge {
  private readonly buses = new Map<string, EventBus>();
  private readonly delivery: Delivery;

  constructor(private readonly around: EventBridgeSurroundings) {
    this.delivery = new Delivery(around, this);
  }

  /** The bus of a name, or of an ARN, as a caller in `account` and `region` writes it. A Region serves only its own. */
  find(reference: string, account: string, region: string): EventBus | undefined {
    const arn = reference.startsWith('arn:') ? reference : `arn:aws:events:${region}:${account}:event-bus/${reference}`;
    const [, , , busRegion = '', busAccount = '', resource = ''] = arn.split(':');
    if (busRegion !== region) return undefined;
    if (resource === 'event-bus/default') return this.defaultBus(busAccount, busRegion);
    return this.buses.get(arn);
  }

  /** What the bus policy says to callers; the caller's own account needs no statement, but may be denied. */
  mayPut(bus: EventBus, account: string, sources: readonly string[], detailTypes: readonly string[]): boolean {
    const verdict = evaluatePolicy(bus.policy, {
      account,
      action: 'events:PutEvents',
      resource: bus.arn,
      context: {
        'aws:PrincipalAccount': account,
        'aws:PrincipalOrgID': this.around.organizationOf(account),
        'aws:SecureTransport': 'true',
        'events:source': sources,
        'events:detail-type': detailTypes,
      },
    });
    return verdict === 'allow' || (verdict === 'none' && account === bus.account);
  }

  /** Puts a stamped event on a bus: keeps it in the archives, and delivers it to every matching rule's targets. */
  accept(bus: EventBus, event: BusEvent): void {
    this.around.observations.tell({ kind: 'bus_event', busArn: bus.arn, account: bus.account, event });
    for (const archive of bus.archives) if (archive.matches(event)) archive.events.push(event);
    for (const rule of bus.rules) {
      if (!rule.matches(event)) continue;
      for (const target of rule.targets) this.delivery.start(rule, target, event);
    }
  }

  /** An AWS service's own event on the default bus of an account: the only way in for sources that start with `aws.`. */
  putNativeEvent(account: string, region: string, event: NativeEventInput): string {
    const stamped: BusEvent = {
      version: '0',
      id: event.id ?? randomUUID(),
      'detail-type': event['detail-type'],
      source: event.source,
      account,
      time: event.time ?? isoSeconds(new Date()),
      region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    this.accept(this.defaultBus(account, region), stamped);
    return stamped.id;
  }

  /** Delivers archived events again, marked with `replay-name`. @returns how many */
  replay(archiveArn: string, replayName: string, from = new Date(0), until = new Date(8.64e15)): number {
    for (const bus of this.buses.values()) {
      const archive = bus.archives.find(({ arn }) => arn === archiveArn);
      if (!archive) continue;
      const events = archive.events.filter(({ time }) => new Date(time) >= from && new Date(time) <= until);
      for (const event of events) this.accept(bus, { ...event, 'replay-name': replayName });
      return events.length;
    }
    throw new ServiceError('ResourceNotFoundException', `Archive ${archiveArn} does not exist.`);
  }

  archives(): { readonly arn: string; readonly busArn: string; readonly size: number }[] {
    return [...this.buses.values()].flatMap((bus) =>
      bus.archives.map(({ arn, events }) => ({ arn, busArn: bus.arn, size: events.length })),
    );
  }

  readonly makers: ResourceMakers = {
    'AWS::Events::EventBus': ({ properties, account, region }) => {
      properties.allow(['Name', 'Policy'], ['Description', 'KmsKeyIdentifier', 'Tags', 'LogConfig']);
      const bus = new EventBus(account, region, properties.text('Name'));
      if (this.buses.has(bus.arn))
        properties.refuse('Name', `there is a bus ${bus.arn} already`, 'choose another name');
      this.buses.set(bus.arn, bus);
      return { ref: bus.name, attributes: { Arn: bus.arn, Name: bus.name } };
    },
    'AWS::Events::EventBusPolicy': ({ properties, logicalId, account, region }) => {
      properties.allow(['EventBusName', 'StatementId', 'Statement']);
      const statement = { ...(properties.object('Statement') && (properties.raw('Statement') as PolicyStatement)) };
      checkPolicy([statement], properties.where);
      this.busOf(properties, account, region).policy.push(statement);
      return { ref: logicalId, attributes: {} };
    },
    'AWS::Events::Rule': ({ properties, nameOr, account, region, arn }) => {
      properties.allow(
        ['Name', 'EventBusName', 'EventPattern', 'State', 'Targets'],
        ['Description', 'RoleArn', 'Tags'],
      );
      const bus = this.busOf(properties, account, region);
      const name = nameOr(properties.optionalText('Name'));
      const ruleArn = arn('events', bus.name === 'default' ? `rule/${name}` : `rule/${bus.name}/${name}`);
      const matches = pattern(properties);
      const targets = properties.objects('Targets').map((target) => this.delivery.target(target));
      if (properties.optionalText('State') !== 'DISABLED') bus.rules.push({ arn: ruleArn, account, matches, targets });
      return { ref: name, attributes: { Arn: ruleArn } };
    },
    'AWS::Events::Archive': ({ properties, nameOr, arn, account, region }) => {
      properties.allow(
        ['ArchiveName', 'SourceArn', 'EventPattern'],
        ['Description', 'RetentionDays', 'KmsKeyIdentifier'],
      );
      const name = nameOr(properties.optionalText('ArchiveName'), 48);
      const bus = this.find(properties.text('SourceArn'), account, region);
      if (!bus) return properties.refuse('SourceArn', 'there is no such bus', 'refer to a bus of the stack');
      const archiveArn = arn('events', `archive/${name}`);
      const matches = properties.has('EventPattern') ? pattern(properties) : () => true;
      // Its own replays are not archived again: EventBridge's managed rule excludes them as well.
      bus.archives.push({
        arn: archiveArn,
        matches: (event) => !('replay-name' in event) && matches(event),
        events: [],
      });
      return { ref: name, attributes: { Arn: archiveArn } };
    },
  };

  private defaultBus(account: string, region: string): EventBus {
    const bus = new EventBus(account, region, 'default');
    const existing = this.buses.get(bus.arn);
    if (existing) return existing;
    this.buses.set(bus.arn, bus);
    return bus;
  }

  private busOf(properties: Properties, account: string, region: string): EventBus {
    const bus = this.find(properties.optionalText('EventBusName') ?? 'default', account, region);
    return bus ?? properties.refuse('EventBusName', 'there is no such bus', 'refer to a bus of the stack');
  }
}

export interface NativeEventInput {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  /** Given by the service when it sends the same event twice; made up otherwise. */
  readonly id?: string;
  readonly time?: string;
}

export function isoSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

// EventBridge user guide, "Quotas": an event pattern has at most 2,048 characters.
const MAX_PATTERN_CHARACTERS = 2048;

function pattern(properties: Properties): (event: BusEvent) => boolean {
  const source = properties.raw('EventPattern');
  const text = typeof source === 'string' ? source : JSON.stringify(source ?? {});
  if (text.length > MAX_PATTERN_CHARACTERS) {
    properties.refuse('EventPattern', `is longer than ${MAX_PATTERN_CHARACTERS} characters`, 'shorten the pattern');
  }
  try {
    return compilePattern(text);
  } catch (error) {
    throw new LocalCloudError(
      `${properties.where}/EventPattern`,
      error instanceof Error ? error.message : String(error),
      'correct the event pattern',
    );
  }
}
