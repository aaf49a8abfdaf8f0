import { anEvent } from '@org/event-schema/testing';
import type { InvestigationEvent } from '@org/event-schema';
import type { CorrelationConfig } from '../src/index';

export const CONFIG: CorrelationConfig = { enabled: true, min_events: 3, time_window_minutes: 60 };

/** Minutes after noon, as a timestamp. */
export const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12, 0) + minutes * 60_000).toISOString();

/** A report of client number `client`, `minutes` after noon, that says `brief`. */
export function report(
  client: number,
  minutes: number,
  brief: string,
  summary: Partial<InvestigationEvent['summary']> = {},
  changes: Partial<InvestigationEvent> = {},
): InvestigationEvent {
  return anEvent({
    client_account_id: String(100_000_000_000 + client),
    client_name: `Client ${client}`,
    investigation_id: `inv-${client}-${minutes}`,
    timestamp: at(minutes),
    summary: { root_cause_brief: brief, indicators: [], resource_types: ['RDS'], ...summary },
    ...changes,
  });
}

/** The shared cause of most tests: a package that leaks connections. */
export const LEAK = 'Connections opened by cdc-relay 1.17.4 are never closed.';
