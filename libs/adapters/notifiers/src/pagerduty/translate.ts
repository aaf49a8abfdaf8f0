import { createHash } from 'node:crypto';
import { EVENT_TYPES, type InvestigationEvent, type Severity } from '@org/event-schema';
import { headline } from '../headline';
import { plainText } from '../plain-text';
import { lateInWords, mark } from '../marks';
import type { NotifyContext, OutcomeGroup, PatternAlert } from '../notifier';

// PagerDuty, "Events API v2" and its OpenAPI file (PagerDuty/api-schema, events-v2).
export const MAX_SUMMARY_CHARACTERS = 1024;
export const MAX_DEDUP_KEY_CHARACTERS = 255;
export const MAX_EVENT_BYTES = 512 * 1024;

/** PagerDuty knows four severities. */
const SEVERITY = {
  CRITICAL: 'critical',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'info',
  MINIMAL: 'info',
} as const satisfies Record<Severity, string>;

/** The body of a `trigger`, without the routing key. */
export interface PagerDutyTrigger {
  readonly event_action: 'trigger';
  readonly dedup_key: string;
  readonly client: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: 'critical' | 'error' | 'warning' | 'info';
    readonly timestamp?: string;
    readonly group?: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
}

/** The page for one outcome. Its `dedup_key` is the outcome's key, so a repeat joins the alert while that is open. */
export function pageForEvent(event: InvestigationEvent, context: NotifyContext): PagerDutyTrigger {
  const { summary } = event;
  const link = context.link ?? event.links.devops_agent_investigation;
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(context.key),
    client: 'Investigation Orchestrator',
    links: links(
      [link, 'Open the investigation'],
      [event.links.cloudwatch_logs, 'CloudWatch logs'],
      [event.links.affected_application, 'Affected application'],
    ),
    payload: {
      summary: plainText(
        `${mark(context)}[${event.severity}] ${event.client_name}: ${headline(event)}`,
        MAX_SUMMARY_CHARACTERS,
      ),
      source: `${event.client_account_id}/${event.region}`,
      severity: SEVERITY[event.severity],
      timestamp: event.timestamp,
      group: plainText(event.client_name, 256),
      class: summary.root_cause_category,
      custom_details: {
        what_happened: EVENT_TYPES[event.event_type],
        status: event.status,
        cause: plainText(summary.root_cause_brief ?? headline(event), 256),
        root_cause_category: summary.root_cause_category,
        affected_resources: summary.affected_resources.map((resource) => plainText(resource, 256)),
        resource_count: summary.resource_count,
        duration_minutes: summary.duration_minutes,
        mitigation_status: summary.mitigation_status,
        client_account_id: event.client_account_id,
        region: event.region,
        investigation_id: event.investigation_id,
        outcome_version: event.outcome_version,
        why_you: plainText(context.explanation, 1024),
        ...(context.lateMinutes === undefined ? {} : { late: lateInWords(context.lateMinutes) }),
        rule: plainText(context.ruleId, 256),
        ...(context.pattern === undefined
          ? {}
          : { pattern: plainText(`${context.pattern.title} (${context.pattern.clients} clients)`, 512) }),
        tags: Object.fromEntries(
          Object.entries(event.tags).map(([name, value]) => [plainText(name, 128), plainText(value, 256)]),
        ),
      },
    },
  };
}

/** The page for one cause at several clients. */
export function pageForPattern(alert: PatternAlert, context: Pick<NotifyContext, 'link'>): PagerDutyTrigger {
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(alert.key),
    client: 'Investigation Orchestrator',
    links: links(
      [context.link, 'Open the pattern'],
      ...alert.investigations
        .slice(0, MAX_LISTED)
        .map(({ link, clientName }): [string | undefined, string] => [link, plainText(clientName, 256)]),
    ),
    payload: {
      summary: plainText(
        `[${alert.severity}] One cause at ${alert.clients} clients${alert.update ? `, up from ${alert.update.clientsBefore}` : ''}: ${alert.title}`,
        MAX_SUMMARY_CHARACTERS,
      ),
      source: 'investigation-orchestrator',
      severity: SEVERITY[alert.severity],
      class: 'pattern',
      custom_details: {
        clients: alert.clients,
        shared_evidence: alert.evidence.slice(0, MAX_LISTED).map(sentence),
        investigations: alert.investigations
          .slice(0, MAX_LISTED)
          .map(({ key, clientName }) => `${plainText(clientName, 256)}: ${plainText(key, 255)}`),
        ...(alert.prose === undefined ? {} : { written_by_a_language_model: plainText(alert.prose, 4000) }),
        ...(alert.recommendations && { check_first: alert.recommendations.slice(0, MAX_LISTED).map(sentence) }),
        ...(alert.exposed && { may_be_hit_next: alert.exposed.slice(0, MAX_LISTED).map(sentence) }),
      },
    },
  };
}

/** One page for many outcomes: all of them stand in it, the most urgent with their links. */
export function pageForGroup(group: OutcomeGroup): PagerDutyTrigger {
  const { outcomes, clients, severity } = group;
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(group.key),
    client: 'Investigation Orchestrator',
    links: links(
      ...outcomes
        .slice(0, MAX_LISTED)
        .map(({ link, clientName }): [string | undefined, string] => [link, plainText(clientName, 256)]),
    ),
    payload: {
      summary: plainText(
        `[${severity}] ${outcomes.length} investigations at ${clients} clients at once`,
        MAX_SUMMARY_CHARACTERS,
      ),
      source: 'investigation-orchestrator',
      severity: SEVERITY[severity],
      class: 'group',
      custom_details: {
        clients,
        why_together: 'So many came at once that single pages would have been late.',
        investigations: outcomes.map(
          (outcome) =>
            `[${outcome.severity}] ${plainText(outcome.clientName, 64)}: ${plainText(outcome.headline, 200)} (${plainText(outcome.key, 255)})`,
        ),
      },
    },
  };
}

function sentence(words: string): string {
  return plainText(words, 512);
}

/** Enough to start with; a pattern may have hundreds of members, and the whole list is in the store. */
const MAX_LISTED = 50;

function links(...given: readonly (readonly [href: string | undefined, text: string])[]): PagerDutyTrigger['links'] {
  return given.flatMap(([href, text]) => (href === undefined || !/^https?:\/\//.test(href) ? [] : [{ href, text }]));
}

/** The key as PagerDuty takes it: keys of ours fit; a longer one is cut, and a hash keeps it apart from others. */
export function dedupKey(key: string): string {
  if (key.length <= MAX_DEDUP_KEY_CHARACTERS) return key;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${key.slice(0, MAX_DEDUP_KEY_CHARACTERS - hash.length - 1)}-${hash}`;
}
