import type { RootCauseCategory } from '@org/event-schema';
import { formOf, spokenKey } from './keys';
import type { Evidence, Member, MemberRef, Pattern } from './types';

/** A pattern is one item of the store, which holds 400 KB; a reference is about 300 bytes. */
export const MAX_MEMBERS = 500;

/** What a new pattern is made from. */
interface Found {
  readonly anchor: string;
  readonly shared: readonly Member[];
  readonly attached: readonly Member[];
  readonly evidence: readonly Evidence[];
  readonly surprise: number;
  readonly windowMinutes: number;
}

export function newPattern({ anchor, shared, attached, evidence, surprise, windowMinutes }: Found): Pattern {
  const members = merged([], shared, attached);
  const first = Date.parse(members[0]?.timestamp ?? '');
  // The same cause seen by two workers at once must get one id: so from the key and the window, not from an event.
  const slot = Math.floor(first / (windowMinutes * 60_000));
  const said = thingsSaid(anchor, shared);
  return described({
    pattern_id: `pattern-${hash(`${anchor}@${slot}`)}`,
    version: 1,
    shared: said ?? spokenKey(anchor),
    anchors: [anchor],
    members,
    confidence: Math.round((1 - 10 ** -(surprise / 4)) * 100) / 100,
    evidence,
  });
}

/** The pattern with more members, or undefined when there are none to add. */
export function growPattern(
  pattern: Pattern,
  shared: readonly Member[],
  attached: readonly Member[],
  anchors: readonly string[],
): Pattern | undefined {
  const members = merged(pattern.members, shared, attached);
  const all = [...new Set([...pattern.anchors, ...anchors])];
  if (
    members.length === pattern.members.length &&
    all.length === pattern.anchors.length &&
    members.every((member, index) => same(member, pattern.members[index]))
  ) {
    return undefined;
  }
  return described({ ...pattern, version: pattern.version + 1, anchors: all, members });
}

type Core = Pick<Pattern, 'pattern_id' | 'version' | 'shared' | 'anchors' | 'members' | 'confidence' | 'evidence'>;

// Everything of a pattern that follows from its members.
function described(core: Core): Pattern {
  const { members, anchors, shared } = core;
  const clients = [...new Set(members.map(({ client_account_id }) => client_account_id))].sort();
  const regions = [...new Set(members.map(({ region }) => region))].sort();
  const category = mostClients(members.map((member) => [member.category, member])) ?? 'unknown';
  const kinds = kindsOf(members);
  const first = members[0]?.timestamp ?? '';
  const last = members.at(-1)?.timestamp ?? '';
  const minutes = Math.round((Date.parse(last) - Date.parse(first)) / 60_000);
  const attached = members.filter(({ because }) => because === 'same-kind').length;
  return {
    ...core,
    category,
    keys: [...new Set([...anchors, ...kinds])],
    clients,
    regions,
    first_timestamp: first,
    last_timestamp: last,
    explanation: [
      `${clients.length} clients share ${shared} in ${members.length} investigations within ${minutes} minutes (${category.replaceAll('_', ' ')}; ${regions.join(', ')}).`,
      ...(core.version > 1 ? ['When it was told:'] : []),
      ...core.evidence.map(({ what }) => what),
      ...(attached === 1 ? ['1 of the investigations does not say so itself: it fits in kind and time.'] : []),
      ...(attached > 1
        ? [`${attached} of the investigations do not say so themselves: they fit in kind and time.`]
        : []),
    ].join(' '),
  };
}

function merged(before: readonly MemberRef[], shared: readonly Member[], attached: readonly Member[]): MemberRef[] {
  const refs = new Map(before.map((ref) => [idOf(ref), ref]));
  const put = (member: Member, because: MemberRef['because']) => {
    const id = idOf(member);
    const there = refs.get(id);
    if (there && (there.outcome_version > member.outcome_version || there.because === 'shares-it')) {
      if (there.outcome_version >= member.outcome_version) return;
    }
    if (!there && refs.size >= MAX_MEMBERS) return;
    refs.set(id, refOf(member, there?.because === 'shares-it' ? 'shares-it' : because));
  };
  for (const member of shared) put(member, 'shares-it');
  for (const member of attached) put(member, 'same-kind');
  return [...refs.values()].sort(
    (a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || (idOf(a) < idOf(b) ? -1 : 1),
  );
}

function refOf(member: Member, because: MemberRef['because']): MemberRef {
  const { client_account_id, agent_space_id, investigation_id, outcome_version, timestamp, region, category } = member;
  const kind = member.keys.find((key) => formOf(key) === 'kind');
  return {
    client_account_id,
    agent_space_id,
    investigation_id,
    outcome_version,
    timestamp,
    region,
    category,
    because,
    ...(kind !== undefined && { kind }),
  };
}

// The kinds that at least two clients and a third of them tell of: one wrong category must not draw strangers in.
function kindsOf(members: readonly MemberRef[]): string[] {
  const clients = new Map<string, Set<string>>();
  for (const { kind, client_account_id, because } of members) {
    if (kind === undefined || because !== 'shares-it') continue;
    clients.set(kind, (clients.get(kind) ?? new Set()).add(client_account_id));
  }
  const sharing = new Set(
    members.filter(({ because }) => because === 'shares-it').map(({ client_account_id }) => client_account_id),
  ).size;
  return [...clients]
    .filter(([, who]) => who.size >= 2 && who.size * 3 >= sharing)
    .map(([kind]) => kind)
    .sort();
}

function mostClients(pairs: readonly (readonly [RootCauseCategory, MemberRef])[]): RootCauseCategory | undefined {
  const clients = new Map<RootCauseCategory, Set<string>>();
  for (const [category, { client_account_id }] of pairs) {
    if (category !== 'unknown') clients.set(category, (clients.get(category) ?? new Set()).add(client_account_id));
  }
  return [...clients].sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))[0]?.[0];
}

// The shared thing as most clients say it, with its version when it has one.
function thingsSaid(anchor: string, members: readonly Member[]): string | undefined {
  const clients = new Map<string, Set<string>>();
  for (const { names, client_account_id } of members) {
    for (const { name, said } of names) {
      if (`name:${name}` === anchor) clients.set(said, (clients.get(said) ?? new Set()).add(client_account_id));
    }
  }
  return [...clients].sort(([a, x], [b, y]) => y.size - x.size || b.length - a.length || (a < b ? -1 : 1))[0]?.[0];
}

function same(a: MemberRef, b: MemberRef | undefined): boolean {
  return b !== undefined && idOf(a) === idOf(b) && a.outcome_version === b.outcome_version && a.because === b.because;
}

function idOf({
  client_account_id,
  agent_space_id,
  investigation_id,
}: Pick<MemberRef, 'client_account_id' | 'agent_space_id' | 'investigation_id'>): string {
  return `${client_account_id}/${agent_space_id}/${investigation_id}`;
}

// FNV-1a, 64 bits: a short name, not a secret.
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}
