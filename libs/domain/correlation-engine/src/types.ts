import type { Indicator, InvestigationEvent, RootCauseCategory } from '@org/event-schema';
import type { NamedThing } from './names';

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
  readonly region: string;
  readonly category: RootCauseCategory;
  readonly services: readonly string[];
  readonly indicators: readonly Indicator[];
  /** What its brief names. */
  readonly names: readonly NamedThing[];
  readonly brief?: string;
  /** The keys that it is remembered under: those of {@link plan}. */
  readonly keys: readonly string[];
}

/** `routing_rules.pattern_detection` of the configuration, by shape. */
export interface CorrelationConfig {
  readonly enabled: boolean;
  /** As many events, each from a different client, make a pattern. */
  readonly min_events: number;
  readonly time_window_minutes: number;
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
  /** `shares-it`: has the shared thing itself; `same-kind`: names nothing else, and fits in kind and time. */
  readonly because: 'shares-it' | 'same-kind';
  /** Its category and service, as a key; absent when the cause is unknown. */
  readonly kind?: string;
};

/** One cause behind several clients. One item of the store, replaced whole under the condition that `version` is as it was. */
export interface Pattern {
  /** Stable for life; `dedup_key` of the alert. [a-z0-9-], at most 40 characters. */
  readonly pattern_id: string;
  /** Counts the writes: 1 is the alert, more are growth. */
  readonly version: number;
  /** What the members share, for people: `cdc-relay`, or the category and service when nothing is named. */
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
  readonly evidence: readonly Evidence[];
  /** One paragraph for people. Made of counts, closed words and the shared thing; still hostile text where it is shown. */
  readonly explanation: string;
}

/** What an event changes, and why. */
export interface CorrelationDecision {
  /**
   * `none`: nothing to tell; `alert`: a new pattern, tell it once; `grow`: an alerted pattern has new members, update it;
   * `known`: the event is in its pattern already.
   */
  readonly kind: 'none' | 'alert' | 'grow' | 'known';
  /** A fixed word for logs and tests: `disabled`, `not-comparable`, `too-few-clients`, `too-little-in-common`, … */
  readonly reason: string;
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** The pattern after this event, for every kind but `none`. */
  readonly pattern?: Pattern;
}

/** One conditional write of one item. */
export type CorrelationWrite = {
  readonly kind: 'pattern';
  readonly pattern: Pattern;
  /** The version that the stored item must have; 0: it must be absent. On a conflict read again and decide again. */
  readonly expected_version: number;
};

/** What {@link decide} is told. Everything that it reads is here. */
export interface DecideInput {
  readonly event: CorrelatedEvent;
  /** Members remembered under the keys of {@link plan}, the event's own among them or not; the same one may come twice. */
  readonly candidates: readonly Member[];
  /** Patterns found under the keys of {@link plan}; the same one may come twice. */
  readonly patterns: readonly Pattern[];
  readonly config: CorrelationConfig;
}

export interface DecideOutput {
  readonly decision: CorrelationDecision;
  readonly writes: readonly CorrelationWrite[];
}
