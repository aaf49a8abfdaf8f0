import type { Pattern } from '@org/correlation-engine';
import type { InvestigationEvent } from '@org/event-schema';
import type { Given } from './answer';

/** A client's newest report of a pattern, as the router took it in. */
export interface Report {
  readonly client_account_id: string;
  readonly event?: InvestigationEvent;
}

/** What a language model is shown of a pattern, and whom it means by C1, C2, … */
export interface Shown extends Given {
  readonly data: string;
  readonly accountOf: (client: string) => string | undefined;
  /** The sentence behind E1, E2, … */
  readonly evidenceOf: (id: string) => string | undefined;
}

/** So many clients are shown; a model tells as much from twenty reports as from five hundred, at a tenth of the price. */
export const MAX_SHOWN = 20;

/**
 * Puts a pattern into data for a language model: counts, evidence, and of each client what its redacted report says. A client
 * is a number: neither its name nor its account is in it, wherever a report may have put them.
 *
 * @param names of all clients of the pattern
 */
export function shownTo(pattern: Pattern, reports: readonly Report[], names: readonly string[]): Shown {
  const without = withoutNames([...names, ...pattern.clients]);
  const evidence = pattern.evidence.map(({ what, weight }, index) => ({ id: `E${index + 1}`, what, weight }));
  const shown = reports.slice(0, MAX_SHOWN);
  const label = (index: number) => `C${index + 1}`;
  const { shared, category, clients, of_clients, regions, members, confidence } = pattern;
  const data = {
    shared,
    category,
    clients: clients.length,
    of_clients,
    investigations: members.length,
    regions,
    confidence,
    evidence,
    reports: shown.map(({ event }, index) => ({
      client: label(index),
      ...(event && {
        at: event.timestamp,
        region: event.region,
        category: event.summary.root_cause_category,
        resource_types: event.summary.resource_types,
        indicators: event.summary.indicators,
        says: event.summary.root_cause_brief,
      }),
    })),
  };
  const accounts = new Map(shown.map(({ client_account_id }, index) => [label(index), client_account_id]));
  const sentences = new Map(evidence.map(({ id, what }) => [id, what]));
  return {
    data: JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? without(value) : value)),
    evidence: [...sentences.keys()],
    clients: [...accounts.keys()],
    accountOf: (client) => accounts.get(client),
    evidenceOf: (id) => sentences.get(id),
  };
}

/** Takes names out of a text, in any spelling of capitals and blanks. A name of a letter or two would take words apart. */
function withoutNames(names: readonly string[]): (text: string) => string {
  const known = names
    .map((name) => name.trim())
    .filter((name) => name.length > 2)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '[\\s_-]*'));
  if (known.length === 0) return (text) => text;
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${known.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => text.replace(any, 'the client');
}
