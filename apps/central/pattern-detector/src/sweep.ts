import { EffectHeld, type PatternWatch } from '@org/investigation-store';
import { sweepDue, type InvocationMeta } from '@org/lambda-runtime';
import { tellPortsOf, type DetectorPorts } from './detect';
import { lookAfter, type Next } from './look-after';
import { soon } from './watch';

/** As many are read at a time. */
const BATCH = 25;
const WORKERS = 5;
/** With less time left no look is begun: one takes a few calls of ten seconds, and measures the rest itself. */
const LOOK_MS = 45_000;

/**
 * One run of the sweep: looks at the patterns that are due, the longest due first, until none is due or no time is left.
 * One that has trouble is looked at again later, and keeps no other.
 */
export async function sweepPatterns(
  ports: DetectorPorts,
  meta: InvocationMeta,
): Promise<{ readonly looked: number; readonly ended: number; readonly trouble: number }> {
  const sums = { looked: 0, ended: 0, trouble: 0 };
  await sweepDue({
    due: () => ports.store.duePatternWatches(BATCH),
    nameOf: ({ pattern_id }) => pattern_id,
    look: (watch) => look(watch, ports, meta, sums),
    hasTime: () => meta.remainingMs() > LOOK_MS,
    workers: WORKERS,
  });
  meta.logger.info(sums, 'patterns swept');
  return sums;
}

async function look(
  watch: PatternWatch,
  ports: DetectorPorts,
  { logger, remainingMs }: InvocationMeta,
  sums: { looked: number; ended: number; trouble: number },
): Promise<void> {
  const { pattern_id } = watch;
  const metered = ports.metered();
  const messageId = `pattern-watch#${pattern_id}`;
  let next: Next;
  try {
    next = await lookAfter(watch, tellPortsOf(ports, { messageId, remainingMs, logger }, metered));
  } catch (error) {
    sums.trouble += 1;
    if (!(error instanceof EffectHeld)) metered.add('PatternDetectorFailures');
    logger.warn({ pattern_id, error }, 'pattern has trouble, it is looked at again');
    next = { at: soon(watch, ports.now()) };
  }
  sums.looked += 1;
  try {
    if ('at' in next) return await ports.store.postponePatternWatch(watch, next.at.toISOString());
    const { ended, falseAlarm } = next;
    if (!(await ports.store.endPatternWatch(watch, ended))) return;
    sums.ended += 1;
    if (falseAlarm) metered.add('FalseAlarmsReported');
    logger.info({ pattern_id, why: ended }, 'pattern is looked after no longer');
  } catch (error) {
    // It is due still, and the next run repeats what is harmless to repeat.
    logger.warn({ pattern_id, error }, 'the watch of a pattern could not be moved');
  } finally {
    metered.flush({ message_id: messageId });
  }
}
