import {
  mapFreeText,
  MAX_BRIEF_CHARACTERS,
  MAX_EVENT_BYTES,
  parseInvestigationEvent,
  type InvestigationEvent,
  type WithheldReason,
} from '@org/event-schema';
import type { Composed } from './compose';
import { oneLine, shortened } from './shorten';

/**
 * The redactor, as much of it as is used here. What it throws means: withhold.
 *
 * @param name what the text is called where it stands: `swordfish` is a secret when it is the value of `password`
 */
export type Redact = (
  text: string,
  name?: string,
) => { readonly text: string; readonly counts: Readonly<Record<string, number>> };

export interface Crossing {
  /** What may leave the client's account. */
  readonly event: InvestigationEvent;
  /** Why its free text stays, when it does. Never more than our own words. */
  readonly withheld?: WithheldReason;
}

/** A resource id or a tag's value, and a tag's key, in the schema. */
const MAX_CHARACTERS = 256;
const MAX_KEY_CHARACTERS = 128;

/** The pointer of a tag's value begins so. */
const TAG = '/tags/';

/**
 * Makes what may cross from what was composed: every field that the schema marks as free text is redacted **first** and
 * shortened afterwards, so that no cut can hide the half of a secret from the redactor. Then the whole is measured and
 * checked. Fail closed: whatever goes wrong, the event that leaves has no free text at all, and says so.
 *
 * @param composed with unredacted text
 * @throws an Error that lists the problems when even an event without text does not fit the schema
 */
export function crossingOf({ event: composed, name }: Composed, redact: Redact, policyVersion: string): Crossing {
  if (bytesOf(composed) > MAX_EVENT_BYTES) return withheldCrossing(composed, 'too_large', redact);
  let redacted: InvestigationEvent;
  try {
    redacted = redactedEvent({ event: composed, name }, redact, policyVersion);
  } catch {
    return withheldCrossing(composed, 'redaction_failed', redact); // what was thrown may quote what it was given
  }
  if (!parseInvestigationEvent(redacted).ok) return withheldCrossing(composed, 'validation_failed', redact);
  if (bytesOf(redacted) > MAX_EVENT_BYTES) return withheldCrossing(composed, 'too_large', redact);
  return { event: redacted };
}

/**
 * The event without its free text: ids, states, closed vocabularies and counts. When the composed event did not fit the
 * schema nobody can say which part was wrong, so then even those that came from the report are left out.
 */
export function withheldCrossing(composed: InvestigationEvent, reason: WithheldReason, redact: Redact): Crossing {
  const { summary } = composed;
  const trusted = reason !== 'validation_failed';
  const event: InvestigationEvent = {
    ...composed,
    summary: {
      affected_resources: [],
      resource_types: trusted ? summary.resource_types : [],
      resource_count: summary.resource_count,
      duration_minutes: summary.duration_minutes,
      root_cause_category: trusted ? summary.root_cause_category : 'unknown',
      indicators: trusted ? summary.indicators : [],
      mitigation_status: summary.mitigation_status,
      withheld: true,
      withheld_reason: reason,
    },
    links: trusted ? harmlessLinks(composed.links, redact) : {},
    tags: {},
    redaction: { policy_version: 'withheld', counts: {} },
  };
  if (!trusted) delete event.primary_investigation_id;
  const parsed = parseInvestigationEvent(event);
  if (parsed.ok) return { event, withheld: reason };
  if (trusted) return withheldCrossing(composed, 'validation_failed', redact);
  const problems = parsed.problems.map(
    ({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`,
  );
  throw new Error(`Not even an event without text fits the schema, so nothing was sent (${problems.join('; ')}).`);
}

function redactedEvent({ event: composed, name }: Composed, redact: Redact, policyVersion: string): InvestigationEvent {
  const counts: Record<string, number> = {};
  const clean = (text: string, key?: string): string => {
    const result = redact(text, key);
    for (const [category, count] of Object.entries(result.counts)) counts[category] = (counts[category] ?? 0) + count;
    return result.text;
  };
  const event = mapFreeText(composed, (text, pointer) => {
    const redacted = clean(text);
    if (pointer.startsWith('/summary/root_cause_brief')) {
      // Resources get their names, and Markdown's marks are dropped, only now, or either could break a secret's form; and
      // what that joined is looked at once more.
      const named = clean(name(redacted, (id) => redact(id).text));
      return shortened(addressesIn(clean(oneLine(named)), clean), MAX_BRIEF_CHARACTERS);
    }
    if (pointer.startsWith(TAG)) return shortened(clean(redacted, pointer.slice(TAG.length)), MAX_CHARACTERS);
    if (pointer.startsWith('/summary/affected_resources')) return shortened(byParts(redacted, clean), MAX_CHARACTERS);
    return shortened(redacted, pointer === '/tags' ? MAX_KEY_CHARACTERS : MAX_CHARACTERS);
  });
  if (event.summary.root_cause_brief === '') delete event.summary.root_cause_brief; // it was nothing but log lines
  event.links = linksWithout(event.links, clean);
  return { ...event, redaction: { policy_version: policyVersion, counts } };
}

/**
 * A link is not marked as free text: masked, it leads nowhere. So one in which the redactor finds anything, also behind
 * its percent signs, is left out, and what was found is counted. Only the host of the client's own application may be
 * private: whoever configured that link wanted it told.
 */
function linksWithout(
  links: InvestigationEvent['links'],
  clean: (text: string) => string,
): InvestigationEvent['links'] {
  const harmless = Object.entries(links).filter(([name, link]) => {
    const { origin } = new URL(link);
    const shown = name === 'affected_application' ? link.slice(origin.length) : link;
    return [shown, decoded(shown)].every((text) => clean(text) === text);
  });
  return Object.fromEntries(harmless);
}

/** The same for an event without text; when the redactor cannot even read a link, there is none. */
function harmlessLinks(links: InvestigationEvent['links'], redact: Redact): InvestigationEvent['links'] {
  try {
    return linksWithout(links, (text) => redact(text).text);
  } catch {
    return {};
  }
}

/** As the console reads it: percent-encoded twice, with `$` for the outer `%`. */
function decoded(link: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(link.replaceAll('$', '%')));
  } catch {
    return link; // no encoding that anybody could undo
  }
}

/** Names made of an address, such as `db-10.0.0.1`, stand in prose as well. */
function addressesIn(prose: string, clean: (text: string) => string): string {
  return prose.replace(/\S*\d\.\d{1,3}\.\d{1,3}\.\d\S*/g, (word) => byParts(word, clean));
}

/** People build names out of addresses: the redactor, made for prose, rightly takes `db-10.0.0.1` for one word. */
function byParts(name: string, clean: (text: string) => string): string {
  return name
    .split(/([-_/:])/)
    .map((part, index) => (index % 2 === 0 ? clean(part) : part))
    .join('');
}

function bytesOf(event: InvestigationEvent): number {
  return Buffer.byteLength(JSON.stringify(event));
}
