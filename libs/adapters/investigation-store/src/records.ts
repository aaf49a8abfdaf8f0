import type { Heartbeat, InvestigationEvent } from '@org/event-schema';
import type { Delivery } from './effects';
import type { FollowUp } from './follow-ups';
import type { InvestigationState } from './state';

/** An outcome as it arrived, with central's own severity and name in it. */
export interface OutcomeRecord {
  readonly event: InvestigationEvent;
  readonly received_at: string;
}

/** A life-cycle event of the service, as it arrived. */
export interface NativeRecord {
  readonly detail_type: string;
  readonly status: string;
  readonly priority: string;
  readonly updated_at: string;
  readonly execution_id?: string;
  readonly received_at: string;
}

/**
 * What was decided about one outcome, and why. The first decision stands; a retry follows it. Beside it may stand one
 * more, made when what muted the first had ended (`again`).
 */
export interface DecisionRecord {
  /** The outcome's key. */
  readonly key: string;
  readonly client_account_id: string;
  readonly client_name: string;
  readonly event_type: InvestigationEvent['event_type'];
  readonly severity: InvestigationEvent['severity'];
  readonly destinations: readonly string[];
  readonly rule_id: string;
  /** Whom to ask about the rule, and what it is for, as the configuration said then. */
  readonly rule_owner?: string;
  readonly rule_why?: string;
  /** A fixed word. */
  readonly reason: string;
  /** A sentence for people. */
  readonly explanation: string;
  /** What kept whom from being told, who asked for that, and until when. */
  readonly muted?: readonly MuteRecord[];
  /** The override that gave the severity, and the one that the event had. */
  readonly severity_override?: {
    readonly id: string;
    readonly owner: string;
    readonly why: string;
    readonly from: InvestigationEvent['severity'];
  };
  /** Whom to tell when nobody has acknowledged after so many minutes from the decision. */
  readonly escalation?: readonly { readonly after_minutes: number; readonly destinations: readonly string[] }[];
  /** The group that its page stands for. */
  readonly group?: string;
  readonly again?: true;
  readonly configuration_version: string;
  readonly decided_at: string;
}

export interface MuteRecord {
  /** A fixed word. */
  readonly kind: string;
  readonly id: string;
  readonly owner?: string;
  readonly why?: string;
  readonly until?: string;
  readonly destinations: readonly string[];
}

/** An investigation with its whole history, each list oldest first. */
export interface InvestigationHistory {
  readonly state?: InvestigationState;
  readonly outcomes: readonly OutcomeRecord[];
  readonly native: readonly NativeRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly deliveries: readonly Delivery[];
  /** What was done at vendors beside telling: acknowledgements passed on, pages and tickets closed. */
  readonly acts: readonly Delivery[];
  readonly followUps: readonly FollowUp[];
}

/** The newest heartbeat of one agent space, with what central's ledger said to it. */
export interface HeartbeatRecord {
  readonly client_account_id: string;
  readonly client_name: string;
  readonly agent_space_id: string;
  readonly heartbeat: Heartbeat;
  readonly received_at: string;
  /** The heartbeat that is compared with the ledger next: outcomes that it counted may still be on their way. */
  readonly waiting: { readonly heartbeat: Heartbeat; readonly received_at: string };
  /** Outcomes that the last compared heartbeat had counted and that were not here a minute later: proof of a gap. */
  readonly missing: number;
}

/** What a client's day added up to. Counts of the agent's outcomes, and of what we did about them. */
export interface ClientDay {
  readonly client_account_id: string;
  readonly client_name: string;
  /** YYYY-MM-DD, UTC, by the time of the outcome. */
  readonly date: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** An arrival that was not acted on: refused (quarantined), or a replay (ignored). Says nothing of the payload's values. */
export interface SetAsideRecord {
  /** The arrival's id: the same arrival twice is one record. */
  readonly id: string;
  readonly at: string;
  /** A fixed word, such as `unknown-account`. */
  readonly reason: string;
  readonly explanation: string;
  /** As EventBridge stamped it. */
  readonly account?: string;
  readonly source?: string;
  readonly problems: readonly {
    readonly pointer: string;
    readonly expected: string;
    readonly found: string;
    readonly mend: string;
  }[];
  readonly bytes: number;
}

/** A pattern as it is kept: what the correlation engine made, and the analysis if there is one. */
export interface PatternRecord {
  readonly pattern_id: string;
  readonly version: number;
  readonly last_timestamp: string;
  readonly keys: readonly string[];
}
