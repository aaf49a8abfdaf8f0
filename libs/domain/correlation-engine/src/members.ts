import { formOf } from './keys';
import type { Member } from './types';

type Identified = Pick<Member, 'client_account_id' | 'agent_space_id' | 'investigation_id'>;

export function sameInvestigation(a: Identified, b: Identified): boolean {
  return (
    a.investigation_id === b.investigation_id &&
    a.client_account_id === b.client_account_id &&
    a.agent_space_id === b.agent_space_id
  );
}

/** Each investigation once, in its newest outcome, by time. */
export function newestOutcomes(members: readonly Member[]): Member[] {
  const newest = new Map<string, Member>();
  for (const member of members) {
    const id = `${member.client_account_id}/${member.agent_space_id}/${member.investigation_id}`;
    const before = newest.get(id);
    if (!before || before.outcome_version < member.outcome_version) newest.set(id, member);
  }
  return byTime([...newest.values()]);
}

export function byTime(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => timeOf(a) - timeOf(b) || (a.investigation_id < b.investigation_id ? -1 : 1));
}

export function timeOf({ timestamp }: Pick<Member, 'timestamp'>): number {
  return Date.parse(timestamp);
}

export function within(member: Pick<Member, 'timestamp'>, from: number, to: number): boolean {
  const at = timeOf(member);
  return at >= from && at <= to;
}

export function clientsOf(members: readonly Identified[]): Set<string> {
  return new Set(members.map(({ client_account_id }) => client_account_id));
}

/** The category and service of a member, as a key; undefined when nobody knows the cause. */
export function kindOf(member: Member): string | undefined {
  return member.keys.find((key) => formOf(key) === 'kind');
}

export function namesForCertain(member: Member, key?: string): boolean {
  return member.names.some(({ name, certain }) => certain && (key === undefined || key === `name:${name}`));
}

export function shareService(a: Member, b: Member): boolean {
  return a.services.some((service) => b.services.includes(service));
}
