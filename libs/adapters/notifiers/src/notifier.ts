import type { Channel, InvestigationEvent, Severity } from '@org/event-schema';

/** One place that people are told at: a PagerDuty service, a Jira project. */
export interface Notifier {
  /**
   * Tells of one outcome of an investigation. Harmless to repeat with the same key, as far as the vendor allows it:
   * see {@link NotifyContext.repeat}.
   *
   * @throws NotifyError
   */
  notify(event: InvestigationEvent, context: NotifyContext): Promise<Receipt>;

  /**
   * Tells of one cause seen at several clients.
   *
   * @throws NotifyError
   */
  notifyPattern(alert: PatternAlert, context: Pick<NotifyContext, 'link' | 'repeat'>): Promise<Receipt>;

  /**
   * Asks the vendor whether this key was told already. PagerDuty takes events in asynchronously and Jira's search index
   * lags behind by seconds, so "no" right after a crash is not a proof.
   *
   * @throws NotifyError
   */
  find(key: string): Promise<Receipt | undefined>;

  /**
   * Tells of many outcomes in one call; at most {@link MAX_GROUPED}. Only Jira is asked first: a chat shows a repeat twice.
   *
   * @throws NotifyError
   */
  notifyGroup(group: OutcomeGroup): Promise<Receipt>;

  /** Absent where people cannot answer: in a chat. */
  readonly followUp?: FollowUp;

  /**
   * Tickets only: ties a client's investigation to a pattern, in the client's own project: by a comment on the issue that it
   * has, else by an issue of its own.
   *
   * @throws NotifyError
   */
  patternMember?(member: PatternMember, context: Pick<NotifyContext, 'repeat'>): Promise<Receipt>;
}

/** So many outcomes fit into one call of any channel. */
export const MAX_GROUPED = 100;

/** What people made of what they were told, and how it is moved along from here. */
export interface FollowUp {
  /**
   * How it stands: PagerDuty by its own states, Jira by the category of the status (in progress: acknowledged; done:
   * resolved). Undefined when the vendor knows nothing of the key.
   *
   * @throws NotifyError
   */
  status(key: string): Promise<HumanStatus | undefined>;
  /** Says at the vendor that somebody is at it. Harmless to repeat; nothing when it is unknown or further already. */
  acknowledge(key: string, note: string): Promise<void>;
  /** Closes it at the vendor. Harmless to repeat; nothing when it is unknown or closed already. */
  resolve(key: string, note: string): Promise<void>;
}

export interface HumanStatus {
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** Who moved it there, where the vendor says. */
  readonly by?: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** Many outcomes told in one call, when calls are scarce. */
export interface OutcomeGroup {
  /** The idempotency key at the vendor. */
  readonly key: string;
  /** The highest among them. */
  readonly severity: Severity;
  readonly clients: number;
  /** The most urgent first. */
  readonly outcomes: readonly GroupedOutcome[];
}

export interface GroupedOutcome {
  readonly key: string;
  readonly clientName: string;
  readonly severity: Severity;
  readonly headline: string;
  readonly link?: string;
}

/** A client's part in a pattern, for the client's own project: no other client is named in it. */
export interface PatternMember {
  readonly patternKey: string;
  /** The parent issue in the provider's project. */
  readonly parentId?: string;
  readonly event: InvestigationEvent;
  readonly title: string;
  /** How many clients the pattern was seen at. */
  readonly clients: number;
  /** That it is no part of it after all, in a sentence: said on the issue that the client has. None is filed for that. */
  readonly withdrawn?: string;
}

/** What the router knows beside the event. */
export interface NotifyContext {
  /** The outcome's key (`outcomeKey` of the event schema): the idempotency key at the vendor too. */
  readonly key: string;
  /** Where to read on; our own signed link once there is one. Without it the event's plain link is used. */
  readonly link?: string;
  /**
   * True when the vendor may know this outcome (an attempt whose end we did not see) or an earlier outcome of the same
   * investigation. Then the vendor is asked first: a known outcome is not told again, and Jira gets a comment on the
   * investigation's issue instead of a second issue.
   */
  readonly repeat: boolean;
  /** The rule that sent it here. */
  readonly ruleId: string;
  /** The decision's reason, as a token. */
  readonly reason: string;
  /** The same in a sentence for the reader. */
  readonly explanation: string;
  /** How long after the agent's outcome this comes, when that is late. */
  readonly lateMinutes?: number;
  /** A test of the way, marked as such. */
  readonly drill?: true;
  /** The pattern that this outcome belongs to, if one is known. Counts only: other clients are not named to a client. */
  readonly pattern?: { readonly key: string; readonly title: string; readonly clients: number };
}

/** One cause at several clients, for the provider's senior engineer. */
export interface PatternAlert {
  /** The pattern's key; end it in `/<number>` to tell the same pattern again when it has grown. */
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  /** How many clients are hit. */
  readonly clients: number;
  /** What the investigations have in common, a sentence each, strongest first. */
  readonly evidence: readonly string[];
  readonly investigations: readonly { readonly key: string; readonly clientName: string; readonly link?: string }[];
  /** What a language model made of it; shown as such. Left out when the budget is spent. */
  readonly prose?: string;
  /** What to check first, a sentence each. */
  readonly recommendations?: readonly string[];
  /** Clients that may be hit next. For the provider's eyes. */
  readonly exposed?: readonly string[];
  /** It was told before, and has grown since: the same page and issue, brought up to date. Counted from 1. */
  readonly update?: { readonly number: number; readonly clientsBefore: number };
  /** What a language model made of it has come since it was told: the same page and issue, brought up to date. */
  readonly explained?: true;
  /** Nothing new has come for long: the pattern is over. */
  readonly ended?: true;
}

/** What the vendor answered. */
export interface Receipt {
  readonly vendor: Vendor;
  /** PagerDuty: the `dedup_key`, or the incident's id when it was found. Jira: the key. */
  readonly id: string;
  /**
   * `accepted`: PagerDuty has taken it in and will process it. `created`, `commented`: Jira has done it.
   * `found`: the vendor knew it already, and nothing was sent.
   */
  readonly action: 'accepted' | 'created' | 'commented' | 'found';
  /** Where a person sees it. PagerDuty tells only when asked by `find`. */
  readonly url?: string;
}

export type Vendor = Channel;
