import { same, stemOf, type Lexicon } from './lexicon';
import { namedThings, saidIn, type NamedThing } from './names';
import { regionIn } from './regions';
import type { CorrelatedEvent, Member } from './types';

/** At most this many keys an event, so that what one decision reads is bounded; one more counts the traffic. */
export const MAX_KEYS = 9;
const MAX_NAME_KEYS = 3; // and three of its first service, two of its second, one of its category
const MAX_WORDS = 28;
const MAX_RARE_WORDS = 6;
const MAX_BRIEF = 400;

/** The stream as a whole is counted by samples: an event is under one of so many keys. */
export const TRAFFIC_SHARES = 4;

const members = new WeakMap<CorrelatedEvent, { readonly lexicon: Lexicon; readonly member: Member }>();

/** The event as it is to be remembered under each of its keys. */
export function memberOf(event: CorrelatedEvent, lexicon: Lexicon): Member {
  const before = members.get(event);
  if (before?.lexicon === lexicon) return before.member;
  const member = read(event, lexicon);
  members.set(event, { lexicon, member });
  return member;
}

function read(event: CorrelatedEvent, lexicon: Lexicon): Member {
  const { summary, client_name } = event;
  const brief = (summary.root_cause_brief ?? '').slice(0, MAX_BRIEF);
  const own = [client_name, ...Object.values(event.tags), ...summary.affected_resources];
  const isRare = (word: string) => !lexicon.weightOf.has(stemOf(word));
  const names = namedThings(brief, { client_name, own, isRare });
  const { words, rare } = wordsOf(brief, [...own, ...names.map(({ said }) => said)], lexicon);
  const known = {
    region: regionIn(brief) ?? event.region,
    category: summary.root_cause_category,
    services: servicesOf(summary.resource_types),
    names: [...names, ...maybeNames(rare, names)],
  };
  return {
    client_account_id: event.client_account_id,
    agent_space_id: event.agent_space_id,
    investigation_id: event.investigation_id,
    outcome_version: event.outcome_version,
    timestamp: event.timestamp,
    at: Date.parse(event.timestamp),
    ...known,
    words: [...words, ...summary.indicators.map((token) => same(`!${token}`))].slice(0, MAX_WORDS),
    keys: event.event_type === 'investigation_completed' ? keysOf(known, event.investigation_id) : [],
  };
}

/** What is kept of a member under one of its keys: all, or, to count the traffic, next to nothing. */
export function keptUnder(key: string, member: Member): Member {
  return isTraffic(key) ? { ...member, services: [], names: [], words: [], keys: [] } : member;
}

/** The keys by prefix: `name:` for a named thing, `kind:service|category` and `kind:service|@region` for a kind of trouble. */
function keysOf(
  { category, region, services, names: things }: Pick<Member, 'category' | 'region' | 'services' | 'names'>,
  id: string,
): string[] {
  const names = things.filter(({ own }) => !own).map(({ name }) => `name:${name}`);
  const known = category !== 'unknown'; // "nobody knows why" is no cause to share
  const kinds = services
    .slice(0, 2)
    .flatMap((service, index) => [
      ...(known && index === 0 ? [`kind:${service}|${category}`] : []),
      ...(region === '' ? [] : [`kind:${service}|@${region}`]),
      `kind:${service}|`,
    ]);
  const keys = [...names.slice(0, MAX_NAME_KEYS), ...kinds, ...(known ? [`kind:|${category}`] : [])].slice(0, MAX_KEYS);
  return keys.length === 0 ? [] : [...keys, `traffic:${shareOf(id)}`];
}

/** A key as people say it. */
export function spokenKey(key: string): string {
  if (isName(key)) return nameOf(key);
  const [service = '', detail = ''] = key.slice('kind:'.length).split('|');
  if (detail.startsWith('@')) return `trouble with ${service} in ${detail.slice(1)}`;
  const kind = detail.replaceAll('_', ' ');
  return service === '' ? kind : kind === '' ? `trouble with ${service}` : `${kind} in ${service}`;
}

export const isName = (key: string) => key.startsWith('name:');
export const isKind = (key: string) => key.startsWith('kind:');
export const isTraffic = (key: string) => key.startsWith('traffic:');
export const nameOf = (key: string) => key.slice('name:'.length);
export const regionOf = (key: string): string | undefined => (isKind(key) ? key.split('|@')[1] : undefined);

