import { surprise } from './burst';
import type { Lexicon } from './lexicon';
import {
  clearNames,
  clientsOf,
  isKind,
  isName,
  isTraffic,
  nameOf,
  regionOf,
  sameVersion,
  spokenKey,
  thingNamed,
  byTime,
  TRAFFIC_SHARES,
} from './member';
import { noticeOf, spokenNotice, type Notice } from './notice';
import { likeness, sketchOf, type Sketch } from './profile';
import type { CorrelationConfig, Evidence, KeyStats, Member } from './types';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A key's own history: how far back it is looked at, and how long before a window it must end. */
export const HISTORY_DAYS = 14;
const LAG_MS = 3 * 60 * MINUTE; // so that a cause that spreads slowly does not become its own history

/** The windows that are looked at, as parts of `time_window_minutes`. */
const WINDOWS = [0.25, 0.5, 1, 2];
export const REACH = Math.max(...WINDOWS);

/**
 * What is supposed of a key before its history is seen, as so many reports in so many days. A thing is hardly ever
 * named twice; a kind of trouble is everyday until shown otherwise. A list that was cut short belongs to a busy key.
 */
const NAME_BEFORE = { reports: 0.5, days: 3 };
/** Of a thing without a version it is supposed for a stream of so many events a day, and more of a larger one. */
const NAME_BEFORE_PER_DAY = 300;
const KIND_BEFORE = { reports: 1, days: 0.04 };

/** Rates differ by hour and weekday more than a Poisson distribution allows: the largest shape that is believed. */
const MAX_SHAPE = 2.5;

/**
 * A list that was cut before it held a day may hold a night, and the day that follows brings as many times as much.
 */
const BUSIEST_HOUR = 4;

/** Until a stream is as old, only a thing that is named for certain, or by three clients, counts: nothing is usual yet. */
const SETTLED_DAYS = 1;

/** The windows overlap, so they are no more than so many independent looks. */
const WINDOW_TRIALS = 2;

/** A kind of trouble is looked for in every report and in several ways, a name only where two clients say it. */
const KIND_TRIALS = 40;

/** Log odds of likeness from which two reports that name one vendor may mean one cause, also in different categories. */
const SAME_NAME_LIKENESS = -1.5;

/** Where there is a notice, so much makes clients more than usual: it would be chance one time in three. */
const NOTICED_SURPRISE = 0.5;

/**
 * Log odds from which a report that names nothing may be of the kind of those that do. Low, because how many there
 * usually are is counted with the same measure.
 */
const KIN_LIKENESS = -1;

/** Events near one event in time that have one thing in common. */
export interface Cluster {
  readonly key: string;
  /** Who shares it. */
  readonly members: readonly Member[];
  /** Who names nothing, and is of the same kind and time. */
  readonly kin: readonly Member[];
  readonly surprise: number;
  readonly evidence: readonly Evidence[];
}

/** What one event is compared with. */
export interface Surroundings {
  readonly me: Member;
  /** Everybody within reach whom no pattern has, `me` among them, by time. */
  readonly free: readonly Member[];
  readonly keyStats: readonly KeyStats[];
  readonly lexicon: Lexicon;
  readonly config: CorrelationConfig;
  readonly perDay: number;
  /** The surprise that an alert needs. */
  readonly gate: number;
  readonly notices: readonly Notice[];
}

interface Around extends Surroundings {
  /** How alike a report is to `me` alone. */
  readonly likeMe: (member: Member) => number;
}

/** The surprise that an alert needs, so that chance alone does not give more alerts a day than are accepted. */
export function gateOf(perDay: number, config: CorrelationConfig): number {
  return Math.log10(perDay / (config.false_alerts_per_day ?? 0.5));
}

/** How many events a day the stream has, by the sample of it that the event is in; at least 100. */
export function eventsPerDay(me: Member, keyStats: readonly KeyStats[]): number {
  const traffic = keyStats.find(({ key }) => isTraffic(key));
  if (!traffic) return 100;
  const days = Math.max(observedDays(me, [traffic]), traffic.complete_since === undefined ? 0.25 : 0.02);
  return Math.max(100, (TRAFFIC_SHARES * traffic.members.length) / days);
}

