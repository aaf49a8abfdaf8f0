import type { RootCauseCategory } from '@org/event-schema';
import type { Cluster } from './cluster';
import type { Lexicon } from './lexicon';
import { clearNames, idOf, isKind, isName, nameOf, regionOf, sameVersion, spokenKey, thingNamed } from './member';
import { noticeOf, spokenNotice, type Notice } from './notice';
import { likeness, profileOf, sketchOfProfile } from './profile';
import type { CorrelationConfig, Member, MemberRef, Pattern, SharedName } from './types';

/** A pattern is one item of the store, which holds 400 KB; a reference is about 300 bytes. */
export const MAX_MEMBERS = 500;
const MAX_NAMES = 40;
const MAX_NAMING_CLIENTS = 20;
const MAX_ANCHORS = 4;
const MAX_KINDS = 30;
const MAX_KIND_KEYS = 10;

const MINUTE = 60_000;

/** A pattern takes no more members after so long a silence, or so long before its first. */
export const IDLE_MS = 90 * MINUTE;

/** As long before and after a report its pattern's activity is counted. */
const AROUND_MS = 45 * MINUTE;

/** How many reports of a told cause do not name it. */
const UNNAMED_SHARE = 0.3;

/** Log odds that a report is another of the cause that its client has reported already, or names its vendor. */
const MEMBER_BONUS = 1.5;
const VENDOR_BONUS = 2;
/** And strangers are as much rarer there: of all that come with such a trouble, few name this vendor. */
const RARER = 0.5;
const NAMED_RARER = 0.2;

/** A report joins when it belongs with this probability. */
const JOIN = 0.4;

/** An anchor is named by so many of the clients. */
const ANCHOR_SHARE = 0.3;

/** Weights below this margin over the gate may still be chance. */
const UNCERTAIN_MARGIN = 0.4;

export function newPattern(
  cluster: Cluster,
  usual: number,
  gate: number,
  config: CorrelationConfig,
  known: readonly Pattern[],
  notUsed: readonly string[],
  lexicon: Lexicon,
): Pattern {
  const { key, members, evidence, surprise } = cluster;
  const { clients: watched, version: configurationVersion } = config;
  const profile = profileOf([], lexicon);
  const region = regionOf(key);
  const margin = surprise - gate;
  const seed = {
    pattern_id: idFor(cluster, config.time_window_minutes, known),
    version: 0,
    shared: '',
    category: 'unknown' as const,
    anchors: isName(key) ? [key] : [],
    keys: [key],
    members: [],
    clients: [],
    regions: [],
    first_timestamp: members[0]?.timestamp ?? '',
    last_timestamp: members.at(-1)?.timestamp ?? '',
    confidence: Math.round((1 / (1 + Math.exp(-2 - 1.5 * margin))) * 100) / 100,
    uncertain: margin < UNCERTAIN_MARGIN,
    evidence,
    explanation: '',
    ...(region !== undefined && { region }),
    profile,
    names: {},
    kinds: { [key]: 0 },
    usual_per_hour: usual,
    not_used: notUsed,
    ...(watched !== undefined && { of_clients: watched }),
    lexicon_version: lexicon.version,
    ...(configurationVersion !== undefined && { configuration_version: configurationVersion }),
  };
  return growPattern(seed, members, lexicon) ?? seed;
}

// The same cause seen by two workers at once must get one id: so from the key and the window, not from an event.
function idFor({ key, members }: Cluster, windowMinutes: number, known: readonly Pattern[]): string {
  const slot = Math.floor(Date.parse(members[0]?.timestamp ?? '') / (windowMinutes * MINUTE));
  const ids = new Set(known.map(({ pattern_id }) => pattern_id));
  for (let turn = 0; ; turn++) {
    const id = `pattern-${hash(`${key}@${slot}${turn === 0 ? '' : `#${turn}`}`)}`;
    if (!ids.has(id)) return id;
  }
}

