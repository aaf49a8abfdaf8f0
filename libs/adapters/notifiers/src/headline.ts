import { EVENT_TYPES, type InvestigationEvent } from '@org/event-schema';

/** What came out, in the report's words where it found a cause and may say it, else in ours. Not yet made harmless. */
export function headline(event: InvestigationEvent): string {
  const { status, event_type, summary } = event;
  const happened = EVENT_TYPES[event_type].toLowerCase();
  if (summary.withheld) return `${happened}; the text was withheld (${summary.withheld_reason})`;
  if (event_type.startsWith('mitigation_')) return happened;
  if (status !== 'ROOT_CAUSE_FOUND') return `investigation ended: ${status.toLowerCase().replaceAll('_', ' ')}`;
  return summary.root_cause_brief ?? `root cause found: ${summary.root_cause_category.replaceAll('_', ' ')}`;
}
