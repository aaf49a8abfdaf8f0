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
  };
  readonly deliveries: readonly DeliveryChip[];
}

/** How people were told: a comment is on a ticket that was there. */
export type Told = 'page' | 'ticket' | 'comment';

export interface DeliveryChip {
  readonly told: Told;
  readonly destination: string;
  readonly state: string;
  readonly id?: string;
  readonly url?: string;
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
  readonly clients: readonly string[];
  readonly events: number;
  readonly explanation: string;
  readonly analysis?: string;
  readonly deliveries: readonly DeliveryChip[];
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
}
