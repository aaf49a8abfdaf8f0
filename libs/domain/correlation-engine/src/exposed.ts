import { HISTORY_DAYS } from './cluster';
import { isName, nameOf, regionOf, spokenKey, thingNamed } from './member';
import type { Member, Pattern } from './types';

/** A client that a pattern has not hit, and why it may be the next. */
export interface ExposedClient {
  readonly client_account_id: string;
  /** `names-it`: it named the shared thing in a report of the last days. `same-service`: it had trouble with that service there. */
  readonly because: 'names-it' | 'same-service';
  /** The same in words; a name and its version come from reports, so it is text of others where it is shown. */
  readonly what: string;
  /** When it last gave that reason. */
  readonly last_seen: string;
}

/** As many are told at most: the list is to be worked through by a person. */
export const MAX_EXPOSED = 20;
const MAX_SERVICE_KEYS = 4;

/**
 * What to read for {@link exposedClients}: members under these keys, from that time on. The keys are what the pattern shares by
 * name, and the services with their Region that at least half of its clients have trouble with.
 */
export function exposurePlan(pattern: Pattern): { readonly keys: string[]; readonly from: string } {
  const { anchors, kinds, clients } = pattern;
  const services = Object.entries(kinds)
    .filter(([key, count]) => regionOf(key) !== undefined && count * 2 >= clients.length)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([key]) => key);
  return {
    keys: [...anchors.filter(isName), ...services.slice(0, MAX_SERVICE_KEYS)],
    from: new Date(Date.parse(pattern.first_timestamp) - HISTORY_DAYS * 24 * 60 * 60_000).toISOString(),
  };
}

/**
 * Who may be hit next: clients outside the pattern whose reports of the last {@link HISTORY_DAYS} days, before it began or
 * since, stand under the keys of {@link exposurePlan}. Who names the shared thing comes first, then who was seen last.
 *
 * @param members what is remembered under those keys, in any order; the same one may come twice
 */
export function exposedClients(pattern: Pattern, members: Iterable<Member>): ExposedClient[] {
  const hit = new Set(pattern.clients);
  const { keys, from } = exposurePlan(pattern);
  const since = Date.parse(from);
  const found = new Map<string, ExposedClient>();
  for (const member of members) {
    const { client_account_id, timestamp, at } = member;
    if (hit.has(client_account_id) || at < since) continue;
    const key = keys.find((one) => (isName(one) ? thingNamed(member, nameOf(one)) : member.keys.includes(one)));
    if (key === undefined) continue;
    const before = found.get(client_account_id);
    const one: ExposedClient = {
      client_account_id,
      because: isName(key) ? 'names-it' : 'same-service',
      what: isName(key) ? naming(member, nameOf(key)) : `had ${spokenKey(key)}`,
      last_seen: timestamp,
    };
    if (!before || byExposure(one, before) < 0) found.set(client_account_id, one);
  }
  return [...found.values()].sort(byExposure).slice(0, MAX_EXPOSED);
}

/** With the version that it named, which may be another one than the pattern's. */
function naming(member: Member, name: string): string {
  const version = thingNamed(member, name)?.version;
  return ['named', name, ...(version === undefined ? [] : [version])].join(' ');
}

function byExposure(a: ExposedClient, b: ExposedClient): number {
  if (a.because !== b.because) return a.because === 'names-it' ? -1 : 1;
  return Date.parse(b.last_seen) - Date.parse(a.last_seen) || (a.client_account_id < b.client_account_id ? -1 : 1);
}
