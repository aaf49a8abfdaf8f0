import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Notice } from '@org/correlation-engine';

/** EventBridge refuses sources that begin with `aws.` from everybody but AWS, so whoever says this is AWS Health. */
const SOURCE = 'aws.health';

/** What is read of an event, and nothing else of it: no description, no resources, no names. */
const HealthSchema = Type.Object(
  {
    // AWS Health API Reference, "Event": the ARN of an event. Shorter here, because a key of the table ends with it.
    eventArn: Type.String({
      pattern: '^arn:aws[a-z-]{0,16}:health:[a-z0-9-]{0,32}:[0-9]{0,12}:event(/[A-Za-z0-9_-]{1,200}){1,3}$',
    }),
    service: Type.String({ pattern: '^[A-Z0-9_-]{2,30}$' }),
    eventTypeCode: Type.String({ pattern: '^[A-Z0-9_]{3,100}$' }),
    eventTypeCategory: Type.Literal('issue'),
    eventScopeCode: Type.Union([Type.Literal('PUBLIC'), Type.Literal('ACCOUNT_SPECIFIC')]),
    statusCode: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
    eventRegion: Type.String({ pattern: '^[a-z]{2}(-[a-z]{2,12}){1,3}-[0-9]$' }),
    startTime: Type.String({ maxLength: 40 }),
    endTime: Type.Optional(Type.String({ maxLength: 40 })),
    lastUpdatedTime: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
type Health = Static<typeof HealthSchema>;

/** A notice with the time when AWS Health last changed it, or a fixed word that says why this is none. */
export type HealthReading =
  | { readonly notice: Notice; readonly updatedAt: string }
  | {
      readonly refused:
        | 'archive-replay'
        | 'another-account'
        | 'another-detail-type'
        | 'no-issue'
        | 'no-region'
        | 'of-one-account'
        | 'another-form'
        | 'impossible-times';
    };

export function isFromHealth(body: unknown): boolean {
  return isObject(body) && body['source'] === SOURCE;
}

/**
 * Reads an AWS Health event in its EventBridge envelope. The times of the detail are RFC 1123, and what is closed without
 * an end has ended when that was said. AWS Health User Guide, "Reference: AWS Health events Amazon EventBridge schema".
 *
 * @param account whose default bus it must come from: ours, also for what befell another account of the organization
 */
export function readHealth(body: unknown, account: string): HealthReading {
  if (!isObject(body) || body['detail-type'] !== 'AWS Health Event') return { refused: 'another-detail-type' };
  if (body['replay-name'] !== undefined) return { refused: 'archive-replay' };
  if (body['account'] !== account) return { refused: 'another-account' };
  const { detail } = body;
  if (!isObject(detail)) return { refused: 'another-form' };
  if (detail['eventTypeCategory'] !== 'issue') return { refused: 'no-issue' };
  if (detail['eventRegion'] === 'global') return { refused: 'no-region' };
  const health: unknown = Object.fromEntries(
    Object.keys(HealthSchema.properties).flatMap((name) =>
      detail[name] === undefined ? [] : [[name, detail[name]] as const],
    ),
  );
  if (!Value.Check(HealthSchema, health)) return { refused: 'another-form' };
  // A host that failed under one account says nothing of the others; what a service suffers from is told to each it may concern.
  if (health.eventScopeCode !== 'PUBLIC' && !health.eventTypeCode.endsWith('_OPERATIONAL_ISSUE'))
    return { refused: 'of-one-account' };
  return noticeOf(health, String(body['time']));
}

function noticeOf(health: Health, sentAt: string): HealthReading {
  const at = rfc1123(health.startTime);
  const updatedAt = health.lastUpdatedTime === undefined ? isoTime(sentAt) : rfc1123(health.lastUpdatedTime);
  const until =
    health.endTime !== undefined ? rfc1123(health.endTime) : health.statusCode === 'closed' ? updatedAt : NOT_YET;
  if (at === undefined || updatedAt === undefined || until === undefined) return { refused: 'impossible-times' };
  if (until !== NOT_YET && until < at) return { refused: 'impossible-times' };
  return {
    notice: {
      id: health.eventArn,
      service: spokenService(health.service),
      region: health.eventRegion,
      at: at.toISOString(),
      ...(until === NOT_YET ? {} : { until: until.toISOString() }),
      what: health.eventTypeCode,
    },
    updatedAt: updatedAt.toISOString(),
  };
}
const NOT_YET = Symbol('not yet');

/** AWS Health's codes of services that reports call by another word: those of the formatter's closed list. */
const SPOKEN: Readonly<Record<string, string>> = {
  APIGATEWAY: 'api gateway',
  AUTOSCALING: 'auto scaling',
  ELASTICFILESYSTEM: 'efs',
  ELASTICLOADBALANCING: 'elb',
  ES: 'opensearch',
  EVENTS: 'eventbridge',
  KAFKA: 'msk',
  LOGS: 'cloudwatch logs',
  NATGATEWAY: 'vpc',
  ROUTE53: 'route 53',
  SECRETSMANAGER: 'secrets manager',
  STATES: 'step functions',
  TRANSITGATEWAY: 'transit gateway',
  WAFV2: 'waf',
};

function spokenService(code: string): string {
  return (Object.hasOwn(SPOKEN, code) ? SPOKEN[code] : undefined) ?? code.toLowerCase();
}

/** Its day may have one digit. */
function rfc1123(text: string): Date | undefined {
  const twoDigits = text.replace(/^([A-Z][a-z]{2}, )(\d )/, '$10$2');
  const time = new Date(twoDigits);
  return !Number.isNaN(time.getTime()) && time.toUTCString() === twoDigits ? time : undefined;
}

function isoTime(text: string): Date | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
