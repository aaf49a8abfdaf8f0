import type { Pattern } from '@org/correlation-engine';
import { kindOf } from '@org/event-schema';
import {
  effectKey,
  standingVerdict,
  type HumanRecord,
  type InvestigationStore,
  type PatternVerdict,
  type PatternWatch,
} from '@org/investigation-store';
import { closeAlerts, closeClients, tellEnd, type Told } from './close';
import { parentAmong } from './members';
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
/** Whoever closes the ticket may say afterwards that it was none, which counts. */
const CLOSED_FOR_MS = DAY;
/** So long after its end people may close its ticket, and those of the clients are closed with it. */
const FORGOTTEN_AFTER_MS = 14 * DAY;

/** Looks at one pattern, and does what is due about it. Harmless to repeat, by several workers at once. */
export async function lookAfter(watch: PatternWatch, ports: LookPorts): Promise<Next> {
  const now = ports.now();
  const known = await ports.store.pattern<Pattern>(watch.pattern_id);
  if (!known) return lookAfterNothing(watch, now);
  const verdict = setAsideBy(known.verdicts);
  if (verdict) return setAside(watch, known, verdict, ports);
  const parent = parentAmong(known.deliveries);
  const human = parent && (await askPeople(known.pattern, parent, ports));
  if (parent && human?.state === 'resolved') return closeWith(parent.destination, human, known, ports);

  const overAt = Date.parse(known.pattern.last_timestamp) + ports.endsAfterHours * HOUR;
  if (now.getTime() < overAt) {
    await tellPattern(known.pattern, 'HIGH', ports);
    return { at: soon(watch, now) };
  }
  await tellEnd(known, ports);
  if (!parent && !ports.notify.some((destination) => kindOf(destination) === 'ticket')) return { ended: 'it is over' };
  if (now.getTime() < overAt + FORGOTTEN_AFTER_MS) return { at: hourly(now) };
  return { ended: 'it is over, and nobody has closed its ticket within 14 days' };
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
  const now = ports.now();
  const isNone = verdict.verdict === 'rejected';
  const what = isNone ? 'no common cause' : `part of ${verdict.into}`;
  const settled = now.getTime() - Date.parse(verdict.at) >= SETTLED_AFTER_MS;
  const seen = settled ? told : { ...told, deliveries: told.deliveries.filter(({ state }) => state === 'done') };
  await closeAlerts(seen, `Closed: ${what}, says ${verdict.by}: ${verdict.why}`, ports);
  // What it was merged into goes on in the clients' tickets.
  if (isNone) await closeClients(seen, 'Closed: there was no common cause.', ports);
  if (!settled) return { at: soon(watch, now) };
  return { ended: `${what}, says ${verdict.by}`, ...(isNone && { falseAlarm: true }) };
}

/** People have closed the pattern's ticket: what else was filed and paged for it is closed with it. */
async function closeWith(closed: string, human: HumanRecord, told: Told, ports: LookPorts): Promise<Next> {
  const now = ports.now();
  const by = human.by === undefined ? '' : ` by ${human.by}`;
  const others = { ...told, deliveries: told.deliveries.filter(({ destination }) => destination !== closed) };
  await closeAlerts(others, `${closed}: resolved${by}.`, ports);
  await closeClients(told, 'Closed together with the ticket that it is part of.', ports);
  if (now.getTime() - Date.parse(human.seen_at) < CLOSED_FOR_MS) return { at: hourly(now) };
  return { ended: 'people have closed its ticket' };
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
