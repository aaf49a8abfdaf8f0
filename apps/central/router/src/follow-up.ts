import { kindOf, outcomeKey, type EventType, type InvestigationEvent } from '@org/event-schema';
import {
  effectKey,
  performOnce,
  type Act,
  type DecisionRecord,
  type Delivery,
  type FollowUp,
  type HumanRecord,
  type InvestigationHistory,
} from '@org/investigation-store';
import type { Notifier } from '@org/notifiers';
import { deliver, mustWaitForTicket } from './deliver';
import { countTold, dayOf, effectOf, type Telling } from './telling';
import { decide, mutedUntil, tell } from './route-investigation';
import type { WorkingPorts } from './router-ports';

/** What becomes of a follow-up: another look at that time, or its end with a reason for people. */
export type Next = { readonly at: Date } | { readonly ended: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The first looks; the last is repeated. */
const PAUSES_MINUTES = [1, 2, 5, 15, 60];
/** What is not told yet is tried more often than what waits for people. */
const OWED_PAUSE_MINUTES = 5;
/** Also after a day: when the vendor is back, nobody waits long. */
const OWED_PAUSE_AFTER_A_DAY_MINUTES = 10;
/** After a day nobody is in a hurry any more. */
const PAUSE_AFTER_A_DAY_MINUTES = 240;
const ENDS_AFTER_DAYS = 7;

/**
 * The investigation is over, and so is what was told about its earlier outcomes. A completed mitigation is none of these:
 * a plan is ready, and somebody must still carry it out.
 */
const CLOSING: Readonly<Partial<Record<EventType, string>>> = {
  investigation_cancelled: 'the investigation was cancelled',
  investigation_linked: 'the investigation was linked to another',
  investigation_skipped: 'the investigation was skipped',
};

/**
 * Looks at one thing that is owed or open, and does what is due about it. Harmless to repeat, by several workers at once.
 *
 * @param history the investigation as it is now
 */
export async function lookAfter(followUp: FollowUp, history: InvestigationHistory, ports: WorkingPorts): Promise<Next> {
  const next = await (followUp.of === 'decision' ? decideAgain : lookAtDelivery)(followUp, history, ports);
  const isOld = ageOf(followUp, ports.now()) > ENDS_AFTER_DAYS * DAY;
  return 'at' in next && isOld ? { ended: `nobody has closed it within ${ENDS_AFTER_DAYS} days` } : next;
}

/** When to look again after a look that failed: soon, because somebody may be owed a page. */
export function afterTrouble(followUp: FollowUp, now: Date): Next {
  if (ageOf(followUp, now) > ENDS_AFTER_DAYS * DAY) {
    return { ended: `given up: there was trouble for ${ENDS_AFTER_DAYS} days` };
  }
  return { at: new Date(now.getTime() + pauseOf(followUp, now, 'owed') * MINUTE) };
}

function ageOf({ begun_at }: FollowUp, now: Date): number {
  return now.getTime() - Date.parse(begun_at);
}

async function lookAtDelivery(followUp: FollowUp, history: InvestigationHistory, ports: WorkingPorts): Promise<Next> {
  const telling = tellingOf(followUp, history);
  if (!telling) return { ended: 'its outcome is no longer kept' };
  const delivery = history.deliveries.find(
    ({ key, destination, act }) => key === followUp.key && destination === followUp.destination && act === followUp.act,
  );
  if (delivery?.state !== 'done') {
    const needless = needlessBy(followUp, history);
    if (needless !== undefined) return { ended: needless };
    // A comment that waits for its ticket is told as soon as that is there.
    if (await mustWaitForTicket(telling, ports.store)) return { at: soon(ports.now()) };
    try {
      await deliver(telling, ports);
    } finally {
      await escalate(followUp, telling.decision, history, ports);
    }
    return { at: nextLook(followUp, telling.decision, history, ports.now(), 'owed') };
  }
  // Whoever told it may have died before it was counted, and its message may have gone.
  await countTold(effectOf(telling), dayOf(telling.event), ports.store);
  const vendor = ports.notifierFor(telling.destination, telling.event.client_account_id).followUp;
  if (!vendor || telling.event.event_type.startsWith('mitigation_')) return { ended: 'told' };

  const closed = closedBy(followUp, history);
  if (closed !== undefined) {
    // A comment that is still owed must find the ticket open.
    if (isOwed(closed.event, telling.destination, history)) return { at: soon(ports.now()) };
    await close(telling, delivery, closed.why, vendor, ports);
    return { ended: closed.why };
  }
  let answered = delivery.human;
  try {
    answered = (await askPeople(telling, delivery, vendor, ports)) ?? answered;
  } finally {
    if (!answered) await escalate(followUp, telling.decision, history, ports);
  }
  if (answered) await passOn(answered, telling, history, ports);
  if (answered?.state === 'resolved') return { ended: 'a human resolved it' };
  return { at: nextLook(followUp, telling.decision, history, ports.now(), answered ? 'answered' : 'open') };
}

/** What people did at the vendor since, written onto the delivery. */
async function askPeople(
  telling: Telling,
  delivery: Delivery,
  vendor: NonNullable<Notifier['followUp']>,
  { store, now }: WorkingPorts,
): Promise<HumanRecord | undefined> {
  const status = await vendor.status(delivery.group ?? effectKey(effectOf(telling)));
  if (status === undefined || status.state === 'open') return undefined;
  if (status.state === delivery.human?.state) return delivery.human;
  const human: HumanRecord = { ...status, state: status.state, seen_at: now().toISOString() };
  await store.human(effectOf(telling), human);
  return human;
}

/** Whoever acknowledged or resolved it in one place need not do so in the other. */
async function passOn(
  human: HumanRecord,
  { destination, act, event, decision }: Telling,
  { deliveries }: InvestigationHistory,
  ports: WorkingPorts,
): Promise<void> {
  const others = deliveries.filter(
    (other) =>
      other.key === decision.key &&
      other.state === 'done' &&
      other.group === undefined && // it stands for other outcomes too
      (other.destination !== destination || other.act !== act) &&
      other.human?.state !== 'resolved' &&
      other.human?.state !== human.state,
  );
  for (const other of others) {
    const vendor = ports.notifierFor(other.destination, event.client_account_id).followUp;
    if (!vendor) continue;
    const key = effectKey(effectOf({ ...other, event }));
    const doing = human.state === 'resolved' ? ('resolve' as const) : ('acknowledge' as const);
    const by = human.by === undefined ? '' : ` by ${human.by}`;
    await once(doing, other, event, ports, () => vendor[doing](key, `${destination}: ${human.state}${by}.`));
  }
}

async function close(
  { destination, event }: Telling,
  delivery: Delivery,
  why: string,
  vendor: NonNullable<Notifier['followUp']>,
  ports: WorkingPorts,
): Promise<void> {
  if (delivery.group !== undefined || delivery.human?.state === 'resolved') return;
  const key = effectKey(effectOf({ ...delivery, destination, event }));
  await once('resolve', delivery, event, ports, () => vendor.resolve(key, `Closed, because ${why}.`));
}

/** The vendor's own call is harmless to repeat; once is for its limits, and for the notes that people read. */
async function once(
  doing: 'acknowledge' | 'resolve',
  { destination, act }: Delivery,
  event: InvestigationEvent,
  { store, worker }: WorkingPorts,
  perform: () => Promise<void>,
): Promise<void> {
  const named = act?.startsWith('escalation-') ? (`${doing}-${act}` as Act) : doing;
  await performOnce(
    store,
    { of: 'outcome', outcome: event, destination, act: named },
    { messageId: worker.messageId, clientName: event.client_name, remainingMs: worker.remainingMs() },
    async () => {
      await perform();
      return { vendor_id: outcomeKey(event), action: doing };
    },
  );
}

/** When nobody has acknowledged any page of the outcome in time: the next step's destinations are owed a page. */
async function escalate(
  followUp: FollowUp,
  decision: DecisionRecord,
  history: InvestigationHistory,
  { store, now }: WorkingPorts,
): Promise<void> {
  if (!mayEscalate(followUp, history)) return;
  const at = now().toISOString();
  const due = stepsOf(decision).filter((step) => step.at <= now().getTime());
  for (const { after_minutes, destinations } of due) {
    for (const destination of destinations) {
      await store.saveFollowUp({
        ...followUp,
        destination,
        act: `escalation-${after_minutes}`,
        begun_at: at,
        due_at: at,
      });
    }
  }
}

/** An escalation that is still owed, when it is no longer one: somebody has answered meanwhile, or it is over. */
function needlessBy(followUp: FollowUp, history: InvestigationHistory): string | undefined {
  if (!followUp.act?.startsWith('escalation-')) return undefined;
  const answered = history.deliveries.some(({ key, human }) => key === followUp.key && human !== undefined);
  return answered ? 'somebody had answered before' : closedBy(followUp, history)?.why;
}

function mayEscalate(followUp: FollowUp, { deliveries }: InvestigationHistory): boolean {
  if (followUp.act !== undefined || kindOf(followUp.destination ?? '') !== 'page') return false;
  return !deliveries.some(({ key, human }) => key === followUp.key && human !== undefined);
}

function stepsOf({ escalation = [], decided_at }: DecisionRecord) {
  return escalation.map((step) => ({ ...step, at: Date.parse(decided_at) + step.after_minutes * MINUTE }));
}

/** With growing pauses; earlier when an escalation is due before. */
function nextLook(
  followUp: FollowUp,
  decision: DecisionRecord,
  history: InvestigationHistory,
  now: Date,
  state: 'owed' | 'open' | 'answered',
): Date {
  const time = now.getTime();
  const steps =
    state !== 'answered' && mayEscalate(followUp, history)
      ? stepsOf(decision)
          .map(({ at }) => at)
          .filter((at) => at > time)
      : [];
  return new Date(Math.min(time + pauseOf(followUp, now, state) * MINUTE, ...steps));
}

function pauseOf(followUp: FollowUp, now: Date, state: 'owed' | 'open' | 'answered'): number {
  const growing = PAUSES_MINUTES[Math.min(followUp.looks, PAUSES_MINUTES.length - 1)] ?? 60;
  if (ageOf(followUp, now) > DAY) return state === 'owed' ? OWED_PAUSE_AFTER_A_DAY_MINUTES : PAUSE_AFTER_A_DAY_MINUTES;
  return state === 'owed' ? Math.min(growing, OWED_PAUSE_MINUTES) : growing;
}

function soon(now: Date): Date {
  return new Date(now.getTime() + MINUTE);
}

/** The later outcome that ended it, if there is one. */
function closedBy(
  { outcome_version }: FollowUp,
  { outcomes }: InvestigationHistory,
): { event: InvestigationEvent; why: string } | undefined {
  for (const { event } of outcomes) {
    const why = event.outcome_version > outcome_version ? CLOSING[event.event_type] : undefined;
    if (why !== undefined) return { event, why };
  }
  return undefined;
}

/** Whether this outcome is still to be told to that destination, or has not even been decided. */
function isOwed(event: InvestigationEvent, destination: string, { decisions, deliveries }: InvestigationHistory) {
  const key = outcomeKey(event);
  const made = decisions.filter((decision) => decision.key === key);
  if (made.length === 0) return true;
  const wanted = made.some(({ destinations }) => destinations.includes(destination));
  return (
    wanted && !deliveries.some((one) => one.key === key && one.destination === destination && one.state === 'done')
  );
}

function tellingOf(
  { key, destination, act }: FollowUp,
  { outcomes, decisions }: InvestigationHistory,
): Telling | undefined {
  const event = outcomes.find((outcome) => outcomeKey(outcome.event) === key)?.event;
  const made = decisions.filter((decision) => decision.key === key);
  const decision = made.find(({ destinations }) => destinations.includes(destination ?? '')) ?? made.at(-1);
  if (!event || !decision || destination === undefined) return undefined;
  return {
    destination,
    event: { ...event, severity: decision.severity },
    decision,
    ...(act === undefined ? {} : { act }),
  };
}

/** What was muted is decided again, by the rules of now, unless it is over by now. */
async function decideAgain(followUp: FollowUp, history: InvestigationHistory, ports: WorkingPorts): Promise<Next> {
  const event = history.outcomes.find((outcome) => outcomeKey(outcome.event) === followUp.key)?.event;
  if (!event) return { ended: 'its outcome is no longer kept' };
  const closed = closedBy(followUp, history);
  if (closed) return { ended: closed.why };
  let decision = history.decisions.find(({ key, again }) => key === followUp.key && again);
  if (!decision) {
    const decided = await decide(event, ports);
    const until = mutedUntil(decided);
    if (until !== undefined) return { at: new Date(until) };
    decision = await ports.store.saveDecision({ ...decided, again: true }, event);
  }
  await tell(event, decision, ports);
  return { ended: 'decided again' };
}
