import type { InvestigationEvent, Severity } from '@org/event-schema';

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

export type Vendor = 'pagerduty' | 'jira';
