import { investigationKey, type OutcomeId } from '@org/event-schema';
import type { PatternVerdict } from '@org/investigation-store';

interface Members<M> {
  readonly clients: readonly string[];
  readonly regions: readonly string[];
  readonly members: readonly M[];
}

/** Who is left in a pattern, and which investigations people split off, with the verdict that did it first. */
export interface Parted<M> extends Members<M> {
  readonly splitOff: readonly { readonly member: M; readonly said: PatternVerdict }[];
}

/** A client or a Region leaves a pattern with the last of its investigations. Those of which no member is kept stay. */
export function parted<M extends OutcomeId & { readonly region: string }>(
  { clients, regions, members }: Members<M>,
  verdicts: readonly PatternVerdict[],
): Parted<M> {
  const splitOff = members.flatMap((member) => {
    const said = splitBy(investigationKey(member), verdicts);
    return said ? [{ member, said }] : [];
  });
  const away = new Set(splitOff.map(({ member }) => member));
  const stay = members.filter((member) => !away.has(member));
  const left = (all: readonly string[], of: (member: M) => string) => {
    const gone = new Set(splitOff.map(({ member }) => of(member)));
    for (const member of stay) gone.delete(of(member));
    return all.filter((one) => !gone.has(one));
  };
  return {
    clients: left(clients, ({ client_account_id }) => client_account_id),
    regions: left(regions, ({ region }) => region),
    members: stay,
    splitOff,
  };
}

/** The verdict that took an investigation out of a pattern. */
export function splitBy(investigation: string, verdicts: readonly PatternVerdict[]): PatternVerdict | undefined {
  return verdicts.find(({ verdict, members = [] }) => verdict === 'split' && members.includes(investigation));
}
