import type { Lexicon } from './lexicon';
import type { Member } from './types';

/** What some reports of one cause look like: sums over them, each client once, from which one more can be judged. */
export interface Profile {
  readonly size: number;
  readonly services: Readonly<Record<string, number>>;
  /** How many of them name a service at all. */
  readonly withService: number;
  readonly categories: Readonly<Record<string, number>>;
  readonly withCategory: number;
  /** At most {@link MAX_WORDS}, the heaviest. */
  readonly words: Readonly<Record<string, number>>;
}

const MAX_WORDS = 80;

/** Indicators are words of a closed list, so less telling than rare words of a text. */
const INDICATOR_WEIGHT = 0.7;
const RARE_WORD_WEIGHT = 0.9;

const EMPTY: Profile = { size: 0, services: {}, withService: 0, categories: {}, withCategory: 0, words: {} };

/** Adds the first report of each client to a profile. */
export function profileOf(members: readonly Member[], lexicon: Lexicon, before: Profile = EMPTY): Profile {
  const services = { ...before.services };
  const categories = { ...before.categories };
  const words = { ...before.words };
  let { size, withService, withCategory } = before;
  const clients = new Set<string>();
  for (const member of members) {
    if (clients.has(member.client_account_id)) continue;
    clients.add(member.client_account_id);
    size++;
    if (member.services.length > 0) withService++;
    for (const service of member.services) services[service] = (services[service] ?? 0) + 1;
    if (member.category !== 'unknown') {
      withCategory++;
      categories[member.category] = (categories[member.category] ?? 0) + 1;
    }
    const vector = vectorOf(member, lexicon);
    member.words.forEach((word, index) => (words[word] = (words[word] ?? 0) + (vector[index] ?? 0)));
  }
  return { size, services, withService, categories, withCategory, words: heaviest(words) };
}

/**
 * Log odds that a report tells of the same kind of trouble as those of the profile. Names do not count here: they are
 * evidence of their own.
 */
export function likeness(member: Member, profile: Profile, lexicon: Lexicon): number {
  const { fit } = lexicon;
  let odds = fit.base + fit.size * Math.log(profile.size);
  if (member.services.length === 0 || profile.withService === 0) odds += fit.serviceUnknown;
  else {
    let most = 0;
    for (const service of member.services) most = Math.max(most, profile.services[service] ?? 0);
    const share = most / profile.withService;
    odds += fit.service * share + (share < 0.2 ? fit.serviceOther : 0);
  }
  if (member.category === 'unknown' || profile.withCategory === 0) odds += fit.categoryUnknown;
  else {
    const share = (profile.categories[member.category] ?? 0) / profile.withCategory;
    odds += fit.category * share + (share < 0.2 ? fit.categoryOther : 0);
  }
  if (odds + fit.words < HOPELESS) return odds; // whatever the words
  const vector = vectorOf(member, lexicon);
  let dot = 0;
  for (let index = 0; index < vector.length; index++) {
    const theirs = profile.words[member.words[index] as string];
    if (theirs !== undefined) dot += theirs * (vector[index] as number);
  }
  return odds + fit.words * Math.sqrt(dot / normOf(profile));
}

/** Nobody asks whether the odds are lower than this. */
const HOPELESS = -1.5;

const vectors = new WeakMap<Member, readonly number[]>();
const norms = new WeakMap<Profile, number>();

// The weights of the member's words, as a vector of length 1.
function vectorOf(member: Member, { weightOf }: Pick<Lexicon, 'weightOf'>): readonly number[] {
  let vector = vectors.get(member);
  if (!vector) {
    const raw = member.words.map((word) =>
      word.startsWith('!') ? INDICATOR_WEIGHT ** 2 : (weightOf.get(word) ?? RARE_WORD_WEIGHT) ** 2,
    );
    const norm = Math.sqrt(raw.reduce((sum, weight) => sum + weight ** 2, 0)) || 1;
    vector = raw.map((weight) => weight / norm);
    vectors.set(member, vector);
  }
  return vector;
}

function normOf(profile: Profile): number {
  let norm = norms.get(profile);
  if (norm === undefined) {
    norm = Math.sqrt(Object.values(profile.words).reduce((sum, weight) => sum + weight ** 2, 0)) || 1;
    norms.set(profile, norm);
  }
  return norm;
}

function heaviest(words: Record<string, number>): Record<string, number> {
  const entries = Object.entries(words);
  if (entries.length <= MAX_WORDS) return words;
  return Object.fromEntries(entries.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MAX_WORDS));
}
