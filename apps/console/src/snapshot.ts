/**
 * What the page shows, at one moment. Everything in it has crossed the boundary already: no raw report is ever in here.
 * Times are ISO 8601 in UTC.
 */
export interface Snapshot {
  readonly at: string;
  readonly clients: readonly ClientCard[];
  readonly investigations: readonly InvestigationRow[];
  readonly patterns: readonly PatternCard[];
  readonly quarantined: readonly QuarantineRow[];
  readonly totals: Totals;
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

export interface InvestigationRow {
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

export interface DeliveryChip {
  readonly destination: string;
  readonly state: string;
  readonly id?: string;
  readonly url?: string;
}

export interface PatternCard {
  readonly id: string;
  readonly cause: string;
  readonly since: string;
  readonly clients: readonly string[];
  readonly events: number;
  readonly explanation: string;
  readonly analysis?: string;
}

export interface QuarantineRow {
  readonly at: string;
  /** The client's name, or the account when it is no client. */
  readonly sender: string;
  readonly reason: string;
  readonly problems: readonly string[];
}

export interface Totals {
  readonly investigations: number;
  readonly withheld: number;
  readonly redactions: number;
  readonly pages: number;
  readonly tickets: number;
  readonly patterns: number;
  readonly quarantined: number;
}
