import { investigationKey } from '@org/event-schema';
import {
  standingVerdict,
  type ExposedRecord,
  type KnownPattern,
  type PatternAnalysis,
  type PatternRecord,
  type PatternVerdict,
} from '@org/investigation-store';
import { toldLines } from './pattern-told';
import { parted, type Parted } from './split-off';
import { clockTime, counted, duration, inWords, type Line } from './terminal';
import { byTime, type Story, type StoryPorts } from './why-story';

/** So many of the newest patterns are looked through. */
export const MAX_PATTERNS = 100;
/** So many members are told to people; programs get all. */
const MAX_TOLD = 30;
const HOUR_MS = 60 * 60_000;
/** So many names are told that it is not about. */
const MAX_UNUSED = 5;

/** A pattern as the correlation engine made it, by shape: as much as is told. */
export interface KeptPattern extends PatternRecord {
  readonly shared: string;
  readonly category: string;
  readonly anchors: readonly string[];
  readonly clients: readonly string[];
  readonly regions: readonly string[];
  readonly region?: string;
  readonly first_timestamp: string;
  readonly confidence: number;
  readonly uncertain: boolean;
  readonly evidence: readonly { readonly what: string; readonly weight: number }[];
  readonly explanation: string;
  readonly usual_per_hour: number;
  readonly lexicon_version: string;
  readonly names: Readonly<Record<string, { readonly said: string; readonly clients: readonly string[] }>>;
  readonly members: readonly {
    readonly client_account_id: string;
    readonly agent_space_id: string;
    readonly investigation_id: string;
    readonly outcome_version: number;
    readonly timestamp: string;
    readonly region: string;
    readonly category: string;
    readonly because: 'shares-it' | 'same-kind';
  }[];
}

type Member = KeptPattern['members'][number];

/** As it was kept, but for the investigations that people split off: those stand apart. */
type Found = Omit<KnownPattern<KeptPattern>, 'pattern'> & {
  readonly pattern: KeptPattern;
  readonly splitOff: Parted<Member>['splitOff'];
};

/** Everything about one pattern; nothing when the table does not hold it. */
export async function patternStory(patternId: string, ports: StoryPorts): Promise<Story | undefined> {
  const known = await ports.store.pattern<KeptPattern>(patternId);
  if (!known) return undefined;
  const names = await clientNames(known, ports);
  // The registry's, or without one all that ever sent a heartbeat.
  const watched = ports.rules?.configuration.clients ?? (await ports.store.clientHealth());
  const of = new Set([...watched.map(({ client_account_id }) => client_account_id), ...known.pattern.clients]).size;
  const found = withoutSplitOff(known);
  return { lines: inLines(found, names, of, ports), json: asJson(found, names, of) };
}

function withoutSplitOff(known: KnownPattern<KeptPattern>): Found {
  const { splitOff, ...left } = parted(known.pattern, known.verdicts);
  const pattern = { ...known.pattern, ...left };
  if (splitOff.length === 0) return { ...known, pattern, splitOff };
  const times = left.members.map(({ timestamp }) => timestamp).sort((a, b) => Date.parse(a) - Date.parse(b));
  const { first_timestamp, last_timestamp } = pattern;
  return {
    ...known,
    pattern: {
      ...pattern,
      first_timestamp: times[0] ?? first_timestamp,
      last_timestamp: times.at(-1) ?? last_timestamp,
    },
    splitOff,
  };
}

/** The registry's name, else the one that the newest of the client's reports carries, else the account. */
async function clientNames(
  { pattern: { clients, members }, exposed = [] }: KnownPattern<KeptPattern>,
  { rules, store }: StoryPorts,
): Promise<ReadonlyMap<string, string>> {
  const named = [...clients, ...exposed.map(({ client_account_id }) => client_account_id)].map(
    async (account): Promise<[string, string]> => {
      const known = rules?.registry.find(account)?.client_name;
      if (known !== undefined) return [account, known];
      const member = members.find(({ client_account_id }) => client_account_id === account);
      const state = member && (await store.investigation(investigationKey(member))).state;
      return [account, state?.client_name ?? account];
    },
  );
  return new Map(await Promise.all(named));
}