/** What `me` and others have in common, the most surprising first. */
export function clustersAround(surroundings: Surroundings): Cluster[] {
  const { me, free, lexicon } = surroundings;
  if (free.every(({ client_account_id }) => client_account_id === me.client_account_id)) return [];
  const seed = sketchOf([me], lexicon);
  const around = { ...surroundings, likeMe: (member: Member) => likeness(member, seed, lexicon) };
  const settled = observedDays(around.me, around.keyStats) >= SETTLED_DAYS;
  const own = clearNames(around.me).some((thing) => thing.own);
  const found = [
    ...named(around, settled),
    ...(settled && !own ? ofOneKind(around) : []),
    ...(own ? [] : noticed(around)),
  ];
  return found.sort((a, b) => b.surprise - a.surprise || (a.key < b.key ? -1 : 1));
}

function* named(around: Around, settled: boolean): Generator<Cluster> {
  const { me, free, keyStats, lexicon, likeMe, config } = around;
  const isAnother = ({ client_account_id }: Member) => client_account_id !== me.client_account_id;
  for (const stats of [...keyStats.filter(({ key }) => isName(key)), ...namesOfOthers(around)]) {
    const name = nameOf(stats.key);
    if (!free.some((member) => isAnother(member) && thingNamed(member, name))) continue;
    const naming = free.filter((member) => thingNamed(member, name));
    let sharing = oneVersion(name, naming, thingNamed(me, name)?.version);
    if (clientsOf(sharing).size < 2) continue;
    const things = sharing.map((member) => thingNamed(member, name));
    const versions = things.flatMap((thing) => thing?.version ?? []).sort(longest);
    const certain = things.some((thing) => thing?.certain);
    if (!certain && !stats.members.some((member) => clearNames(member).some((thing) => thing.name === name))) continue;
    // A vendor has many troubles: only alike reports of it are one cause. A package with its version is one thing.
    if (versions.length === 0) {
      sharing = sharing.filter(
        (member) => (member === me && thingNamed(me, name)) || mayMeanOne(member, me, likeMe(member)),
      );
      if (clientsOf(sharing).size < 2) continue;
    }
    const alsoShared = new Set(sharing.flatMap((member) => clearNames(member).map((thing) => thing.name)));
    const speaksOf = (member: Member) => !clearNames(member).some((thing) => thing.own || !alsoShared.has(thing.name));
    let best: Cluster | undefined;
    let seen: { members: readonly Member[]; sketch: Sketch; said: Heard } | undefined;
    for (const { minutes, members, clients, start } of windowsWith(me, config, sharing)) {
      if (clients < 2 || (!certain && !settled && clients < 3)) continue;
      if (!seen || !sameMembers(seen.members, members)) {
        const sketch = sketchOf(members, lexicon);
        const said = history(around, stats, start, (member) =>
          versions.length > 0
            ? sameVersion(thingNamed(member, name)?.version, versions[0])
            : mayMeanOne(member, me, likeness(member, sketch, lexicon)),
        );
        seen = { members, sketch, said };
      }
      const { sketch, said } = seen;
      const many = versions.length > 0 ? 1 : Math.max(1, around.perDay / NAME_BEFORE_PER_DAY);
      const usual = rate(said, {
        reports: NAME_BEFORE.reports * many,
        days: stats.complete_since === undefined ? NAME_BEFORE.days : KIND_BEFORE.days,
      });
      const expected = (usual.perDay * minutes * MINUTE) / DAY;
      const who = clientsOf(members);
      const end = start + minutes * MINUTE;
      const kin = free.filter(
        (member) =>
          member.at >= start &&
          member.at <= end &&
          speaksOf(member) &&
          !members.includes(member) &&
          likeness(member, sketch, lexicon) >= KIN_LIKENESS,
      );
      const more = [...clientsOf(kin)].filter((client) => !who.has(client)).length;
      const evidence: Evidence[] = [
        {
          what: `${clients} clients name ${name} within ${minutes} minutes, where ${few(expected)} would be usual.`,
          weight: round(surprise(clients, expected, usual.shape) - Math.log10(WINDOW_TRIALS)),
        },
      ];
      const kind = more > 0 ? usualOfKind(around, sketch, start, minutes) : undefined;
      if (kind) {
        const expectedKin = (kind.perDay * minutes * MINUTE) / DAY;
        evidence.push({
          what: `${more} more ${more === 1 ? 'client has' : 'clients have'} the same kind of trouble, where ${few(expectedKin)} would be usual.`,
          weight: Math.min(round(surprise(more + 1, expectedKin, kind.shape)), Math.max(0, evidence[0]?.weight ?? 0)),
        });
      }
      const total = evidence.reduce((sum, { weight }) => sum + weight, 0);
      if (!best || total > best.surprise) best = { key: stats.key, members, kin, surprise: total, evidence };
    }
    if (best) yield best;
  }
}

