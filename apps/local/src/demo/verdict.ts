import {
  kindOf,
  outcomeKey,
  parseInvestigationEvent,
  EVENT_SOURCE,
  type BusEnvelope,
  type InvestigationEvent,
} from '@org/event-schema';
import type { DecisionRecord, Delivery } from '@org/investigation-store';
import type { Outcome } from '../devops-agent/world';
import type { Planted } from '../scenario/planted';
import type { ChatMessage, Page, Ticket } from '../vendors';

/** What was true, and what was seen, when everything had come to rest. */
export interface Evidence {
  readonly clients: number;
  /** The investigations' ends as the agents reached them, in order. */
  readonly outcomes: readonly Outcome[];
  readonly planted: readonly Planted[];
  /** Everything that arrived on the central bus. */
  readonly busEvents: readonly BusEnvelope[];
  readonly stored: readonly InvestigationEvent[];
  readonly decisions: readonly DecisionRecord[];
  readonly deliveries: readonly Delivery[];
  readonly pages: readonly Page[];
  readonly tickets: readonly Ticket[];
  readonly messages: readonly ChatMessage[];
  readonly patterns: number;
  /** Every text that left a client account or was logged, by where it was found. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

export interface Verdict {
  readonly investigations: number;
  readonly crossed: number;
  readonly withheld: number;
  /** How many planted values the reports held, and how many pieces of text the redactor took out of what crossed. */
  readonly planted: number;
  readonly redactions: number;
  readonly pages: number;
  readonly tickets: number;
  readonly messages: number;
  readonly patterns: number;
  readonly lost: number;
  readonly doubled: number;
  readonly leaked: number;
  /** One sentence for each thing that is wrong; never a planted value. */
  readonly complaints: readonly string[];
}

/**
 * Compares what the agents did with what people were told.
 *
 * `lost`: an outcome without its event, its decision, or one of the effects that the decision asked for.
 * `doubled`: an outcome that crossed as two, or an effect that people saw twice.
 * `leaked`: planted values that were found in anything that left a client account, or in a log.
 */
export function judge(evidence: Evidence): Verdict {
  const complaints: string[] = [];
  const expected = expectedOutcomes(evidence.outcomes);
  const crossed = crossedEvents(evidence.busEvents);
  const lost = [...expected].flatMap(([key, outcome]) => {
    const why = whyLost(key, evidence);
    if (why) complaints.push(`lost: ${outcome.kind} ${key} (${outcome.status}): ${why}`);
    return why ? [key] : [];
  });
  const doubled = [
    ...[...crossed.keys()]
      .filter((key) => !expected.has(key))
      .map((key) => `the outcome ${key} crossed, and was never reached`),
    ...evidence.pages
      .filter(({ dedup_key, triggers }) => triggers > 1 + updatesOf(dedup_key, evidence))
      .map(({ dedup_key }) => `${dedup_key} paged twice`),
    ...repeated(evidence.pages.map(({ dedup_key }) => dedup_key)).map((key) => `${key} paged twice`),
    ...repeated(evidence.tickets.map(({ project, labels }) => [project, ...labels].join(' '))).map(
      (key) => `two tickets: ${key}`,
    ),
  ];
  complaints.push(...doubled.map((what) => `doubled: ${what}`));
  const leaks = evidence.planted.flatMap(({ kind, value }) => {
    const places = Object.entries(evidence.texts).filter(([, texts]) => texts.some((text) => contains(text, value)));
    return places.length > 0 ? [`a planted ${kind} stands in ${places.map(([place]) => place).join(', ')}`] : [];
  });
  complaints.push(...leaks.map((what) => `leaked: ${what}`));
  return {
    investigations: new Set(evidence.outcomes.map(({ account, taskId }) => `${account}/${taskId}`)).size,
    crossed: crossed.size,
    withheld: [...crossed.values()].filter(({ summary }) => summary.withheld).length,
    planted: evidence.planted.length,
    redactions: [...crossed.values()]
      .flatMap(({ redaction }) => Object.values(redaction.counts))
      .reduce((sum, count) => sum + count, 0),
    pages: evidence.pages.length,
    tickets: evidence.tickets.length,
    messages: evidence.messages.length,
    patterns: evidence.patterns,
    lost: lost.length,
    doubled: doubled.length,
    leaked: leaks.length,
    complaints,
  };
}

/** Every outcome by its key: the watcher numbers them in the order in which they were reached. */
function expectedOutcomes(outcomes: readonly Outcome[]): Map<string, Outcome> {
  const reached = new Map<string, number>();
  return new Map(
    outcomes.map((outcome) => {
      const investigation = `${outcome.account}/${outcome.agentSpaceId}/${outcome.taskId}`;
      const version = (reached.get(investigation) ?? 0) + 1;
      reached.set(investigation, version);
      return [`${investigation}/${version}`, outcome];
    }),
  );
}

// An event that somebody put on the bus by hand in another's name did not cross; it was refused.
function crossedEvents(busEvents: readonly BusEnvelope[]): Map<string, InvestigationEvent> {
  const crossed = new Map<string, InvestigationEvent>();
  for (const { source, account, detail } of busEvents) {
    const parsed = source === EVENT_SOURCE ? parseInvestigationEvent(detail) : undefined;
    if (parsed?.ok && parsed.value.client_account_id === account) crossed.set(outcomeKey(parsed.value), parsed.value);
  }
  return crossed;
}

function whyLost(key: string, evidence: Evidence): string | undefined {
  const { stored, decisions, deliveries } = evidence;
  if (!stored.some((event) => outcomeKey(event) === key)) return 'it is not in the table';
  const decision = decisions.find((record) => record.key === key);
  if (!decision) return 'nothing was decided';
  for (const destination of decision.destinations) {
    const delivery = deliveries.find((record) => record.key === key && record.destination === destination);
    if (delivery?.state !== 'done') return `${destination} has no receipt (${delivery?.state ?? 'never tried'})`;
    const told = hasHeard(destination, key, delivery.vendor_id, evidence);
    if (!told) return `${destination} has a receipt, and never heard of it`;
  }
  return undefined;
}

/** How often the page of a pattern was brought up to date: PagerDuty adds that to the open alert, and wakes nobody. */
function updatesOf(dedupKey: string, { deliveries }: Evidence): number {
  return deliveries.filter(
    ({ key, destination, act, state }) =>
      key === dedupKey && kindOf(destination) === 'page' && state === 'done' && act?.startsWith('update-'),
  ).length;
}

function hasHeard(
  destination: string,
  key: string,
  vendorId: string | undefined,
  { pages, tickets, messages }: Evidence,
): boolean {
  switch (kindOf(destination)) {
    case 'page':
      return pages.some(({ id, dedup_key }) => dedup_key === key || id === vendorId);
    case 'ticket':
      return tickets.some((ticket) => ticket.key === vendorId || ticket.id === vendorId);
    default:
      return messages.some(({ body }) => JSON.stringify(body).includes(key));
  }
}

function repeated(keys: readonly string[]): string[] {
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}

// As it is, and as JSON would write it.
function contains(text: string, value: string): boolean {
  return text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1));
}