function inLines(
  { pattern, splitOff, analysis, exposed = [], deliveries, acts = [], verdicts }: Found,
  names: ReadonlyMap<string, string>,
  of: number,
  { now }: StoryPorts,
): Line[] {
  const nameOf = (account: string) => names.get(account) ?? account;
  const { pattern_id, shared, category, regions, region, clients, members, first_timestamp, last_timestamp } = pattern;
  const lasted = Date.parse(last_timestamp) - Date.parse(first_timestamp);
  return [
    { as: 'heading', text: `Pattern ${pattern_id}` },
    {
      text: `From ${clockTime(first_timestamp)} to ${clockTime(last_timestamp)}, ${duration(+now - Date.parse(last_timestamp))} ago. Times are UTC.`,
    },
    { as: 'heading', text: 'What is shared' },
    { as: 'quote', text: shared },
    {
      text:
        `${clients.length} of ${counted(of, 'client')} share it, in ${counted(members.length, 'investigation')} within ${duration(lasted)}: ` +
        `${inWords(clients.map(nameOf))}.`,
    },
    {
      text: `Kind of cause: ${category.replaceAll('_', ' ')}. ${
        region === undefined
          ? `Where: ${inWords(regions) || 'nobody says'}.`
          : `It is confined to ${region}, which is what made it stand out.`
      }`,
    },
    { as: 'heading', text: 'Why this is no chance' },
    {
      text: `Of its kind ${rounded((pattern.usual_per_hour * lasted) / HOUR_MS)} would be usual in ${duration(lasted)}, over all clients (${rounded(pattern.usual_per_hour)} an hour). ${members.length} were seen.`,
    },
    ...(splitOff.length === 0
      ? []
      : [
          {
            text: `What follows was judged with the ${counted(splitOff.length, 'investigation')} that people split off.`,
          },
        ]),
    ...pattern.evidence.map(({ what, weight }) => ({
      text: `${what} ${weight < 0 ? 'Speaks against it' : 'Speaks for it'}, ${rounded(Math.abs(weight))} powers of ten.`,
    })),
    {
      text: `Confidence ${Math.round(pattern.confidence * 100)} %${pattern.uncertain ? '; it may still be chance, so a second opinion was worth its price' : ''}. Judged with lexicon ${pattern.lexicon_version}.`,
    },
    { as: 'heading', text: 'What people said of it' },
    ...verdictLines(verdicts),
    { as: 'heading', text: 'Whose investigations belong to it' },
    ...members.slice(0, MAX_TOLD).map((member) => ({
      at: member.timestamp,
      text: `${memberName(member, nameOf)} ${
        member.because === 'shares-it' ? 'names it itself.' : 'does not name it; it fits in kind and time.'
      }`,
    })),
    ...moreThanTold(members.length),
    ...splitOffLines(splitOff, nameOf),
    { as: 'heading', text: 'What was not used' },
    ...unusedOf(pattern).map((text) => ({ text })),
    { as: 'heading', text: 'Who was told' },
    ...(deliveries.length === 0
      ? [
          {
            text: 'Nobody yet: no attempt is recorded. The pattern queue tries until somebody is, or its dead-letter queue has it.',
          },
        ]
      : toldLines(deliveries, acts, nameOf)),
    { as: 'heading', text: 'Who may be hit next' },
    ...exposedLines(exposed, names),
    { as: 'heading', text: 'What a language model made of it' },
    ...analysisLines(analysis, pattern, standingVerdict(verdicts), names),
  ];
}

function memberName(member: Member, nameOf: (account: string) => string): string {
  return `${nameOf(member.client_account_id)}: ${investigationKey(member)}/${member.outcome_version}`;
}

function moreThanTold(count: number): Line[] {
  return count > MAX_TOLD ? [{ text: `And ${count - MAX_TOLD} more; --json has all.` }] : [];
}

function splitOffLines(splitOff: Found['splitOff'], nameOf: (account: string) => string): Line[] {
  if (splitOff.length === 0) return [];
  return [
    { as: 'heading', text: 'Whose investigations were split off' },
    ...splitOff.slice(0, MAX_TOLD).flatMap(({ member, said }): Line[] => [
      {
        at: member.timestamp,
        text: `${memberName(member, nameOf)} does not belong to it, said ${said.by} at ${clockTime(said.at)}:`,
      },
      { as: 'quote', text: said.why },
    ]),
    ...moreThanTold(splitOff.length),
  ];
}

function exposedLines(exposed: readonly ExposedRecord[], names: ReadonlyMap<string, string>): Line[] {
  if (exposed.length === 0) return [{ text: 'Nobody else has named it or had such trouble in the last days.' }];
  return exposed.map(({ client_account_id, what, last_seen }) => ({
    at: last_seen,
    text: `${names.get(client_account_id) ?? client_account_id}: ${what}.`,
  }));
}

function analysisLines(
  analysis: PatternAnalysis | undefined,
  { confidence, uncertain }: KeptPattern,
  standing: PatternVerdict | undefined,
  names: ReadonlyMap<string, string>,
): Line[] {
  if (!analysis) return [{ text: whyNotAsked(uncertain, standing?.verdict) }];
  const { model, cost_usd, answer, refused, asked_for } = analysis;
  const cost =
    asked_for === undefined
      ? `${model} was asked, for $${cost_usd.toFixed(4)}.`
      : `${model} was asked for ${asked_for}, of the same cause; that answer cost nothing again.`;
  if (!answer) return [{ text: `${cost} Its answer is not shown: ${refused ?? 'no-answer'}.` }];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const steps = (of: readonly string[]) => of.map((text) => ({ as: 'quote' as const, text }));
  return [
    { text: `${cost} Not to be trusted: a model wrote this from the evidence.` },
    { as: 'quote', text: answer.cause },
    { text: `It is ${percent(answer.confidence)} sure of it; the evidence alone gives ${percent(confidence)}.` },
    ...(answer.shared_dependency === undefined
      ? []
      : [{ text: 'It thinks that they share:' }, { as: 'quote' as const, text: answer.shared_dependency }]),
    ...(answer.check_first.length === 0 ? [] : [{ text: 'It would check first:' }, ...steps(answer.check_first)]),
    ...answer.recommendations.flatMap(({ client_account_id, check_first }) => [
      { text: `At ${names.get(client_account_id) ?? client_account_id}:` },
      ...steps(check_first),
    ]),
  ];
}

