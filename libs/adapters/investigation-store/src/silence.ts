import type { Table } from './table';

/** An agent space from which no heartbeat has come for too long. */
export interface SilentSpace {
  readonly client_account_id: string;
  readonly client_name: string;
  readonly agent_space_id: string;
  /** Its last heartbeat; of one that was never heard of, when that was first noticed. ISO 8601. */
  readonly since: string;
  readonly never_heard?: true;
}

/** What the last look at all heartbeats found. */
export interface SilenceRecord {
  readonly checked_at: string;
  /** Silent for longer than `after_minutes`, the longest first; no more than {@link MAX_SILENT} are kept. */
  readonly silent: readonly SilentSpace[];
  readonly count: number;
  readonly after_minutes: number;
  /** Never heard of, and not for long enough to be called silent. */
  readonly awaited: readonly SilentSpace[];
}

/** An item of DynamoDB holds 400 KB; more than this nobody reads. */
export const MAX_SILENT = 500;

const KEY = { pk: 'SILENCE', sk: 'STATE' };

export async function readSilence(table: Table): Promise<SilenceRecord | undefined> {
  return (await table.get<{ record: SilenceRecord }>(KEY))?.record;
}

/** Replaces what an earlier look found. */
export async function saveSilence(table: Table, record: SilenceRecord): Promise<void> {
  await table.putIf(
    { ...KEY, checked_at: record.checked_at, record },
    'attribute_not_exists(pk) OR checked_at <= :checked_at',
    { ':checked_at': record.checked_at },
  );
}
