import type { InvestigationEvent } from '@org/event-schema';

export interface LinkFacts {
  /** From GetOperatorApp; absent when the client has no web app. */
  readonly operatorAppUrl?: string;
  readonly investigationId: string;
  readonly region: string;
  readonly logGroup?: string;
  readonly affectedApplicationUrl?: string;
  readonly startedAt: Date;
  readonly reachedAt: Date;
}

/** Logs from a little before the investigation began: what it looked into had already happened. */
const LOGS_BEFORE_MS = 60 * 60_000;

/**
 * The links of an event. They are built from what the service and the configuration say, never from a report, and carry
 * no credentials: the reader signs in.
 */
export function linksFor(facts: LinkFacts): InvestigationEvent['links'] {
  const app = httpsUrl(facts.operatorAppUrl?.replace(/[?#].*$/, '')); // a path is put behind it
  const application = httpsUrl(facts.affectedApplicationUrl);
  return {
    ...(app && { devops_agent_investigation: `${app}/investigation/${encodeURIComponent(facts.investigationId)}` }),
    ...(facts.logGroup !== undefined && { cloudwatch_logs: logsUrl(facts.logGroup, facts) }),
    ...(application && { affected_application: application }),
  };
}

/**
 * The console's own form for a log group and a span of time. AWS does not document it; names are percent-encoded twice,
 * with `$` for the outer `%`.
 */
function logsUrl(logGroup: string, { region, startedAt, reachedAt }: LinkFacts): string {
  const twice = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  const span = `?start=${startedAt.getTime() - LOGS_BEFORE_MS}&end=${reachedAt.getTime()}`;
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  return `${console}#logsV2:log-groups/log-group/${twice(logGroup)}/log-events${encodeURIComponent(span).replaceAll('%', '$')}`;
}

function httpsUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined;
  return href.replace(/\/$/, '');
}
