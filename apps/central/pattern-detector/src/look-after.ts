import type { Pattern } from '@org/correlation-engine';
import {
  effectKey,
  standingVerdict,
  type HumanRecord,
  type InvestigationStore,
  type PatternVerdict,
  type PatternWatch,
} from '@org/investigation-store';
import { isShown } from './alert';
import { closeAlerts, closeClients, tellEnd, withdrawFrom, type Told } from './close';
import { parentAmong } from './members';
import { toldInVain, withoutSplit } from './split';
import { tellPattern, type TellPorts } from './tell-pattern';
import { ageOf, hourly, soon } from './watch';

export type LookPorts = TellPorts & {
  readonly store: Pick<InvestigationStore, 'human'>;
  readonly now: () => Date;
  /** A pattern without a new report for so long is over. */
  readonly endsAfterHours: number;
};

/** What becomes of a watch: another look at that time, or its end with a reason for people. */
export type Next = { readonly at: Date } | { readonly ended: string; readonly falseAlarm?: true };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nobody who read the pattern before people spoke can still be telling of it then: longer than any of our functions may run. */
const SETTLED_AFTER_MS = 10 * MINUTE;
/** What is closed together is tried for so long. */
const CLOSES_FOR_MS = DAY;
/** So long after its end people may close its ticket, and those of the clients with it, or say that it was none. */
const FORGOTTEN_AFTER_MS = 14 * DAY;

/** Looks at one pattern, and does what is due about it. Harmless to repeat, by several workers at once. */
export async function lookAfter(watch: PatternWatch, ports: LookPorts): Promise<Next> {
  const now = ports.now();
  const whole = await ports.store.pattern<Pattern>(watch.pattern_id);
  if (!whole) return lookAfterNothing(watch, now);
  const verdict = setAsideBy(whole.verdicts);
  if (verdict) return setAside(watch, whole, verdict, ports);
  const known = { ...whole, pattern: withoutSplit(whole.pattern, whole.verdicts) };
  await leave({ pattern: whole.pattern, deliveries: toldInVain(whole.deliveries, known.pattern) }, ports);

  const overAt = overAtOf(known.pattern, ports);
  const parent = parentAmong(known.deliveries);
  const human = parent && (await askPeople(known.pattern, parent, ports));
  if (parent && human?.state === 'resolved') await closeWith(parent.destination, human, known, ports);
  else if (now.getTime() < overAt) {
    await tellPattern(known.pattern, 'HIGH', ports);
    return { at: soon(watch, now) };
  } else await tellEnd(known, ports);

  if (now.getTime() < overAt + FORGOTTEN_AFTER_MS) return { at: hourly(now) };
  return { ended: human?.state === 'resolved' ? 'people have closed its ticket' : 'it has been over for 14 days' };
}

/** A pattern is over when no report has come for so long, in milliseconds since 1970. */
export function overAtOf({ last_timestamp }: Pattern, { endsAfterHours }: Pick<LookPorts, 'endsAfterHours'>): number {
  return Date.parse(last_timestamp) + endsAfterHours * HOUR;
}

/** The verdict by which people said that it is no pattern of its own, if that is the one that counts. */
export function setAsideBy(verdicts: readonly PatternVerdict[]): PatternVerdict | undefined {
  const standing = standingVerdict(verdicts);
  return standing?.verdict === 'rejected' || standing?.verdict === 'merged' ? standing : undefined;
}

/** Its worker may be at it still, or come back with its message; until what was remembered is forgotten. */
function lookAfterNothing(watch: PatternWatch, now: Date): Next {
  const age = ageOf(watch, now);
  if (age > FORGOTTEN_AFTER_MS) return { ended: 'it was never written, or is no longer kept' };
  return { at: age > DAY ? hourly(now) : soon(watch, now) };
}

async function setAside(watch: PatternWatch, told: Told, verdict: PatternVerdict, ports: LookPorts): Promise<Next> {
  const isNone = verdict.verdict === 'rejected';
  const what = isNone ? 'no common cause' : `part of ${verdict.into}`;
  const settled = isSettled(verdict.at, ports.now());
  const seen = settled ? told : surely(told, ports.now());
  await closeAlerts(seen, `Closed: ${what}, says ${verdict.by}: ${verdict.why}`, ports);
  // What it was merged into goes on in the clients' tickets.
  if (isNone) {
    await closeClients(seen, 'Closed: there was no common cause.', ports);
    await withdrawFrom(seen, 'This is no part of a pattern after all: there was no common cause.', ports);
  }
  if (!settled) return { at: soon(watch, ports.now()) };
  return { ended: `${what}, says ${verdict.by}`, ...(isNone && { falseAlarm: true }) };
}

/** What clients were told that people have split off since: their tickets say so, or are closed if they were filed for it. */
async function leave(told: Told, ports: LookPorts): Promise<void> {
  const seen = surely(told, ports.now());
  await closeClients(seen, 'Closed: this is no part of the pattern after all.', ports);
  await withdrawFrom(seen, 'This is no part of the pattern after all.', ports);
}

/** People have closed the pattern's ticket: what else was filed and paged for it until then is closed with it. */
async function closeWith(closed: string, { by, seen_at }: HumanRecord, told: Told, ports: LookPorts): Promise<void> {
  const now = ports.now();
  if (now.getTime() - Date.parse(seen_at) > CLOSES_FOR_MS) return;
  const { pattern, deliveries } = isSettled(seen_at, now) ? told : surely(told, now);
  const others = deliveries.filter(({ destination }) => destination !== closed);
  await closeAlerts(
    { pattern, deliveries: others },
    `${closed}: resolved${by === undefined ? '' : ` by ${by}`}.`,
    ports,
  );
  // A client that was hit afterwards has trouble that nobody has closed.
  const before = deliveries.filter(({ at }) => Date.parse(at) <= Date.parse(seen_at));
  await closeClients({ pattern, deliveries: before }, 'Closed together with the ticket that it is part of.', ports);
}

function isSettled(since: string, now: Date): boolean {
  return now.getTime() - Date.parse(since) >= SETTLED_AFTER_MS;
}

/** Without what a worker may be telling of this moment, and what its vendor would not find yet to close it. */
function surely({ pattern, deliveries }: Told, now: Date): Told {
  return { pattern, deliveries: deliveries.filter((one) => one.state === 'done' && isShown(one, now)) };
}

/** What people did about the pattern's ticket since, written onto its delivery. */
async function askPeople(
  { pattern_id }: Pattern,
  { destination, human: before }: Told['deliveries'][number],
  { store, notifierFor, now }: LookPorts,
): Promise<HumanRecord | undefined> {
  if (before?.state === 'resolved') return before;
  const effect = { of: 'pattern', pattern_id, destination } as const;
  const status = await notifierFor(destination).followUp?.status(effectKey(effect));
  if (status === undefined || status.state === 'open' || status.state === before?.state) return before;
  const human: HumanRecord = { ...status, state: status.state, seen_at: now().toISOString() };
  await store.human(effect, human);
  return human;
}
