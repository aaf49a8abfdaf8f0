import { createHash } from 'node:crypto';
import { EVENT_TYPES, type InvestigationEvent, type Severity } from '@org/event-schema';
import { headline } from '../headline';
import type { NotifyContext, PatternAlert } from '../notifier';
import { plainText } from '../plain-text';
import {
  bullets,
  code,
  document,
  link,
  paragraph,
  strong,
  text,
  type AdfBlock,
  type AdfDocument,
  type AdfText,
  words,
} from './document';

// Jira Cloud, "Issue fields": one line, at most 255 characters; a label has no blanks and at most 255 characters.
export const MAX_SUMMARY_CHARACTERS = 255;
export const MAX_LABEL_CHARACTERS = 255;

/** Jira's default priority scheme. */
const PRIORITY = {
  CRITICAL: 'Highest',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
  MINIMAL: 'Lowest',
} as const satisfies Record<Severity, string>;

/** What an issue is made of, without its project and type. */
export interface JiraIssue {
  readonly summary: string;
  readonly priority: { readonly name: string };
  readonly labels: readonly string[];
  readonly description: AdfDocument;
}

/** The issue for one outcome. Its labels are how it is found again. */
export function issueForEvent(event: InvestigationEvent, context: NotifyContext): JiraIssue {
  return {
    summary: plainText(`[${event.severity}] ${event.client_name}: ${headline(event)}`, MAX_SUMMARY_CHARACTERS),
    priority: { name: PRIORITY[event.severity] },
    labels: ['investigation-orchestrator', outcomeLabel(context.key), investigationLabel(context.key)],
    description: bodyForEvent(event, context),
  };
}

/** The same as a comment, for a later outcome of an investigation that has an issue. Ends in the outcome's key. */
export function bodyForEvent(event: InvestigationEvent, context: NotifyContext): AdfDocument {
  const { summary, links, tags } = event;
  const readOn = [
    ['Open the investigation', context.link ?? links.devops_agent_investigation],
    ['CloudWatch logs', links.cloudwatch_logs],
    ['Affected application', links.affected_application],
  ] as const;
  return document(
    [
      paragraph(strong(headline(event))),
      ...bullets([
        field('What happened', `${EVENT_TYPES[event.event_type]} (${event.status}), ${event.timestamp}`),
        field('Client', `${event.client_name} (${event.client_account_id}, ${event.region})`),
        field('Severity', `${event.severity}; the task's priority is ${event.priority}`),
        field('Kind of cause', summary.root_cause_category.replaceAll('_', ' ')),
        ...(summary.indicators.length === 0 ? [] : [field('Indicators', summary.indicators.join(', '))]),
        field('Resources affected', `${summary.resource_count} ${summary.resource_types.join(', ')}`),
        field('Duration', `${summary.duration_minutes} minutes`),
        field('Mitigation', summary.mitigation_status.replaceAll('_', ' ')),
        field('Why it is here', `${context.explanation} (rule ${context.ruleId})`),
        ...(context.pattern === undefined
          ? []
          : [field('Part of a pattern', `${context.pattern.title}, seen at ${context.pattern.clients} clients`)]),
      ]),
      ...linkList(readOn),
      ...bullets(summary.affected_resources.map((resource) => [text(resource, 256)])),
      ...bullets(Object.entries(tags).map(([name, value]) => field(name, value))),
    ],
    closing(context.key),
  );
}

/** The issue for one cause at several clients. */
export function issueForPattern(alert: PatternAlert, context: Pick<NotifyContext, 'link'>): JiraIssue {
  return {
    summary: plainText(
      `[${alert.severity}] One cause at ${alert.clients} clients: ${alert.title}`,
      MAX_SUMMARY_CHARACTERS,
    ),
    priority: { name: PRIORITY[alert.severity] },
    labels: ['investigation-orchestrator', outcomeLabel(alert.key), investigationLabel(alert.key)],
    description: bodyForPattern(alert, context),
  };
}

export function bodyForPattern(alert: PatternAlert, context: Pick<NotifyContext, 'link'>): AdfDocument {
  const members = alert.investigations
    .slice(0, MAX_LISTED)
    .map(({ key, clientName, link: href }) => [
      isWebAddress(href) ? link(clientName, href) : text(clientName, 256),
      words(': '),
      text(key, 255),
    ]);
  return document(
    [
      paragraph(strong(alert.title)),
      paragraph(text(`Seen at ${alert.clients} clients. What they have in common:`)),
      ...bullets(alert.evidence.slice(0, MAX_LISTED).map((sentence) => [text(sentence, 512)])),
      ...linkList([['Open the pattern', context.link]]),
      ...(alert.prose === undefined
        ? []
        : [paragraph(strong('Written by a language model, to be checked'), words(': '), text(alert.prose, 4000))]),
      ...bullets(members),
    ],
    closing(alert.key),
  );
}

/** Enough to start with; a pattern may have hundreds of members, and the whole list is in the store. */
const MAX_LISTED = 50;

/** The label of one outcome. */
export function outcomeLabel(key: string): string {
  return label('outcome', key);
}

/** The label that all outcomes of an investigation share: the key without its last part, the number of the outcome. */
export function investigationLabel(key: string): string {
  return label('investigation', key.replace(/\/\d+$/, ''));
}

/** Keys of ours pass as they are. Anything that a label cannot hold is replaced, and a hash keeps it apart from others. */
function label(kind: string, key: string): string {
  const plain = `${kind}:${key.replace(/[^A-Za-z0-9_.:/-]/g, '_')}`;
  if (plain === `${kind}:${key}` && plain.length <= MAX_LABEL_CHARACTERS) return plain;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${plain.slice(0, MAX_LABEL_CHARACTERS - hash.length - 1)}-${hash}`;
}

function closing(key: string): AdfBlock {
  return paragraph(words('Investigation Orchestrator, outcome '), code(key));
}

function field(name: string, value: string): readonly AdfText[] {
  return [strong(name), words(': '), text(value)];
}

function linkList(given: readonly (readonly [name: string, href: string | undefined])[]): readonly AdfBlock[] {
  return bullets(given.flatMap(([name, href]) => (isWebAddress(href) ? [[link(name, href)]] : [])));
}

function isWebAddress(href: string | undefined): href is string {
  return href !== undefined && /^https?:\/\//.test(href);
}
