import type { Pattern } from '@org/correlation-engine';
import { investigationKey } from '@org/event-schema';
import type { Delivery, PatternVerdict } from '@org/investigation-store';
import { toldClients } from './members';

/** The pattern without the investigations that people have split off, and without the clients that have no other in it. */
export function withoutSplit(pattern: Pattern, verdicts: readonly PatternVerdict[]): Pattern {
  const gone = new Set(verdicts.flatMap(({ members = [] }) => members));
  if (gone.size === 0) return pattern;
  const members = pattern.members.filter((member) => !gone.has(investigationKey(member)));
  return {
    ...pattern,
    members,
    clients: [...new Set(members.map(({ client_account_id }) => client_account_id))].sort(),
  };
}

/** What was told to clients that are no part of it any more. */
export function toldInVain(deliveries: readonly Delivery[], { clients }: Pattern): Delivery[] {
  return deliveries.filter((delivery) => toldClients([delivery]).some(({ account }) => !clients.includes(account)));
}