// Of those who name one vendor: a vendor that is down takes different services with it, but in one category.
function mayMeanOne({ category }: Member, me: Member, alike: number): boolean {
  return alike >= SAME_NAME_LIKENESS || (category === me.category && category !== 'unknown');
}

// What others of the same kind name, when `me` names nothing: their third client may be one that does not know the name.
function namesOfOthers({ me, free, keyStats, likeMe }: Around): KeyStats[] {
  if (clearNames(me).length > 0) return [];
  const clients = new Map<string, Set<string>>();
  for (const member of free) {
    if (member === me || clearNames(member).length === 0 || likeMe(member) < 0) continue;
    for (const { name, own } of clearNames(member))
      if (!own) clients.set(name, (clients.get(name) ?? new Set()).add(member.client_account_id));
  }
  const kinds = keyStats.filter(({ key }) => isKind(key));
  const since = kinds
    .flatMap(({ complete_since }) => complete_since ?? [])
    .sort()
    .at(-1);
  return [...clients]
    .filter(([, who]) => who.size >= 2)
    .map(([name]) => ({
      key: `name:${name}`,
      members: byTime(new Set(kinds.flatMap(({ members }) => members.filter((member) => thingNamed(member, name))))),
      ...(since !== undefined && { complete_since: since }),
    }));
}

function* ofOneKind(around: Around): Generator<Cluster> {
  const { me, free, keyStats, lexicon, gate, likeMe, config } = around;
  const kinds = keyStats.filter(({ key }) => isKind(key));
  const mine = new Set(clearNames(me).map(({ name }) => name));
  const comparable = (member: Member) => {
    const names = clearNames(member);
    return names.length === 0 || (mine.size > 0 && names.every(({ own, name }) => !own && mine.has(name)));
  };
  const candidates = free.filter((member) => member === me || comparable(member));
  if (clientsOf(candidates).size < 3) return;
  const first = candidates.filter((member) => member === me || likeMe(member) >= 0);
  if (clientsOf(first).size < 3) return;
  const sketch = sketchOf(first, lexicon);
  const likes = (member: Member) => comparable(member) && likeness(member, sketch, lexicon) >= 0;
  const alike = candidates.filter((member) => member === me || likes(member));
  const trials = Math.log10(WINDOW_TRIALS * kinds.length * KIND_TRIALS);
  for (const stats of kinds) {
    const sharing = alike.filter((member) => member === me || member.keys.includes(stats.key));
    if (clientsOf(sharing).size < 3) continue;
    const windows = windowsWith(me, config, sharing).filter(({ clients }) => clients >= 3);
    const least = KIND_BEFORE.reports / (KIND_BEFORE.days + HISTORY_DAYS) / DAY;
    if (
      windows.every(
        ({ clients, minutes }) => surprise(clients, least * minutes * MINUTE, MAX_SHAPE) - trials < gate - 1,
      )
    )
      continue; // not even if it had never happened before
    const heard = history(around, stats, me.at - config.time_window_minutes * MINUTE, likes);
    const usual = rate(heard, KIND_BEFORE);
    let best: Cluster | undefined;
    for (const { minutes, members, clients } of windows) {
      if (!tellsOf(heard, minutes)) continue;
      const expected = (usual.perDay * minutes * MINUTE) / DAY;
      const weight = round(surprise(clients, expected, usual.shape) - trials);
      if (best && weight <= best.surprise) continue;
      const what = `${clients} clients report ${spokenKey(stats.key)} within ${minutes} minutes, where ${few(expected)} would be usual.`;
      best = {
        key: stats.key,
        members,
        kin: [],
        surprise: weight,
        evidence: [{ what, weight }],
      };
    }
    if (best) yield best;
  }
}

