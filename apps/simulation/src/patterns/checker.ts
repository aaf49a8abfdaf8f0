import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Pattern } from '@org/correlation-engine';
import { kindOf } from '@org/event-schema';
import { standingVerdict, type KnownPattern, type PatternWatch } from '@org/investigation-store';
import { stepOf } from '@org/pattern-detector/src/alert';
import { CLIENT_TICKETS, memberKey } from '@org/pattern-detector/src/members';
import type { TableCommand } from '@org/investigation-store/testing';
import type { Issue } from '../vendors';
import { CLIENTS, nameOf, projectOf } from './causes';
import { isOfPattern } from './people';
import type { PatternWorld } from './schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Whoever was untold when everything healed is told after so long: two looks of the sweep, and what an attempt holds. */
const TOLD_WITHIN_MS = 75 * MINUTE;

/** What is wrong with the world when everything is over, a sentence each: nothing when every promise was kept. */
export async function problemsOf(world: PatternWorld): Promise<string[]> {
  const found = await world.store.patterns<Pattern>(100);
  const known = await Promise.all(found.map(({ pattern_id }) => world.store.pattern<Pattern>(pattern_id)));
  return [
    ...emptiness(world),
    ...causes(world, found),
    ...known.flatMap((each) => (each ? ofPattern(world, each) : [])),
    ...ownTickets(world),
    ...(await money(world)),
    ...falseAlarms(world),
  ];
}

function emptiness({ queue, sweep }: PatternWorld): string[] {
  const left = [queue.waiting.size, queue.dead.length, sweep.running, sweep.dead.length];
  return left.some((count) => count > 0)
    ? [`stuck: ${left.join(', ')} messages, dead letters, sweeps, dead sweeps`]
    : [];
}

/** Each cause that enough clients have is one pattern with all of them, and nobody else. */
function causes({ reports, leastClients }: PatternWorld, found: readonly Pattern[]): string[] {
  const problems: string[] = [];
  for (const cause of new Set(reports.flatMap((report) => report.cause ?? []))) {
    const clients = [
      ...new Set(reports.filter((one) => one.cause === cause).map(({ event }) => event.client_account_id)),
    ].sort();
    // A few that come over an hour may be chance, and that is for the engine to say.
    const times = reports.filter((one) => one.cause === cause).map(({ at }) => at);
    const isPlain = Math.max(...times) - Math.min(...times) < 4 * MINUTE;
    const patterns = found.filter(({ shared }) => shared.includes(cause));
    if (isPlain && clients.length >= leastClients && patterns.length === 0) problems.push(`lost: nobody sees ${cause}`);
    if (patterns.length > 1) problems.push(`doubled: ${cause} is ${patterns.length} patterns`);
    for (const pattern of patterns)
      if (pattern.clients.join() !== clients.join())
        problems.push(`lost: ${pattern.clients.length} of ${clients.length} clients are in ${pattern.pattern_id}`);
  }
  return problems;
}

/** What became of one pattern, and what people and vendors see of it. */
interface Facts {
  readonly pattern: Pattern;
  readonly known: KnownPattern<Pattern>;
  readonly key: string;
  readonly overAt: number;
  readonly verdict: string | undefined;
  /** Whether people ever said that it is none of its own. */
  readonly setAside: boolean;
  readonly parents: readonly Issue[];
  /** When people closed its ticket. */
  readonly closedAt: number | undefined;
  /** Nobody need be told any more: it was over, set aside or closed before everything worked again. */
  readonly excused: boolean;
}

function factsOf(world: PatternWorld, known: KnownPattern<Pattern>): Facts {
  const { pattern, verdicts } = known;
  const key = `corr-${pattern.pattern_id}`;
  const overAt = Date.parse(pattern.last_timestamp) + world.endsAfterHours * HOUR;
  const parents = world.jira.issues.filter(
    ({ project, labels }) => project === 'OPS' && labels.includes(`outcome:${key}`),
  );
  const [closedAt] = parents.flatMap((issue) => world.people.closed.get(issue.key) ?? []);
  const setAside = verdicts.some(({ verdict }) => verdict === 'rejected' || verdict === 'merged');
  const excused = setAside || closedAt !== undefined || overAt < world.healedAt + TOLD_WITHIN_MS;
  return {
    pattern,
    known,
    key,
    overAt,
    verdict: standingVerdict(verdicts)?.verdict,
    setAside,
    parents,
    closedAt,
    excused,
  };
}

function ofPattern(world: PatternWorld, known: KnownPattern<Pattern>): string[] {
  const facts = factsOf(world, known);
  const told = [
    ...tellings(world, facts),
    ...updates(world, facts),
    ...ending(world, facts),
    ...members(world, facts),
    ...closing(world, facts),
    ...watch(world, facts),
  ];
  return told.map((problem) => `${problem} (${facts.key})`);
}

/** Whether the record says that people may have been told twice, or that an attempt's end was not seen. */
function doubtOf({ known }: Facts, destination: string, act?: string): boolean {
  return known.deliveries.some(
    (each) =>
      each.destination === destination && each.act === act && (each.in_doubt === true || each.state === 'claimed'),
  );
}

