import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCorrelator, type Pattern } from '@org/correlation-engine';
import type { InvestigationEvent } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import type { Report } from '../src/shown';

/** One file of `cases/`: reports that make a pattern, what a good answer says of it, and an answer that was recorded. */
export interface Case {
  readonly name: string;
  readonly why: string;
  readonly reports: readonly {
    readonly client: number;
    readonly minute: number;
    readonly brief: string;
    readonly category: InvestigationEvent['summary']['root_cause_category'];
    readonly resource_types: readonly string[];
    readonly region: string;
    readonly indicators: readonly InvestigationEvent['summary']['indicators'][number][];
  }[];
  readonly expected: {
    /** Of each list at least one word stands in the cause or the shared dependency. */
    readonly cause: readonly (readonly string[])[];
    /** A part of the shared dependency. */
    readonly shared?: string;
    /** From, to. */
    readonly confidence: readonly [number, number];
  };
  readonly recorded: string;
  /** Why the recorded answer must not be shown, where that is what the case is about. */
  readonly recorded_is_refused?: string;
}

export function casesIn(folder: string): Case[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Case, 'name'>),
    }));
}

const NOON = Date.UTC(2026, 10, 20, 12, 0);
const NAMES = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Stark', 'Wayne', 'Wonka'];

/** The pattern that the correlation engine makes of a case's reports, as central would have it. */
export function patternOf({ name, reports }: Case): { pattern: Pattern; reports: Report[]; names: string[] } {
  const correlator = createCorrelator({ enabled: true, min_events: 3, time_window_minutes: 60 });
  const events = reports.map(({ client, minute, brief, category, resource_types, region, indicators }) =>
    anEvent({
      client_account_id: String(100_000_000_000 + client),
      client_name: NAMES[client - 1] ?? `Client ${client}`,
      investigation_id: `${name}-${client}`,
      timestamp: new Date(NOON + minute * 60_000).toISOString(),
      region,
      summary: {
        root_cause_brief: brief,
        root_cause_category: category,
        resource_types: [...resource_types],
        indicators: [...indicators],
      },
    }),
  );
  // Something else, days ago: on its first day the engine believes only what is named for certain.
  correlator.process(
    anEvent({ client_account_id: '100000000099', investigation_id: 'before', timestamp: '2026-11-17T12:00:00Z' }),
  );
  for (const event of events) correlator.process(event);
  const pattern = correlator.patterns().at(-1);
  if (!pattern) throw new Error(`cases/${name}.json: its reports make no pattern. Let them share something by name.`);
  return {
    pattern,
    reports: events.map((event) => ({ client_account_id: event.client_account_id, event })),
    names: events.map(({ client_name }) => client_name),
  };
}