/** The pattern with what AWS Health has said since about the one Region and the service that it is about. */
export function corroborated(pattern: Pattern, notices: readonly Notice[], weight: number): Pattern {
  const { region, anchors, kinds, clients, members, evidence, confidence } = pattern;
  if (notices.length === 0 || region === undefined || anchors.some(isName)) return pattern;
  const key = Object.keys(kinds)
    .filter((kind) => regionOf(kind) === region && (kinds[kind] ?? 0) * 2 > clients.length)
    .sort()
    .find((kind) => noticeOf(notices, kind, members));
  const notice = key === undefined ? undefined : noticeOf(notices, key, members);
  if (!notice || evidence.some(({ what }) => what.startsWith(`AWS Health reports ${notice.what} `))) return pattern;
  const odds = (confidence / (1 - Math.min(confidence, 0.99))) * Math.exp(1.5 * weight);
  return {
    ...pattern,
    evidence: [
      ...evidence,
      { what: spokenNotice(notice, pattern.last_timestamp), weight: Math.round(weight * 100) / 100 },
    ],
    confidence: Math.round((odds / (1 + odds)) * 100) / 100,
    uncertain: false,
  };
}

/** Log odds that a report belongs to a pattern; from 0 it does. */
export function belonging(member: Member, pattern: Pattern, lexicon: Lexicon): number {
  const { at } = member;
  const { times, first, last } = activityOf(pattern);
  if (at < first - IDLE_MS || at > last + IDLE_MS) return -Infinity;
  let gap = Infinity;
  const active = new Set<string>();
  times.forEach((time, index) => {
    const distance = Math.abs(time - at);
    if (distance < gap) gap = distance;
    if (distance <= AROUND_MS) active.add(pattern.members[index]?.client_account_id ?? '');
  });
  if (gap > IDLE_MS) return -Infinity;
  let namesVendor = false;
  for (const { name, version, own } of member.names) {
    if (own || !pattern.anchors.includes(`name:${name}`)) continue;
    const theirs = pattern.names[name]?.version;
    if (!sameVersion(version, theirs)) return -Infinity;
    if (theirs !== undefined) return 6 - gap / (100 * MINUTE);
    namesVendor = true;
  }
  const nameless = !pattern.anchors.some(isName);
  if (
    !namesVendor &&
    clearNames(member).some(({ name, own }) => own || (!nameless && !Object.hasOwn(pattern.names, name)))
  )
    return -Infinity;
  if (pattern.region !== undefined && member.region !== '' && member.region !== pattern.region) return -Infinity;
  const isClient = pattern.clients.includes(member.client_account_id);
  const odds =
    likeness(member, sketchOfProfile(pattern.profile), lexicon) +
    (isClient ? MEMBER_BONUS : 0) +
    (namesVendor ? VENDOR_BONUS : 0);
  const like = 1 / (1 + Math.exp(-odds));
  // Of all such reports at this time: those of the cause, against those that come anyway.
  const ofCause = (UNNAMED_SHARE * (active.size + 0.25)) / ((2 * AROUND_MS) / (60 * MINUTE));
  const anyway = pattern.usual_per_hour * (namesVendor ? NAMED_RARER : isClient ? RARER : 1);
  const probability = (like * ofCause) / (ofCause + anyway);
  return Math.log(probability / (1 - probability)) - Math.log(JOIN / (1 - JOIN));
}

export function isMember(pattern: Pattern, id: string): boolean {
  return activityOf(pattern).ids.has(id);
}

interface Activity {
  readonly ids: ReadonlySet<string>;
  readonly times: readonly number[];
  readonly first: number;
  readonly last: number;
}
const activities = new WeakMap<Pattern, Activity>();
export function activityOf(pattern: Pattern): Activity {
  let activity = activities.get(pattern);
  if (!activity) {
    const times = pattern.members.map(({ timestamp }) => Date.parse(timestamp));
    activity = {
      ids: new Set(pattern.members.map(idOf)),
      times,
      first: Date.parse(pattern.first_timestamp),
      last: Date.parse(pattern.last_timestamp),
    };
    activities.set(pattern, activity);
  }
  return activity;
}