/** The things that a member names by more than a rare word. */
export function clearNames(member: Pick<Member, 'names'>): readonly NamedThing[] {
  const facts = factsOf(member);
  return (facts.clear ??= member.names.filter(({ certain, likely }) => certain || likely));
}

export function thingNamed({ names }: Pick<Member, 'names'>, name: string): NamedThing | undefined {
  for (const thing of names) if (thing.name === name && !thing.own) return thing;
  return undefined;
}

/** A report may shorten it (1.17 is 1.17.4) or leave it out. */
export function sameVersion(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}

type Identified = Pick<Member, 'client_account_id' | 'agent_space_id' | 'investigation_id'>;

export function idOf(member: Identified): string {
  const facts = factsOf(member);
  return (facts.id ??= `${member.client_account_id}/${member.agent_space_id}/${member.investigation_id}`);
}

/** What follows from a member, so that it is worked out once: one look-up for all of it. */
export interface Facts {
  id: string | undefined;
  clear: readonly NamedThing[] | undefined;
  /** The weights of its words, as a vector of length 1. */
  vector: readonly number[] | undefined;
  /** What it was compared with last, and the outcome. */
  comparedWith: object | undefined;
  likeness: number;
}

const facts = new WeakMap<object, Facts>();
export function factsOf(member: object): Facts {
  let known = facts.get(member);
  if (!known) {
    known = { id: undefined, clear: undefined, vector: undefined, comparedWith: undefined, likeness: 0 };
    facts.set(member, known);
  }
  return known;
}

export function clientsOf(members: Iterable<Pick<Member, 'client_account_id'>>): Set<string> {
  const clients = new Set<string>();
  for (const { client_account_id } of members) clients.add(client_account_id);
  return clients;
}

export function byTime(members: Iterable<Member>): Member[] {
  return [...members].sort((a, b) => a.at - b.at || (idOf(a) < idOf(b) ? -1 : 1));
}

// `AWS::RDS::DBInstance`, `RDS` and `rds` are one service; the parts of EC2 that are no instances fail on their own.
function servicesOf(types: readonly string[]): string[] {
  const services = types.map((type) => {
    const [, service, resource = ''] = type.split('::');
    const name = (service ?? type).toLowerCase().replace(/v2$/, '');
    return name === 'ec2' && resource !== '' && !/instance/i.test(resource) ? `ec2-${resource.toLowerCase()}` : name;
  });
  return [...new Set(services)].slice(0, 3);
}

// Stems of the words that tell something, and the words that no lexicon has.
function wordsOf(
  brief: string,
  own: readonly string[],
  { weightOf }: Lexicon,
): { words: ReadonlySet<string>; rare: string[] } {
  const mine = own.join('\n').toLowerCase();
  const words = new Set<string>();
  const rare: string[] = [];
  WORD.lastIndex = 0;
  const text = brief.includes('[') ? brief.replace(/\[[a-z0-9_]+\]/gi, ' ') : brief;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const word = match[0].toLowerCase();
    if (saidIn(mine, word, LETTER)) continue;
    const stem = stemOf(word);
    const weight = weightOf.get(stem);
    if (weight !== undefined && weight < 0.2) continue;
    if (weight === undefined && !words.has(word)) rare.push(word);
    words.add(weight === undefined ? same(word) : stem);
  }
  return { words, rare };
}
const WORD = /(?<![\w.-])[A-Za-z][A-Za-z0-9]{2,30}(?![\w-]|\.\w)/g;
const LETTER = /[a-z0-9]/;

// A rare word may be a name in small letters. It counts as one once another report has spelt it so.
function maybeNames(rare: readonly string[], names: readonly NamedThing[]): NamedThing[] {
  return rare
    .filter((word) => !names.some(({ name }) => name === word))
    .slice(0, MAX_RARE_WORDS)
    .map((word) => ({ name: word, said: word, certain: false, likely: false }));
}

function shareOf(id: string): number {
  let sum = 0;
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) | 0;
  return Math.abs(sum) % TRAFFIC_SHARES;
}