// What the cloud's provider has a notice of. The notice, and not the reports, says where to look, so it is worth as much as
// the gate asks for looking everywhere: what remains to be seen is that more clients than usual have trouble there.
function* noticed(around: Around): Generator<Cluster> {
  const { me, free, keyStats, notices, gate } = around;
  const comparable = (member: Member) => clearNames(member).length === 0;
  if (notices.length === 0 || !comparable(me)) return;
  for (const stats of keyStats) {
    const sharing = free.filter((member) => comparable(member) && member.keys.includes(stats.key));
    let best: Cluster | undefined;
    for (const { minutes, members, clients, start } of windowsWith(me, around.config, sharing)) {
      const notice = noticeOf(notices, stats.key, members);
      if (!notice) continue;
      const heard = history(around, stats, start, comparable);
      if (stats.complete_since !== undefined && !tellsOf(heard, minutes)) continue;
      const usual = rate(heard, KIND_BEFORE);
      const expected = (usual.perDay * minutes * MINUTE) / DAY;
      const weight = round(surprise(clients, expected, usual.shape) - Math.log10(WINDOW_TRIALS));
      if (weight < NOTICED_SURPRISE || (best && weight + gate <= best.surprise)) continue;
      const last = members.at(-1)?.timestamp ?? me.timestamp;
      best = {
        key: stats.key,
        members,
        kin: [],
        surprise: weight + gate,
        evidence: [
          {
            what: `${clients} clients report ${spokenKey(stats.key)} within ${minutes} minutes, where ${few(expected)} would be usual.`,
            weight,
          },
          { what: spokenNotice(notice, last), weight: round(gate) },
        ],
      };
    }
    if (best) yield best;
  }
}

interface Window {
  readonly minutes: number;
  readonly members: readonly Member[];
  readonly clients: number;
  readonly start: number;
}

/** Of each length the window that holds `me` and the most clients; the earliest of them. */
function windowsWith({ at }: Member, config: CorrelationConfig, sharing: readonly Member[]): Window[] {
  return WINDOWS.map((part) => {
    const minutes = part * config.time_window_minutes;
    const length = minutes * MINUTE;
    const inside = new Map<string, number>();
    let clients = 0;
    let from = 0;
    let to = 0;
    let end = 0;
    for (let next = 0; next < sharing.length; next++) {
      const { at: start, client_account_id } = sharing[next] as Member;
      if (start > at) break;
      while (end < sharing.length && (sharing[end] as Member).at <= start + length) {
        const client = (sharing[end++] as Member).client_account_id;
        inside.set(client, (inside.get(client) ?? 0) + 1);
      }
      if (start >= at - length && inside.size > clients) [clients, from, to] = [inside.size, next, end];
      const left = (inside.get(client_account_id) ?? 1) - 1;
      if (left === 0) inside.delete(client_account_id);
      else inside.set(client_account_id, left);
    }
    return {
      minutes,
      members: sharing.slice(from, to),
      clients,
      start: clients > 0 ? (sharing[from] as Member).at : at,
    };
  });
}

/** Whether two runs of the same list are the same. */
function sameMembers(a: readonly Member[], b: readonly Member[]): boolean {
  return a.length === b.length && a[0] === b[0];
}

interface Heard {
  /** Clients, each once a day. */
  readonly reports: number;
  readonly days: number;
}

