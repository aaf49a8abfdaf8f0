import type { Lexicon } from './lexicon';
import { factsOf, type Facts } from './member';
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

/** A profile as it is compared: what {@link likeness} asks for, by look-up. */
export interface Sketch {
  size: number;
  readonly services: Map<string, number>;
  withService: number;
  readonly categories: Map<string, number>;
  withCategory: number;
  words: Map<string, number>;
  /** The length of the vector of words. */
  norm: number;
}

/** The sketch of the first report of each client. */
export function sketchOf(members: readonly Member[], lexicon: Lexicon): Sketch {
  const sketch: Sketch = {
    size: 0,
    services: new Map(),
    withService: 0,
    categories: new Map(),
    withCategory: 0,
    words: new Map(),
    norm: 1,
  };
  addTo(sketch, members, lexicon);
  return sketch;
}

const sketches = new WeakMap<Profile, Sketch>();

/** The same of a profile that is kept. */
export function sketchOfProfile(profile: Profile): Sketch {
  let sketch = sketches.get(profile);
  if (!sketch) {
    const { size, withService, withCategory } = profile;
    const words = new Map(Object.entries(profile.words));
    sketch = {
      size,
      services: new Map(Object.entries(profile.services)),
      withService,
      categories: new Map(Object.entries(profile.categories)),
      withCategory,
      words,
      norm: lengthOf(words),
    };
    sketches.set(profile, sketch);
  }
  return sketch;
}

/** Adds the first report of each client to a profile. */
export function profileOf(members: readonly Member[], lexicon: Lexicon, before: Profile = EMPTY): Profile {
  const { services, categories, words, ...counts } = sketchOfProfile(before);
  const sketch = {
    ...counts,
    services: new Map(services),
    categories: new Map(categories),
    words: new Map(words),
  };
  addTo(sketch, members, lexicon);
  const { size, withService, withCategory } = sketch;
  return {
    size,
    services: Object.fromEntries(sketch.services),
    withService,
    categories: Object.fromEntries(sketch.categories),
    withCategory,
    words: Object.fromEntries(sketch.words),
  };
}

function addTo(sketch: Sketch, members: readonly Member[], lexicon: Lexicon): void {
  const { services, categories, words } = sketch;
  const clients = new Set<string>();
  for (const member of members) {
    if (clients.has(member.client_account_id)) continue;
    clients.add(member.client_account_id);
    sketch.size++;
    if (member.services.length > 0) sketch.withService++;
    for (const service of member.services) services.set(service, (services.get(service) ?? 0) + 1);
    if (member.category !== 'unknown') {
      sketch.withCategory++;
      categories.set(member.category, (categories.get(member.category) ?? 0) + 1);
    }
    const vector = vectorOf(member, factsOf(member), lexicon);
    member.words.forEach((word, index) => words.set(word, (words.get(word) ?? 0) + (vector[index] ?? 0)));
  }
  if (words.size > MAX_WORDS)
    sketch.words = new Map([...words].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MAX_WORDS));
  sketch.norm = lengthOf(sketch.words);
}

/**
 * Log odds that a report tells of the same kind of trouble as those of the sketch. Names do not count here: they are
 * evidence of their own.
 */
export function likeness(member: Member, sketch: Sketch, lexicon: Lexicon): number {
  const facts = factsOf(member);
  if (facts.comparedWith !== sketch) {
    facts.likeness = compared(member, facts, sketch, lexicon);
    facts.comparedWith = sketch;
  }
  return facts.likeness;
}

function compared(member: Member, facts: Facts, sketch: Sketch, lexicon: Lexicon): number {
  const { fit } = lexicon;
  let odds = fit.base + fit.size * Math.log(sketch.size);
  if (member.services.length === 0 || sketch.withService === 0) odds += fit.serviceUnknown;
  else {
    let most = 0;
    for (const service of member.services) {
      const count = sketch.services.get(service);
      if (count !== undefined && count > most) most = count;
    }
    const share = most / sketch.withService;
    odds += fit.service * share + (share < 0.2 ? fit.serviceOther : 0);
  }
  if (member.category === 'unknown' || sketch.withCategory === 0) odds += fit.categoryUnknown;
  else {
    const share = (sketch.categories.get(member.category) ?? 0) / sketch.withCategory;
    odds += fit.category * share + (share < 0.2 ? fit.categoryOther : 0);
  }
  if (odds + fit.words < HOPELESS) return odds; // whatever the words
  const vector = vectorOf(member, facts, lexicon);
  const { words: mine } = member;
  const { words } = sketch;
  let dot = 0;
  for (let index = 0; index < vector.length; index++) {
    const theirs = words.get(mine[index] as string);
    if (theirs !== undefined) dot += theirs * (vector[index] as number);
  }
  return odds + fit.words * Math.sqrt(dot / sketch.norm);
}

/** Nobody asks whether the odds are lower than this. */
const HOPELESS = -1.5;

// The weights of the member's words, as a vector of length 1.
function vectorOf(member: Member, facts: Facts, { weightOf }: Pick<Lexicon, 'weightOf'>): readonly number[] {
  if (!facts.vector) {
    const raw = member.words.map((word) =>
      word.startsWith('!') ? INDICATOR_WEIGHT ** 2 : (weightOf.get(word) ?? RARE_WORD_WEIGHT) ** 2,
    );
    const norm = Math.sqrt(raw.reduce((sum, weight) => sum + weight ** 2, 0)) || 1;
    facts.vector = raw.map((weight) => weight / norm);
  }
  return facts.vector;
}

function lengthOf(words: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const weight of words.values()) sum += weight ** 2;
  return Math.sqrt(sum) || 1;
}