/** The pattern with more members, or undefined when there are none to add. */
export function growPattern(pattern: Pattern, added: readonly Member[], lexicon: Lexicon): Pattern | undefined {
  const refs = new Map(pattern.members.map((ref) => [idOf(ref), ref]));
  const clients = new Set(pattern.clients);
  const fresh: Member[] = []; // one for each new client
  const joined: Member[] = [];
  let changed = false;
  for (const member of added) {
    const id = idOf(member);
    const before = refs.get(id);
    if (before ? before.outcome_version >= member.outcome_version : refs.size >= MAX_MEMBERS) continue;
    changed = true;
    refs.set(id, { ...refOf(member), because: before?.because ?? 'same-kind' });
    joined.push(member);
    if (!clients.has(member.client_account_id)) fresh.push(member);
    clients.add(member.client_account_id);
  }
  if (!changed) return undefined;
  const names = namesOf(pattern, joined);
  const kinds = kindsOf(pattern, fresh);
  const anchors = anchorsOf(pattern, names, clients.size);
  const shares = new Set(
    joined
      .filter((member) =>
        anchors.some((anchor) => (isName(anchor) ? thingNamed(member, nameOf(anchor)) : member.keys.includes(anchor))),
      )
      .map(idOf),
  );
  const named = anchors.length > 0;
  const members = [...refs.values()]
    .sort(byTimestamp)
    .map((ref): MemberRef => (shares.has(idOf(ref)) || !named ? { ...ref, because: 'shares-it' } : ref));
  const kindKeys = Object.entries(kinds)
    .filter(([, count]) => count >= Math.max(1, clients.size / 4))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_KIND_KEYS)
    .map(([key]) => key);
  return described({
    ...pattern,
    version: pattern.version + 1,
    profile: profileOf(fresh, lexicon, pattern.profile),
    names,
    kinds,
    anchors,
    keys: [...new Set([...anchors, ...kindKeys])],
    members,
    clients: [...clients].sort(),
  });
}

function byTimestamp(a: MemberRef, b: MemberRef): number {
  return Date.parse(a.timestamp) - Date.parse(b.timestamp) || (idOf(a) < idOf(b) ? -1 : 1);
}

function refOf(member: Member): Omit<MemberRef, 'because'> {
  const { client_account_id, agent_space_id, investigation_id, outcome_version, timestamp, region, category } = member;
  return { client_account_id, agent_space_id, investigation_id, outcome_version, timestamp, region, category };
}

function namesOf({ names }: Pattern, joined: readonly Member[]): Record<string, SharedName> {
  const all: Record<string, SharedName> = { ...names };
  for (const member of joined) {
    for (const { name, said, version, likely, own } of member.names) {
      if (own) continue;
      const before = Object.hasOwn(all, name) ? all[name] : undefined; // a name may be `constructor`
      const clients = new Set(before?.clients ?? []);
      if (clients.size < MAX_NAMING_CLIENTS) clients.add(member.client_account_id);
      const fuller =
        before === undefined ||
        said.length > before.said.length ||
        (said.length === before.said.length && said < before.said);
      const versions = [before?.version, version]
        .flatMap((text) => text ?? [])
        .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
      all[name] = {
        said: fuller ? said : before.said,
        ...(versions[0] !== undefined && { version: versions[0] }),
        likely: likely || (before?.likely ?? false),
        clients: [...clients].sort(),
      };
    }
  }
  const entries = Object.entries(all);
  if (entries.length <= MAX_NAMES) return all;
  return Object.fromEntries(
    entries.sort(([a, x], [b, y]) => y.clients.length - x.clients.length || (a < b ? -1 : 1)).slice(0, MAX_NAMES),
  );
}