/** By the rule of the pattern detector: it asks about what is uncertain until people speak, and about what they confirm. */
function whyNotAsked(uncertain: boolean, standing: PatternVerdict['verdict'] | undefined): string {
  if (standing === 'rejected' || standing === 'merged')
    return 'People said that it is no pattern of its own, so no model was asked.';
  if (!uncertain && standing !== 'confirmed')
    return 'It leaves no doubt, so no model was asked. Confirm it (`orchestrator pattern confirm`) to have one asked.';
  return 'Not asked yet: no model is configured, its budget is spent, or the next sweep asks.';
}

/** What a person said, as a sentence; the reason is not in it. */
export function verdictSentence({ verdict, by, into = 'another', members = [] }: PatternVerdict): string {
  switch (verdict) {
    case 'confirmed':
      return `${by} confirmed it: its members share a cause.`;
    case 'rejected':
      return `${by} rejected it: it is no pattern, and mutes nobody's page.`;
    case 'merged':
      return `${by} merged it into ${into}: it mutes nobody's page itself.`;
    case 'split':
      return `${by} split ${counted(members.length, 'investigation')} off, whose pages it does not mute: ${inWords(members)}.`;
  }
}

function verdictLines(verdicts: readonly PatternVerdict[]): Line[] {
  if (verdicts.length === 0)
    return [{ text: 'Nothing yet. `orchestrator pattern` confirms, rejects, splits and merges.' }];
  const standing = standingVerdict(verdicts);
  return verdicts.flatMap((said): Line[] => [
    {
      at: said.at,
      text: `${verdictSentence(said)}${said.verdict === 'split' || said === standing ? '' : ' That was before a newer verdict, which counts.'}`,
    },
    { as: 'quote', text: said.why },
  ]);
}

function rounded(value: number): string {
  return value > 0 && value < 0.01 ? 'less than 0.01' : String(Math.round(value * 100) / 100);
}

/** What reports of the members told that the pattern is not about. */
function unusedOf({ names, anchors, members }: KeptPattern): string[] {
  const others = Object.entries(names)
    .filter(([name]) => !anchors.includes(`name:${name}`))
    .map(([, { said, clients }]) => ({ said, clients: clients.length }))
    .sort((a, b) => b.clients - a.clients || (a.said < b.said ? -1 : 1));
  const several = others
    .filter(({ clients }) => clients > 1)
    .map(({ said, clients }) => `“${said}” (${clients} clients)`);
  const single = others.filter(({ clients }) => clients === 1).map(({ said }) => `“${said}”`);
  const without = members.filter(({ category }) => category === 'unknown').length;
  const unused = [
    ...(several.length > 0 ? [`Named by too few clients to be what it is about: ${few(several)}.`] : []),
    ...(single.length > 0 ? [`Named by one client only: ${few(single)}.`] : []),
    ...(without > 0 ? [`The category of ${counted(without, 'investigation')}, because it is unknown.`] : []),
  ];
  return unused.length > 0 ? unused : ['Nothing that is on record.'];
}

function few(names: readonly string[]): string {
  const more = names.length - MAX_UNUSED;
  return inWords(more > 0 ? [...names.slice(0, MAX_UNUSED), `${more} more`] : names);
}

function asJson(
  { pattern, splitOff, analysis, exposed = [], deliveries, acts = [], verdicts }: Found,
  names: ReadonlyMap<string, string>,
  of: number,
): object {
  const { clients, members, first_timestamp, last_timestamp } = pattern;
  return {
    version: 1,
    kind: 'pattern',
    pattern_id: pattern.pattern_id,
    shared: pattern.shared,
    category: pattern.category,
    regions: pattern.regions,
    clients: clients.map((account) => ({ account, name: names.get(account) ?? account })),
    clients_watched: of,
    first_timestamp,
    last_timestamp,
    usual_per_hour: pattern.usual_per_hour,
    seen: { investigations: members.length, ms: Date.parse(last_timestamp) - Date.parse(first_timestamp) },
    evidence: pattern.evidence,
    confidence: pattern.confidence,
    uncertain: pattern.uncertain,
    explanation: pattern.explanation,
    lexicon_version: pattern.lexicon_version,
    members: members.map(memberAsJson),
    split_off: splitOff.map(({ member, said: { by, why, at } }) => ({ ...memberAsJson(member), by, why, at })),
    not_used: unusedOf(pattern),
    deliveries: [...deliveries].sort(byTime),
    acts: [...acts].sort(byTime),
    verdicts,
    exposed,
    analysis: analysis ?? null,
  };
}

function memberAsJson(member: Member): object {
  const { outcome_version, timestamp, because } = member;
  return { key: investigationKey(member), outcome_version, timestamp, because };
}