/** Once at each destination; twice only at one that cannot be asked, with its doubt on record. */
function once(facts: Facts, what: string, destination: string, act: string | undefined, times: number, wanted: number) {
  if (times < wanted) return [`lost: ${what} at ${destination}`];
  if (times < 2) return [];
  const doubt = doubtOf(facts, destination, act);
  if (doubt && kindOf(destination) === 'message') return [];
  return [`doubled${doubt ? ', doubt recorded' : ''}: ${what} ${times} times at ${destination}`];
}

function tellings(world: PatternWorld, facts: Facts): string[] {
  const { key, excused, parents } = facts;
  const times: Record<string, number> = {
    'pagerduty:default': world.pagerDuty.opened(key),
    'jira:default': parents.length,
    'slack:noc': inChat(world, facts).filter((text) => !/\[OVER\]|\[EXPLAINED\]|, up from /.test(text)).length,
  };
  return world.notify.flatMap((destination) =>
    once(facts, 'the pattern', destination, undefined, times[destination] ?? 0, excused ? 0 : 1),
  );
}

function updates(world: PatternWorld, facts: Facts): string[] {
  const { pattern, parents, key, excused } = facts;
  const last = stepOf(pattern, world.leastClients);
  const problems: string[] = [];
  for (let step = 1; step <= Math.max(last, 4); step++) {
    const act = `update-${step}`;
    const grown = `, up from ${world.leastClients * 2 ** (step - 1)}:`;
    const chat = inChat(world, facts).filter((text) => text.includes(grown)).length;
    const wanted = step === last && !excused ? 1 : 0;
    problems.push(...once(facts, `growth to step ${step}`, 'slack:noc', act, chat, wanted));
    problems.push(
      ...once(facts, `growth to step ${step}`, 'jira:default', act, commentsWith(parents, `${key}/${step}`), wanted),
    );
    if (step > last && chat > 0) problems.push(`told a growth that was none: step ${step}`);
  }
  const explained = inChat(world, facts).filter((text) => text.includes('[EXPLAINED]')).length;
  problems.push(...once(facts, 'its explanation', 'slack:noc', 'update-explained', explained, 0));
  problems.push(
    ...once(facts, 'its explanation', 'jira:default', 'update-explained', commentsWith(parents, `${key}/explained`), 0),
  );
  return problems;
}

function ending(world: PatternWorld, facts: Facts): string[] {
  const { parents, key, setAside, closedAt, overAt, pattern } = facts;
  const isOver = !setAside && closedAt === undefined && overAt + 2 * HOUR < world.now;
  const chat = inChat(world, facts).filter((text) => text.includes('[OVER]')).length;
  // Whoever was never told is told of it and its end in one ticket.
  const ends = commentsWith(parents, `${key}/0`) + parents.filter(({ said }) => said.includes('"Over: ')).length;
  const page = world.pagerDuty.incidents.find(({ tells }) => tells.includes(key));
  return [
    ...once(facts, 'the end', 'slack:noc', 'update-ended', chat, isOver ? 1 : 0),
    ...once(facts, 'the end', 'jira:default', 'update-ended', ends, isOver ? 1 : 0),
    ...(page && page.status !== 'resolved' && (isOver || setAsideStands(facts) || closedAt !== undefined)
      ? [`left open: the page of ${pattern.pattern_id}`]
      : []),
  ];
}

/** Each client in its own project, under the parent, and no other client is named there. */
function members(world: PatternWorld, facts: Facts): string[] {
  const { pattern, parents, excused } = facts;
  const problems: string[] = [];
  for (const account of pattern.clients) {
    const key = memberKey(pattern.pattern_id, account);
    const filed = world.jira.issues.filter(({ labels }) => labels.includes(`outcome:${key}`));
    const commented = world.jira.issues.filter((issue) => commentsWith([issue], key) > 0);
    const comments = commentsWith(world.jira.issues, key);
    // Of two investigations with a ticket each the newest is told; whether the other was is known to its ticket only.
    const elsewhere = doubtOf(facts, CLIENT_TICKETS, `update-member-${account}`) && comments === commented.length;
    const times = filed.length + (elsewhere ? Math.min(comments, 1) : comments);
    problems.push(
      ...once(facts, `client ${account}`, CLIENT_TICKETS, `update-member-${account}`, times, excused ? 0 : 1),
    );
    for (const issue of [...filed, ...commented]) {
      if (issue.project !== projectOf(account)) problems.push(`misplaced: ${account} was told in ${issue.project}`);
      const said = [issue.said, ...issue.comments].join();
      // The link may be missing where a worker was lost; the text names it all the same.
      if (!parents.some((parent) => said.includes(`"text":"${parent.key}"`)))
        problems.push(`orphaned: ${account} was told without its parent`);
      for (const other of CLIENTS.filter((each) => each !== account))
        if (said.includes(other) || said.includes(nameOf(other))) problems.push(`named: ${other} to ${account}`);
    }
  }
  return problems;
}