// How often a key was said before a window: by how many clients, each once a day, in how many days.
function history(
  { me, keyStats }: Surroundings,
  stats: KeyStats,
  start: number,
  counts: (member: Member) => boolean,
): Heard {
  const observed =
    stats.complete_since === undefined ? me.at - observedDays(me, keyStats) * DAY : Date.parse(stats.complete_since);
  const from = Math.max(observed, me.at - HISTORY_DAYS * DAY);
  const to = start - Math.min(LAG_MS, Math.max(0, start - from) / 3);
  const lastDay = new Map<string, number>();
  let reports = 0;
  for (const member of stats.members) {
    const time = member.at;
    if (time >= to) break;
    if (time < from || !counts(member)) continue;
    const day = Math.floor(time / DAY); // never less than that of the member before
    if (lastDay.get(member.client_account_id) === day) continue;
    lastDay.set(member.client_account_id, day);
    reports++;
  }
  const days = Math.max(0, (to - from) / DAY);
  const uneven = stats.complete_since === undefined ? 1 : 1 + (BUSIEST_HOUR - 1) * Math.max(0, 1 - days);
  return { reports: reports * uneven, days };
}

function rate(heard: Heard, before: Heard): { perDay: number; shape: number } {
  const reports = before.reports + heard.reports;
  return { perDay: reports / (before.days + heard.days), shape: Math.min(MAX_SHAPE, reports) };
}

/** How many reports of a cluster's kind are usual in an hour. */
export function usualPerHour(around: Surroundings, { members, key }: Cluster): number {
  const start = (members[0] ?? around.me).at;
  const usual = usualOfKind(around, sketchOf(members, around.lexicon), start, 0, regionOf(key));
  return (usual?.perDay ?? 0) / 24;
}

// How often this kind of trouble is reported without a name, by the key that knows it best; undefined when a key is too busy to tell.
function usualOfKind(
  around: Surroundings,
  sketch: Sketch,
  start: number,
  minutes: number,
  region?: string,
): { perDay: number; shape: number } | undefined {
  const likes = (member: Member) =>
    clearNames(member).length === 0 && likeness(member, sketch, around.lexicon) >= KIN_LIKENESS;
  const heard = around.keyStats
    .filter(({ key }) => isKind(key) && regionOf(key) === region)
    .map((stats) => history(around, stats, start, likes));
  if (heard.length === 0 || !heard.every((known) => tellsOf(known, minutes))) return undefined;
  return heard
    .map((known) => rate(known, KIND_BEFORE))
    .reduce((a, b) => (b.perDay > a.perDay ? b : a), { perDay: 0.1, shape: KIND_BEFORE.reports });
}

// The history of a very busy key may be too short to tell what is usual in a window.
function tellsOf({ days }: Heard, minutes: number): boolean {
  return days * DAY >= (minutes * MINUTE) / 2;
}

const oldest = new WeakMap<readonly KeyStats[], number>();
function observedDays(me: Member, keyStats: readonly KeyStats[]): number {
  let first = oldest.get(keyStats);
  if (first === undefined) {
    first = me.at;
    for (const { members } of keyStats) first = Math.min(first, members[0]?.at ?? first);
    oldest.set(keyStats, first);
  }
  return Math.min(HISTORY_DAYS, (me.at - first) / DAY);
}

// Two versions of one thing are two causes. Those who say no version go with the one that most clients say.
function oneVersion(name: string, members: readonly Member[], mine: string | undefined): readonly Member[] {
  const versions = mine === undefined ? members.flatMap((member) => thingNamed(member, name)?.version ?? []) : [mine];
  const choices = [...new Set(versions)]
    .sort(longest)
    .map((version) => members.filter((member) => sameVersion(thingNamed(member, name)?.version, version)));
  return choices.reduce((a, b) => (clientsOf(b).size > clientsOf(a).size ? b : a), choices[0] ?? members);
}

function longest(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function few(value: number): string {
  return value < 0.01 ? 'less than 0.01' : value.toFixed(2);
}
