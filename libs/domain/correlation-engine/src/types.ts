import type { InvestigationEvent, RootCauseCategory } from '@org/event-schema';
import type { Lexicon } from './lexicon';
import type { NamedThing } from './names';
import type { Notice } from './notice';
import type { Profile } from './profile';

/** What of an event matters here, by shape: an {@link InvestigationEvent} fits. */
export type CorrelatedEvent = Pick<
  InvestigationEvent,
  | 'event_type'
  | 'investigation_id'
  | 'outcome_version'
  | 'agent_space_id'
  | 'region'
  | 'client_account_id'
  | 'client_name'
  | 'timestamp'
  | 'severity'
  | 'status'
  | 'summary'
  | 'tags'
>;

/** One event as it is remembered under its keys: enough to compare, nothing that the event did not carry. */
export interface Member {
  readonly client_account_id: string;
  readonly agent_space_id: string;
  readonly investigation_id: string;
  readonly outcome_version: number;
  readonly timestamp: string;
  /** The timestamp in milliseconds: it is compared all the time. */
  readonly at: number;
  /** Where the trouble is: the Region that the brief names, else the agent space's; empty when nobody says. */
  readonly region: string;
  readonly category: RootCauseCategory;
  readonly services: readonly string[];
  /** What its brief names. */
  readonly names: readonly NamedThing[];
  /** Stems of the brief's telling words, and the indicators with a `!` before them. */
  readonly words: readonly string[];
  /** The keys that it is remembered under: those of {@link plan}. */
  readonly keys: readonly string[];
}

/** What is remembered under one key. */
export interface KeyStats {
  readonly key: string;
  /** The newest members, by time, the oldest first; each once. */
  readonly members: readonly Member[];
  /** When the list was cut: it is complete from this time on. Absent: nothing was left out. */
  readonly complete_since?: string;
}

/** `routing_rules.pattern_detection` of the configuration, by shape. */
export interface CorrelationConfig {
  readonly enabled: boolean;
  /** At least as many events, each from a different client, make a pattern. */
  readonly min_events: number;
  /** Events of one cause may lie as far apart, at least; a quarter of it and twice as much are looked at as well. */
  readonly time_window_minutes: number;
  /** How many alerts a day that are chance, and no cause, are acceptable at most. 0.5 unless told. */
  readonly false_alerts_per_day?: number;
  /** How many clients are watched, so that an explanation can say "5 of 120 clients". */
  readonly clients?: number;
  /** The name of the configuration that decides, repeated by the patterns that it finds. */
  readonly version?: string;
}

/** One reason to believe (above 0) or to doubt (below); weights are powers of ten and add up. */
export interface Evidence {
  readonly what: string;
  readonly weight: number;
}

/** A reference to an event, as a pattern keeps it. */
export type MemberRef = Pick<
  Member,
  'client_account_id' | 'agent_space_id' | 'investigation_id' | 'outcome_version' | 'timestamp' | 'region' | 'category'
> & {
  /** `shares-it`: names the shared thing itself; `same-kind`: names nothing else, and fits in kind and time. */
  readonly because: 'shares-it' | 'same-kind';
};

/** A thing that members name, with the clients that do. */
export interface SharedName {
  readonly said: string;
  readonly version?: string;
  /** Whether somebody spelt it as only a name is. */
  readonly likely: boolean;
  /** At most {@link MAX_NAMING_CLIENTS}. */
  readonly clients: readonly string[];
}

/** One cause behind several clients. One item of the store, replaced whole under the condition that `version` is as it was. */
export interface Pattern {
  /** Stable for life; `dedup_key` of the alert. [a-z0-9-], at most 40 characters. */
  readonly pattern_id: string;
  /** Counts the writes: 1 is the alert, more are growth. */
  readonly version: number;
  /** What the members share, for people: `cdc-relay 1.17.4`, or the category and service when nothing is named. */
  readonly shared: string;
  readonly category: RootCauseCategory;
  /** The keys that the members share: what the pattern is about. The first one gave it its id. */
  readonly anchors: readonly string[];
  /** The keys that it must be found under: the anchors, and the kinds of trouble that most of its members tell of. */
  readonly keys: readonly string[];
  /** Sorted by time, then by id; at most 500. */
  readonly members: readonly MemberRef[];
  /** Account ids, sorted, each once. */
  readonly clients: readonly string[];
  readonly regions: readonly string[];
  readonly first_timestamp: string;
  readonly last_timestamp: string;
  /** Between 0 and 1, from the score. */
  readonly confidence: number;
  /** Whether a second opinion is worth its price: the pattern is told, and may still be chance. */
  readonly uncertain: boolean;
  readonly evidence: readonly Evidence[];
  /** One paragraph for people. Made of counts, closed words and the shared thing; still hostile text where it is shown. */
  readonly explanation: string;
  /** The Region that it is confined to, when its Region is what made it stand out. */
  readonly region?: string;
  /** What its members look like, for judging one more. */
  readonly profile: Profile;
  readonly names: Readonly<Record<string, SharedName>>;
  /** How many clients tell of each kind of trouble, by key. */
  readonly kinds: Readonly<Record<string, number>>;
  /** How many reports of its kind are usual in an hour. */
  readonly usual_per_hour: number;
  /** What could have counted when it was found and did not, and why. */
  readonly not_used: readonly string[];
  /** How many clients were watched then. */
  readonly of_clients?: number;
  /** What decided it. */
  readonly lexicon_version: string;
  readonly configuration_version?: string;
}

/** What an event changes, and why. */
export interface CorrelationDecision {
  /**
   * `none`: nothing to tell; `alert`: a new pattern, tell it once; `grow`: an alerted pattern has new members, update it;
   * `known`: the event is in its pattern already.
   */
  readonly kind: 'none' | 'alert' | 'grow' | 'known';
  /** A fixed word for logs and tests: `disabled`, `not-comparable`, `too-few-clients`, `not-surprising`, … */
  readonly reason: string;
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** What could have counted and did not, and why. */
  readonly not_used: readonly string[];
  readonly lexicon_version: string;
  /** The pattern after this event, for every kind but `none`. */
  readonly pattern?: Pattern;
}

/** One conditional write of one item. */
export interface CorrelationWrite {
  readonly kind: 'pattern';
  readonly pattern: Pattern;
  /** The version that the stored item must have; 0: it must be absent. On a conflict read again and decide again. */
  readonly expected_version: number;
}

/** What {@link decide} is told. Everything that it reads is here. */
export interface DecideInput {
  readonly event: CorrelatedEvent;
  /** What is remembered under the keys of {@link plan}, the event itself among it or not. */
  readonly keyStats: readonly KeyStats[];
  /** Patterns found under the keys of {@link plan}; the same one may come twice. */
  readonly groups: readonly Pattern[];
  readonly config: CorrelationConfig;
  /** When the event arrived; what ended long before wakes nobody. */
  readonly now: string;
  /**
   * What AWS Health reports, in any order. One about the event's service, Region and time lets as many clients as
   * `min_events` be told, if only they are more than usual, and is evidence of a pattern there. Of other places it changes nothing.
   */
  readonly notices?: readonly Notice[];
  /** The one that ships with this package unless told. */
  readonly lexicon?: Lexicon;
}

export interface DecideOutput {
  readonly decision: CorrelationDecision;
  readonly writes: readonly CorrelationWrite[];
}