/** What was told of a pattern is closed with it, and what people still need stays open. */
function closing(world: PatternWorld, facts: Facts): string[] {
  const { pattern, parents, verdict, setAside, closedAt, known } = facts;
  const problems: string[] = [];
  const setAsideNow = setAsideStands(facts);
  // Who was told to be part of another is looked after no longer, whatever is said later.
  const isNone = setAsideNow && known.verdicts.every((each) => each.verdict === 'rejected');
  for (const parent of parents) {
    if (setAsideNow && !parent.done) problems.push(`left open: its ticket, and it was ${verdict}`);
    if (parent.closedByUs && !setAside) problems.push('closed: its ticket, by us, and nobody said that it is none');
  }
  const human = known.deliveries.find(({ destination, act }) => destination === 'jira:default' && !act)?.human;
  for (const account of pattern.clients) {
    const key = memberKey(pattern.pattern_id, account);
    const told = known.deliveries.find(({ act }) => act === `update-member-${account}`);
    for (const issue of world.jira.issues.filter(({ labels }) => labels.includes(`outcome:${key}`))) {
      const together =
        !setAside && closedAt !== undefined && human && told && Date.parse(told.at) <= Date.parse(human.seen_at);
      if (!issue.done && (isNone || together)) problems.push(`left open: the ticket of ${account}`);
      if (issue.closedByUs && closedAt === undefined && !known.verdicts.some((each) => each.verdict === 'rejected'))
        problems.push(`closed: the ticket of ${account}, for no reason`);
    }
  }
  return problems;
}

/** Set aside, never otherwise, and long enough. */
function setAsideStands({ setAside, known }: Facts): boolean {
  return setAside && known.verdicts.every(({ verdict }) => verdict === 'rejected' || verdict === 'merged');
}

function watch(world: PatternWorld, { pattern, known, overAt }: Facts): string[] {
  const item = world.table.perform(
    new GetCommand({
      TableName: 'any',
      Key: { pk: `PAT#${pattern.pattern_id}`, sk: 'WATCH' },
    }) as unknown as TableCommand,
  ).Item as PatternWatch | undefined;
  if (!item) return ['unwatched: nobody looks after it'];
  if (item.ended) {
    const setAside = known.verdicts.some(({ verdict }) => verdict === 'rejected' || verdict === 'merged');
    const forgotten = Date.parse(item.ended.at) >= overAt + 14 * 24 * HOUR;
    return setAside || forgotten ? [] : [`forgotten: looked after no longer, because ${item.ended.why}`];
  }
  if (world.now > overAt + 15 * 24 * HOUR) return ['never forgotten: it is looked after still'];
  const due = Date.parse(item.due_at ?? '');
  return due > world.now - 10 * MINUTE && due <= world.now + HOUR + MINUTE ? [] : [`late: due at ${item.due_at}`];
}

/** What clients have of their own nobody closes but they. */
function ownTickets({ jira }: PatternWorld): string[] {
  return jira.issues
    .filter(({ labels, closedByUs, project }) => closedByUs && project !== 'OPS' && !isOfPattern(labels))
    .map(({ key }) => `closed: ${key}, a ticket of the client's own`);
}

async function money({ analyst, budget, store, befell }: PatternWorld): Promise<string[]> {
  const spent = await store.spent('analysis', '2026-11-20');
  const beyond = (one: number, other: number) => one > other + 0.000_01;
  // A known limit of `settle`: what the SDK sends again by itself is given back twice.
  const twice = [...befell.points].some(
    ([point, { faults }]) => point.endsWith(': update DAY') && faults.has('sent-twice'),
  );
  if (twice) return analyst.needless.map(again);
  return [
    ...(beyond(analyst.charged, budget) ? [`overdrawn: ${analyst.charged} of ${budget}`] : []),
    ...(beyond(spent, budget) ? [`overdrawn: ${spent} set aside of ${budget}`] : []),
    ...(beyond(analyst.charged, spent) ? [`unpaid: ${analyst.charged}, and ${spent} are on the books`] : []),
    ...analyst.needless.map(again),
  ];
}

const again = (about: string) => `asked again without need: ${about}`;

function falseAlarms({ falseAlarms: ended, counted }: PatternWorld): string[] {
  const count = counted.get('FalseAlarmsReported') ?? 0;
  const distinct = new Set(ended).size;
  return count === distinct ? [] : [`miscounted: ${count} false alarms, and ${distinct} patterns were none`];
}

function inChat({ slack }: PatternWorld, { pattern }: Facts): string[] {
  return slack.messages
    .filter((body) => body.includes(pattern.shared))
    .map((body) => (JSON.parse(body) as { text: string }).text);
}

function commentsWith(issues: readonly Issue[], key: string): number {
  return issues.reduce(
    (sum, { comments }) => sum + comments.filter((comment) => comment.includes(`"text":"${key}"`)).length,
    0,
  );
}
