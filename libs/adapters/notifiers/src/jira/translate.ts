import { createHash } from 'node:crypto';
import { EVENT_TYPES, outcomeKey, type InvestigationEvent, type Severity } from '@org/event-schema';
import { headline } from '../headline';
import { lateInWords, mark } from '../marks';
import type { GroupedOutcome, NotifyContext, OutcomeGroup, PatternAlert, PatternMember } from '../notifier';
import { plainText } from '../plain-text';
import {
  bullets,
  code,
  document,
  fits,
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
    summary: plainText(
      `${mark(context)}[${event.severity}] ${event.client_name}: ${headline(event)}`,
      MAX_SUMMARY_CHARACTERS,
    ),
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
        ...(context.drill ? [field('Drill', 'a test of the way; nothing is to be done')] : []),
        ...(context.lateMinutes === undefined
          ? []
          : [field('Late', `this comes ${lateInWords(context.lateMinutes)} after the agent found it`)]),
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
      ...(alert.ended ? [paragraph(words('Over: no new investigation has come for long.'))] : []),
      paragraph(
        text(
          `Seen at ${alert.clients} clients${alert.update ? `, up from ${alert.update.clientsBefore}` : ''}. What they have in common:`,
        ),
      ),
      ...bullets(alert.evidence.slice(0, MAX_LISTED).map((sentence) => [text(sentence, 512)])),
      ...linkList([['Open the pattern', context.link]]),
      ...(alert.prose === undefined
        ? []
        : [paragraph(strong('Written by a language model, to be checked'), words(': '), text(alert.prose, 4000))]),
      ...listOf('Check first', alert.recommendations),
      ...listOf('May be hit next', alert.exposed),
      ...bullets(members),
    ],
    closing(alert.key),
  );
}

function listOf(title: string, sentences: readonly string[] | undefined): readonly AdfBlock[] {
  if (sentences === undefined || sentences.length === 0) return [];
  return [paragraph(strong(title)), ...bullets(sentences.slice(0, MAX_LISTED).map((words) => [text(words, 512)]))];
}

/** One issue for many outcomes. */
export function issueForGroup(group: OutcomeGroup): JiraIssue {
  const { severity, outcomes, clients, key } = group;
  return {
    summary: plainText(
      `[${severity}] ${outcomes.length} investigations at ${clients} clients at once`,
      MAX_SUMMARY_CHARACTERS,
    ),
    priority: { name: PRIORITY[severity] },
    labels: ['investigation-orchestrator', outcomeLabel(key), investigationLabel(key)],
    description: bodyForGroup(group),
  };
}

/** Every outcome stands in it; those for whose key and link there is no room lose these, the least urgent first. */
export function bodyForGroup({ outcomes, key }: OutcomeGroup): AdfDocument {
  const list = (whole: number) => [
    paragraph(words('So many came at once that they stand together:')),
    ...bullets(outcomes.map((outcome, place) => (place < whole ? wholeEntry(outcome) : shortEntry(outcome)))),
  ];
  const whole = [outcomes.length, 40, 20, 10].find((first) => fits(list(first))) ?? 0;
  return document(list(whole), closing(key));
}

function wholeEntry({ severity, clientName, headline: found, link: href, key }: GroupedOutcome): readonly AdfText[] {
  return [
    words(`[${severity}] `),
    isWebAddress(href) ? link(clientName, href) : text(clientName, 64),
    words(': '),
    text(found, 100),
    words(' '),
    text(key, 128),
  ];
}

function shortEntry({ severity, clientName, headline: found }: GroupedOutcome): readonly AdfText[] {
  return [text(`[${severity}] ${plainText(clientName, 40)}: ${plainText(found, 80)}`)];
}

/** What ties a client's investigation to a pattern: once for each client. Not a number of the pattern's own issue. */
export function memberKey({ patternKey, event }: PatternMember): string {
  return `${patternKey}.${event.client_account_id}`;
}

/** The issue in a client's own project, where the investigation has none. No other client is named. */
export function issueForMember(member: PatternMember): JiraIssue {
  const { event, title, clients } = member;
  return {
    summary: plainText(`[${event.severity}] ${title}: seen at ${clients} clients`, MAX_SUMMARY_CHARACTERS),
    priority: { name: PRIORITY[event.severity] },
    labels: [
      'investigation-orchestrator',
      outcomeLabel(memberKey(member)),
      investigationLabel(memberKey(member)),
      investigationLabel(outcomeKey(event)),
    ],
    description: bodyForMember(member),
  };
}

export function bodyForMember(member: PatternMember): AdfDocument {
  const { event, title, clients, parentId } = member;
  return document(
    [
      paragraph(words(`Part of a pattern, seen at ${clients} clients: `), strong(title)),
      ...bullets([
        field('Client', `${event.client_name} (${event.client_account_id}, ${event.region})`),
        field('Here', headline(event)),
        field('When', event.timestamp),
        ...(parentId === undefined ? [] : [field('The whole', parentId)]),
      ]),
      ...linkList([['Open the investigation', event.links.devops_agent_investigation]]),
    ],
    closing(memberKey(member)),
  );
}

/** A sentence of ours that is found again by its key. */
export function noteWithKey(note: string, key: string): AdfDocument {
  return document([paragraph(text(note))], closing(key));
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
