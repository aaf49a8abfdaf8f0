/**
 * What the page shows, at one moment. Everything in it has crossed the boundary already: no raw report is ever in here.
 * Times are ISO 8601 in UTC.
 */
export interface Snapshot {
  readonly at: string;
  readonly clients: readonly ClientCard[];
  /** One row for each outcome: an investigation that ends twice has two. */
  readonly outcomes: readonly OutcomeRow[];
  /** Everything that people were told, newest first, patterns included. */
  readonly deliveries: readonly DeliveryRow[];
  readonly patterns: readonly PatternCard[];
  readonly quarantined: readonly QuarantineRow[];
  readonly totals: Totals;
  /** So many are read at most: older ones are found by `orchestrator why` and in the table. */
  readonly limits: { readonly investigations: number; readonly records: number };
  /** True where each client's own view is served beside this page: see `client-server.ts`. Nothing of it is in here. */
  readonly clientViews: boolean;
  /** Present where people may say what they think of a pattern: who is asked, and what a request of the page must carry. */
  readonly verdicts?: { readonly user: string; readonly token: string };
}

export interface ClientCard {
  readonly account: string;
  readonly name: string;
  /** `silent`: no heartbeat for three watcher runs. `waiting`: none yet. */
  readonly health: 'well' | 'silent' | 'waiting';
  readonly lastHeartbeat?: string;
  readonly investigations: number;
  /** The most urgent severity among them. */
  readonly worst?: string;
}

export interface OutcomeRow {
  readonly key: string;
  readonly investigationId: string;
  readonly outcomeVersion: number;
  readonly clientName: string;
  readonly account: string;
  readonly at: string;
  readonly eventType: string;
  readonly severity: string;
  readonly status: string;
  readonly category: string;
  readonly brief?: string;
  readonly withheld?: string;
  readonly durationMinutes: number;
  readonly resources: readonly string[];
  readonly resourceCount: number;
  readonly indicators: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly redacted: Readonly<Record<string, number>>;
  readonly link?: string;
  readonly decision?: {
    readonly ruleId: string;
    readonly reason: string;
    readonly explanation: string;
    readonly destinations: readonly string[];
    readonly muted: readonly MuteRow[];
    /** What was decided when that which muted the first had ended. */
    readonly again?: {
      readonly at: string;
      readonly explanation: string;
      readonly destinations: readonly string[];
      readonly muted: readonly MuteRow[];
    };
  };
  readonly deliveries: readonly DeliveryChip[];
}

/** What kept whom from being told, who asked for that, and until when. */
export interface MuteRow {
  readonly kind: string;
  readonly id: string;
  readonly owner?: string;
  readonly why?: string;
  readonly until?: string;
  readonly destinations: readonly string[];
}

/** How people were told: a comment is on a ticket that was there; a message is answered by nobody. */
export type Told = 'page' | 'ticket' | 'comment' | 'message';

export interface DeliveryChip {
  readonly told: Told;
  readonly destination: string;
  readonly state: string;
  readonly id?: string;
  readonly url?: string;
  /** `escalation-1`, `update-2`; absent for the first telling. */
  readonly act?: string;
  /** It was told together with others, under this key. */
  readonly group?: string;
  /** What people did about it since. */
  readonly human?: { readonly state: 'acknowledged' | 'resolved'; readonly by?: string; readonly at?: string };
}

export interface DeliveryRow extends DeliveryChip {
  readonly key: string;
  readonly at: string;
  /** The client's name, or what the clients of a pattern share. */
  readonly about: string;
  readonly pattern: boolean;
  /** Of the outcome, when it is one that the page shows. */
  readonly severity?: string;
}

export interface PatternCard {
  readonly id: string;
  readonly cause: string;
  readonly since: string;
  /** All that ever joined it, those among them whose every investigation was split off. */
  readonly clients: readonly string[];
  /** How many were watched when it was found. */
  readonly ofClients?: number;
  /** How many outcomes are left in it. */
  readonly events: number;
  /** Of what is left in it. */
  readonly regions: readonly string[];
  /** Between 0 and 1, as it was when it was told. */
  readonly confidence: number;
  readonly uncertain: boolean;
  /** As it was when it was told. Weights are powers of ten; below 0 they speak against it. */
  readonly evidence: readonly { readonly what: string; readonly weight: number }[];
  /** Oldest first. */
  readonly members: readonly PatternMemberRow[];
  /** The engine's own words, written when it was told or last grew: what was split off since is still counted in them. */
  readonly explanation: string;
  /** What a language model was asked about it; absent when none was. */
  readonly analysis?: AnalysisCard;
  /** Who is not hit and may be next, the most exposed first; absent until that was looked for. */
  readonly exposed?: readonly ExposedRow[];
  /** When people were told, oldest first: at first, as it grew (`update-1`), and that it is over. */
  readonly told: readonly { readonly at: string; readonly act?: string }[];
  /** When people were told that it is over. */
  readonly over?: string;
  /** What people said of it, oldest first. */
  readonly verdicts: readonly VerdictRow[];
  /** Of the verdicts that which counts; a split only takes members away. */
  readonly standing?: VerdictRow;
  /** How many of the clients left were told of it in tickets of their own; those are not among the deliveries. */
  readonly clientsTold: number;
  readonly deliveries: readonly DeliveryChip[];
}

/** Words of a language model: never to be trusted, and shown as its own. */
export interface AnalysisCard {
  readonly model: string;
  /** US dollars. */
  readonly costUsd: number;
  readonly tokens?: { readonly input: number; readonly output: number };
  /** The id of the pattern of the same cause that it was asked for; it cost nothing again here. */
  readonly askedFor?: string;
  /** Why its answer is not shown: a fixed word. */
  readonly refused?: string;
  readonly answer?: {
    readonly cause: string;
    /** How sure it says it is, between 0 and 1. */
    readonly confidence: number;
    readonly sharedDependency?: string;
    /** For all of them, and then for single clients. */
    readonly checkFirst: readonly string[];
    readonly recommendations: readonly { readonly client: string; readonly checkFirst: readonly string[] }[];
  };
}

export interface ExposedRow {
  readonly client: string;
  /** `named fluent-relay 3.9.1` */
  readonly why: string;
  readonly lastSeen: string;
}

/** What a person said of a pattern, and why. */
export interface VerdictRow {
  readonly verdict: 'confirmed' | 'rejected' | 'split' | 'merged';
  readonly by: string;
  readonly why: string;
  readonly at: string;
  /** The pattern that it was merged into: its id, and what is shared there if it is shown. */
  readonly into?: { readonly id: string; readonly cause?: string };
  /** How many investigations a split took away. */
  readonly members?: number;
}

export interface PatternMemberRow {
  readonly at: string;
  readonly client: string;
  /** `account/space/investigation` */
  readonly investigation: string;
  /** A person said that it does not belong to the pattern. */
  readonly splitOff: boolean;
  /** Whether it names the shared thing itself; else it fits in kind and time. */
  readonly sharesIt: boolean;
}

export interface QuarantineRow {
  readonly at: string;
  /** The client's name, or the account when it is no client. */
  readonly sender: string;
  readonly reason: string;
  /** What that means, in a sentence of ours. */
  readonly explanation: string;
  readonly problems: readonly string[];
}

export interface Totals {
  readonly investigations: number;
  readonly outcomes: number;
  readonly withheld: number;
  readonly redactions: number;
  readonly pages: number;
  readonly tickets: number;
  readonly patterns: number;
  readonly quarantined: number;
  /** What of today's budget for language models is spent or set aside, in US dollars; a day begins at midnight UTC. */
  readonly aiTodayUsd: number;
}
