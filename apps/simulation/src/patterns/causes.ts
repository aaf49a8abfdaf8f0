import type { InvestigationEvent } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import type { Random } from '../random';

export const CLIENTS = Array.from({ length: 10 }, (_, index) => `${index + 1}`.padStart(2, '0').repeat(6));
export const nameOf = (account: string): string => `Customer-${account.slice(0, 2)}`;
export const spaceOf = (account: string): string => `space-${account.slice(0, 2)}`;
export const projectOf = (account: string): string => `CL${account.slice(0, 2)}`;

/** A report, and when it comes to central. */
export interface Report {
  readonly event: InvestigationEvent;
  readonly at: number;
  /** What it is part of; nothing when it is a client's trouble of its own. */
  readonly cause?: string;
}

const MINUTE = 60_000;
const CAUSES = [
  { name: 'relay-agent', brief: 'Memory leak in relay-agent 4.2.1 after its release', kind: 'code_defect' },
  { name: 'tracekit', brief: 'Crash loop in tracekit 7.0.3 after its release', kind: 'code_defect' },
] as const;

/** Some clients with one cause, at times a second cause at others, and trouble that nobody shares. */
export function reportsFrom(start: number, random: Random): Report[] {
  const clients = [...CLIENTS].sort(() => random.next() - 0.5);
  const reports = causeAt(CAUSES[0], clients.splice(0, random.pick([3, 3, 4, 6, 7])), start, random);
  if (random.chance(0.15)) reports.push(...causeAt(CAUSES[1], clients.splice(0, 3), start, random));
  if (random.chance(0.5)) {
    const [account = ''] = clients;
    reports.push({
      event: aReport(account, start, { id: 'own', brief: 'The disk of the build server is full' }),
      at: start,
    });
  }
  return reports;
}

function causeAt(
  { name, brief, kind }: (typeof CAUSES)[number],
  clients: readonly string[],
  start: number,
  random: Random,
): Report[] {
  // In a few minutes, or over more than an hour: then the pattern is told long before the last client is hit.
  const lasts = random.pick([3, 3, 20, 75]) * MINUTE;
  return clients.flatMap((account) => {
    const times = [random.between(0, lasts), ...(random.chance(0.2) ? [random.between(0, lasts)] : [])];
    return times.map((ms, index) => {
      const at = start + ms;
      return { event: aReport(account, at, { id: `${name}-${index}`, brief, kind }), at, cause: name };
    });
  });
}

function aReport(
  account: string,
  at: number,
  { id, brief, kind }: { id: string; brief: string; kind?: 'code_defect' },
): InvestigationEvent {
  return anEvent({
    client_account_id: account,
    client_name: nameOf(account),
    agent_space_id: spaceOf(account),
    investigation_id: `inv-${id}`,
    timestamp: new Date(at - 5 * MINUTE).toISOString(),
    summary: {
      root_cause_brief: brief,
      root_cause_category: kind ?? 'resource_exhaustion',
      // Each more is a key more to be remembered under, which costs most of a world's time and finds nothing.
      indicators: [],
      resource_types: [],
    },
  });
}
