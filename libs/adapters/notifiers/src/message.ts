import { EVENT_TYPES, type InvestigationEvent, type Severity } from '@org/event-schema';
import { headline } from './headline';
import { lateInWords, mark } from './marks';
import type { NotifyContext, OutcomeGroup, PatternAlert } from './notifier';

/** A message before a channel has put it into its own form. Text is as it came: each channel makes it harmless. */
export interface Message {
  /** Ours; the idempotency key where the channel has one. */
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly lists: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly links: readonly (readonly [text: string, href: string])[];
}

/** A chat shows the beginning; the whole is in the store and on the page. */
const MAX_LINES = 20;
const MAX_LINKS = 5;

export function messageForEvent(event: InvestigationEvent, context: NotifyContext): Message {
  const { summary, links } = event;
  return {
    key: context.key,
    severity: event.severity,
    title: `${mark(context)}[${event.severity}] ${event.client_name}: ${headline(event)}`,
    facts: [
      ['What happened', `${EVENT_TYPES[event.event_type]} (${event.status}), ${event.timestamp}`],
      ['Client', `${event.client_name} (${event.client_account_id}, ${event.region})`],
      ['Kind of cause', summary.root_cause_category.replaceAll('_', ' ')],
      ['Resources', `${summary.resource_count} ${summary.resource_types.join(', ')}`],
      ['Why it is here', `${context.explanation} (rule ${context.ruleId})`],
      ...(context.lateMinutes === undefined ? [] : [['Late', lateInWords(context.lateMinutes)] as const]),
      ...(context.pattern === undefined
        ? []
        : [['Part of a pattern', `${context.pattern.title}, seen at ${context.pattern.clients} clients`] as const]),
      ['Outcome', context.key],
    ],
    lists: [],
    links: readOn(
      ['Open the investigation', context.link ?? links.devops_agent_investigation],
      ['CloudWatch logs', links.cloudwatch_logs],
      ['Affected application', links.affected_application],
    ),
  };
}

/** The key of what is told of a pattern: its own the first time, with a part behind it for what came since. */
export function newsKey({ key, update, explained, ended }: PatternAlert): string {
  if (update) return `${key}/${update.number}`;
  if (ended) return `${key}/0`;
  return explained ? `${key}/explained` : key;
}

export function messageForPattern(alert: PatternAlert, context: Pick<NotifyContext, 'link'>): Message {
  const { update, explained, ended } = alert;
  const grown = update ? `, up from ${update.clientsBefore}` : '';
  return {
    key: newsKey(alert),
    severity: alert.severity,
    title: `${ended ? '[OVER] ' : explained ? '[EXPLAINED] ' : ''}[${alert.severity}] One cause at ${alert.clients} clients${grown}: ${alert.title}`,
    facts: alert.prose === undefined ? [] : [['Written by a language model, to be checked', alert.prose]],
    lists: [
      list('What they have in common', alert.evidence),
      list('Check first', alert.recommendations ?? []),
      list('May be hit next', alert.exposed ?? []),
      list(
        'Investigations',
        alert.investigations.map(({ key, clientName }) => `${clientName}: ${key}`),
      ),
    ].filter(({ lines }) => lines.length > 0),
    links: readOn(
      ['Open the pattern', context.link],
      ...alert.investigations.map(({ clientName, link }): [string, string | undefined] => [clientName, link]),
    ),
  };
}

export function messageForGroup({ key, severity, outcomes, clients }: OutcomeGroup): Message {
  return {
    key,
    severity,
    title: `[${severity}] ${outcomes.length} investigations at ${clients} clients at once`,
    facts: [],
    lists: [
      {
        title: 'Investigations',
        lines: outcomes.map((one) => `[${one.severity}] ${one.clientName}: ${one.headline}`),
      },
    ],
    links: readOn(...outcomes.map(({ clientName, link }): [string, string | undefined] => [clientName, link])),
  };
}

function list(title: string, lines: readonly string[]): Message['lists'][number] {
  const rest = lines.length - MAX_LINES;
  return { title, lines: rest > 0 ? [...lines.slice(0, MAX_LINES), `and ${rest} more`] : lines };
}

function readOn(...given: readonly (readonly [text: string, href: string | undefined])[]): Message['links'] {
  return given
    .flatMap(([text, href]) => (href !== undefined && /^https?:\/\//.test(href) ? [[text, href] as const] : []))
    .slice(0, MAX_LINKS);
}
