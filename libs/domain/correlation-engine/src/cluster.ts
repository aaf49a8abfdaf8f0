import { surprise } from './burst';
import { formOf, spokenKey, type KeyForm } from './keys';
import { clientsOf, kindOf, namesForCertain, sameInvestigation, shareService, timeOf, within } from './members';
import type { CorrelationConfig, Evidence, Member } from './types';

/** A key's own history: how far back it is looked at, and how long before a window it must end. */
export const HISTORY_MINUTES = 24 * 60;
export const LAG_MINUTES = 120; // so that a cause that spreads slowly does not become its own history

/**
 * How many clients a day say a key by chance, added to what its history shows: at first, and once half a day of history
 * tells how quiet it is. A thing with a version is hardly ever named twice; a kind of trouble is everyday.
 */
const USUAL_PER_DAY: Readonly<Record<KeyForm | 'word', { readonly first: number; readonly later: number }>> = {
  name: { first: 0.3, later: 0.3 },
  word: { first: 6, later: 1 },
  'kind-indicator': { first: 1, later: 0.7 },
  'kind-region': { first: 2, later: 1 },
  kind: { first: 12, later: 2 },
};
const ENOUGH_HISTORY_MINUTES = 12 * 60;

/** The surprise that an alert needs: chance alone does it about once in a thousand windows. */
const ALERT_SURPRISE = 3;

/** The events near one event in time that say one thing, and whether they are enough for a pattern. */
export interface Cluster {
  readonly key: string;
  readonly ok: boolean;
  /** Whether the key is a thing that is named for certain. */
  readonly certain: boolean;
  readonly clients: number;
  readonly surprise: number;
  /** Who says it: in the best window, and for a name who follows or precedes with no gap longer than a window. */
  readonly members: readonly Member[];
  readonly evidence: readonly Evidence[];
}

interface Window {
  readonly members: readonly Member[];
  readonly clients: number;
  readonly expected: number;
  readonly surprise: number;
}

/** What one event is compared with. */
export interface Surroundings {
  readonly me: Member;
  /** Everybody under its keys, `me` among them, by time. */
  readonly all: readonly Member[];
  /** Those of them that no pattern has claimed: a cause that was told is no background. */
  readonly unclaimed: readonly Member[];
  readonly config: CorrelationConfig;
}

/** Looks at every window that holds the event, and takes the best one. */
export function clusterOf(key: string, { me, all, unclaimed, config }: Surroundings): Cluster {
  const windowMs = config.time_window_minutes * 60_000;
  const at = timeOf(me);
  const under = all.filter((member) => member.keys.includes(key));
  const isName = formOf(key) === 'name';
  const certain =
    isName && under.some((member) => namesForCertain(member, key) && within(member, at - windowMs, at + windowMs));
  // A word that may be no name only counts between events of one service.
  const comparable = isName && !certain ? under.filter((member) => shareService(member, me)) : under;
  const usual = USUAL_PER_DAY[isName && !certain ? 'word' : formOf(key)];
  const near = comparable.filter((member) => within(member, at - windowMs, at + windowMs));
  const background = unclaimed.filter((member) => member.keys.includes(key));

  const windowAt = (start: number): Window => {
    const members = oneVersion(
      key,
      near.filter((member) => within(member, start, start + windowMs)),
    );
    const clients = clientsOf(members).size;
    const end = start - LAG_MINUTES * 60_000;
    const said = clientsOf(background.filter((member) => within(member, end - HISTORY_MINUTES * 60_000, end))).size;
    const known = all.some((member) => timeOf(member) <= end - ENOUGH_HISTORY_MINUTES * 60_000);
    const expected = ((said + (known ? usual.later : usual.first)) * config.time_window_minutes) / HISTORY_MINUTES;
    return { members, clients, expected, surprise: surprise(clients, expected) };
  };
  const windows = [...new Set([...near, me].map(timeOf))]
    .filter((start) => start <= at && start >= at - windowMs)
    .map(windowAt);
  const best = windows.reduce((one, other) => (better(other, one, config) ? other : one));
  const ok = enough(best, config);
  return {
    key,
    ok,
    certain,
    clients: best.clients,
    surprise: best.surprise,
    members: ok ? oneVersion(key, chain(best.members, comparable, windowMs)) : best.members,
    evidence: evidenceOf(key, best, config),
  };
}

// Two versions of one thing are two causes. Those who say no version go with the version that most clients say.
function oneVersion(key: string, members: readonly Member[]): readonly Member[] {
  const versions = [...new Set(members.flatMap((member) => versionOf(key, member) ?? []))];
  const choices = versions.map((version) =>
    members.filter((member) => sameVersion(versionOf(key, member) ?? version, version)),
  );
  return choices.reduce((a, b) => (clientsOf(b).size > clientsOf(a).size ? b : a), choices[0] ?? members);
}

function versionOf(key: string, { names }: Member): string | undefined {
  return names.find(({ name }) => key === `name:${name}`)?.version;
}

// A report may shorten it: 1.17 is 1.17.4.
function sameVersion(a: string, b: string): boolean {
  return `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}

// Events of the same kind of trouble that name nothing else: perhaps the same cause, told without its name.
export function kinOf(named: readonly Member[], nearby: readonly Member[]): Member[] {
  const kinds = new Set(named.map(kindOf));
  const said = new Set(named.flatMap(({ names }) => names.map(({ name }) => name)));
  return nearby.filter((member) => {
    const kind = kindOf(member);
    const other = member.names.some(({ name, likely }) => likely && !said.has(name));
    return kind !== undefined && kinds.has(kind) && !other && !named.some((one) => sameInvestigation(one, member));
  });
}

function enough({ clients, surprise }: Window, { min_events }: CorrelationConfig): boolean {
  return clients >= min_events && surprise >= ALERT_SURPRISE;
}

function better(a: Window, b: Window, config: CorrelationConfig): boolean {
  const [ok, than] = [enough(a, config), enough(b, config)];
  return ok === than ? a.surprise > b.surprise : ok;
}

function evidenceOf(
  key: string,
  window: Window,
  { min_events, time_window_minutes: minutes }: CorrelationConfig,
): Evidence[] {
  const { clients, expected, surprise } = window;
  const say = clients === 1 ? 'client says' : 'clients say';
  const evidence: Evidence[] = [
    {
      what: `${clients} ${say} ${spokenKey(key)} within ${minutes} minutes, where ${expected.toFixed(2)} would be usual.`,
      weight: round(surprise),
    },
  ];
  if (clients < min_events) evidence.push({ what: `${min_events} clients are needed.`, weight: -ALERT_SURPRISE });
  else if (surprise < ALERT_SURPRISE) evidence.push({ what: 'That can be chance.', weight: -ALERT_SURPRISE });
  return evidence;
}

// Who follows, or came before, with no gap longer than a window.
function chain(core: readonly Member[], under: readonly Member[], windowMs: number): readonly Member[] {
  let [from, to] = [Math.min(...core.map(timeOf)), Math.max(...core.map(timeOf))];
  for (const member of under) if (within(member, from, to + windowMs)) to = Math.max(to, timeOf(member));
  for (const member of [...under].reverse())
    if (within(member, from - windowMs, to)) from = Math.min(from, timeOf(member));
  return under.filter((member) => within(member, from, to));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