function kindsOf({ kinds }: Pattern, fresh: readonly Member[]): Record<string, number> {
  const all = { ...kinds };
  for (const { keys } of fresh) for (const key of keys) if (isKind(key)) all[key] = (all[key] ?? 0) + 1;
  const entries = Object.entries(all);
  if (entries.length <= MAX_KINDS) return all;
  return Object.fromEntries(entries.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MAX_KINDS));
}

function anchorsOf(
  { anchors }: Pattern,
  names: Readonly<Record<string, SharedName>>,
  clients: number,
): readonly string[] {
  const more = Object.entries(names)
    .filter(
      ([, { likely, clients: who }]) =>
        likely && who.length >= Math.max(2, Math.min(MAX_NAMING_CLIENTS, clients) * ANCHOR_SHARE),
    )
    .sort(([a, x], [b, y]) => y.clients.length - x.clients.length || (a < b ? -1 : 1))
    .map(([name]) => `name:${name}`);
  return [...new Set([...anchors, ...more])].slice(0, MAX_ANCHORS);
}

// Everything of a pattern that follows from its members.
function described(core: Pattern): Pattern {
  const { members, anchors, names, clients, evidence, version } = core;
  const regions = [...new Set(members.map(({ region }) => region))].filter((region) => region !== '').sort();
  const category = mostClients(members) ?? 'unknown';
  const first = members[0]?.timestamp ?? '';
  const last = members.at(-1)?.timestamp ?? '';
  const minutes = Math.round((Date.parse(last) - Date.parse(first)) / MINUTE);
  const said = anchors.filter(isName).map((anchor) => names[nameOf(anchor)]?.said ?? nameOf(anchor));
  const kind = Object.entries(core.kinds)
    .filter(([key]) => core.region === undefined || regionOf(key) === core.region)
    .sort(
      ([a, x], [b, y]) => y - x || Number(/\|@|\|$|:\|/.test(a)) - Number(/\|@|\|$|:\|/.test(b)) || (a < b ? -1 : 1),
    )[0]?.[0];
  const shared = said.length > 0 ? said.join(', ') : spokenKey(kind ?? core.keys[0] ?? '');
  const attached = members.filter(({ because }) => because === 'same-kind').length;
  const also = Object.values(names)
    .filter((name) => name.likely && !said.includes(name.said))
    .sort((a, b) => b.clients.length - a.clients.length || (a.said < b.said ? -1 : 1))
    .slice(0, 3)
    .map((name) => `${name.said} (${name.clients.length})`);
  const explanation = [
    `${clients.length}${core.of_clients === undefined ? '' : ` of ${core.of_clients}`} clients share ${shared} in ${members.length} investigations within ${minutes} minutes (${[category.replaceAll('_', ' '), ...(regions.length > 0 ? [regions.join(', ')] : [])].join('; ')}).`,
    ...(version > 1 ? ['When it was told:'] : []),
    ...evidence.map(({ what }) => what),
    ...(attached === 1 ? ['1 of the investigations does not say so itself: it fits in kind and time.'] : []),
    ...(attached > 1 ? [`${attached} of the investigations do not say so themselves: they fit in kind and time.`] : []),
    ...(also.length > 0 ? [`Also named, by so many clients: ${also.join(', ')}.`] : []),
  ].join(' ');
  return { ...core, category, regions, first_timestamp: first, last_timestamp: last, shared, explanation };
}

function mostClients(members: readonly MemberRef[]): RootCauseCategory | undefined {
  const clients = new Map<RootCauseCategory, Set<string>>();
  for (const { category, client_account_id } of members) {
    if (category !== 'unknown') clients.set(category, (clients.get(category) ?? new Set()).add(client_account_id));
  }
  return [...clients].sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))[0]?.[0];
}

// FNV-1a, 64 bits: a short name, not a secret.
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
