import { createHash } from 'node:crypto';
import type { Table } from './table';

/** The page that a group of events has, or had. */
export type GroupTurn =
  | { readonly taken: true }
  /** Another outcome was paged for it then, and that is not long enough ago. */
  | { readonly taken: false; readonly pagedAt: Date };

/**
 * Takes the turn to page for a group, if none was taken for so many minutes. The outcome that took it may take it again,
 * so that a retry pages as the first attempt would have.
 */
export async function takeGroup(
  table: Table,
  groupKey: string,
  outcomeKey: string,
  repeatAfterMinutes: number,
): Promise<GroupTurn> {
  // What events are grouped by may be long, and is theirs to choose.
  const key = { pk: `TURN#${createHash('sha256').update(groupKey).digest('hex').slice(0, 32)}`, sk: 'STATE' };
  const now = table.now().getTime();
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = await table.update(
      key,
      'SET #group = :group, outcome = :outcome, paged_at = :now_ms, expires_at = :expires_at',
      {
        condition: 'attribute_not_exists(pk) OR expires_at <= :now OR paged_at <= :since',
        values: {
          ':group': groupKey,
          ':outcome': outcomeKey,
          ':now_ms': now,
          ':since': now - repeatAfterMinutes * 60_000,
        },
        names: { '#group': 'group' },
      },
    );
    if (before) return { taken: true };
    const standing = await table.get<{ outcome: string; paged_at: number }>(key);
    if (standing?.outcome === outcomeKey) return { taken: true };
    if (standing) return { taken: false, pagedAt: new Date(standing.paged_at) };
  }
  return { taken: true }; // gone each time it was looked at: when in doubt, page
}
