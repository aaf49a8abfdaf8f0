import type { InvestigationEvent } from '@org/event-schema';

/** What left a client's account, by the receipts in its own table, oldest first. */
export interface Crossed {
  /** The account. */
  readonly client: string;
  readonly crossings: readonly Crossing[];
  /** How many were compared with central's copy; absent when central was not asked. */
  readonly compared?: number;
  /** Arrivals from the account that central refused to act on, newest first; absent when central was not asked. */
  readonly set_aside?: readonly SetAside[];
  /** One sentence for each thing that is not as it must be; none of them repeats a value. */
  readonly problems: readonly string[];
}

/** What central's quarantine says of an arrival: nothing of its values. */
export interface SetAside {
  readonly at: string;
  /** A fixed word, such as `unknown-account`. */
  readonly reason: string;
  readonly bytes: number;
}

/** By design two more streams leave an account, without receipts. Every view of the receipts says so. */
export const ALSO_LEAVES =
  'Two more streams leave by design, without receipts: life-cycle events of the service (ids, states and times only) and heartbeats (counts).';

/** One event that left, as the client's own receipt tells it. Times are ISO 8601. */
export interface Crossing {
  /** The outcome's key, by which central knows it too. */
  readonly key: string;
  readonly prepared_at: string;
  /** Absent while the bus has not confirmed it. */
  readonly left_at?: string;
  readonly bytes: number;
  /** Of the event's JSON, in hex; checked against it. */
  readonly sha256: string;
  readonly redacted: Readonly<Record<string, number>>;
  readonly withheld_reason?: string;
  readonly fields: readonly AllowedField[];
  /** Exactly what left. */
  readonly event: InvestigationEvent;
  /** How central's copy compares, when central was asked. `awaited`: it has not left yet, so there need be none. */
  readonly central?: 'equal' | 'differs' | 'missing' | 'awaited';
}

/** A place in an event, with why the boundary let it through. */
export interface AllowedField {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** False: the schema knows no such field, and it should not have crossed. */
  readonly declared: boolean;
  readonly why: string;
}

/**
 * What stands about one outcome in the client's own account, **unredacted**. It is read with the client's credentials, for
 * the client's eyes, and goes nowhere else.
 */
export interface Before {
  readonly account: string;
  readonly sections: readonly BeforeSection[];
  /** Journal records beside the report: messages, observations, log excerpts. They stay too, and are not shown. */
  readonly otherRecords: number;
}

export interface BeforeSection {
  readonly title: string;
  /** What becomes of it. */
  readonly note?: string;
  readonly passages: readonly Passage[];
}

export interface Passage {
  /** A tag's key, a field's name. */
  readonly name?: Marked;
  readonly text: Marked;
}

/** A text with what the redactor finds in it: half-open spans in UTF-16 units, in order, without overlaps. */
export interface Marked {
  readonly text: string;
  readonly marks: readonly { readonly start: number; readonly end: number; readonly category: string }[];
  /** The redactor would not touch it, so none of it may cross. */
  readonly refused?: true;
}
