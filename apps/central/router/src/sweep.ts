import { investigationKey } from '@org/event-schema';
import type { FollowUp } from '@org/investigation-store';
import { sweepDue, type InvocationMeta } from '@org/lambda-runtime';
import { afterTrouble, lookAfter, type Next } from './follow-up';
import { workingPorts, type RouterPorts } from './router-ports';
import { findSilence } from './silent';

/** As many are read at a time: some seconds of work, so that what is urgent and new is not behind what is old. */
const BATCH = 100;
const WORKERS = 10;
/** Silence is measured in many minutes. */
const LISTEN_EVERY_MINUTES = 5;
const LISTEN_MS = 5_000;
/** What a look may take: two calls of ten seconds, and the store. */
const LOOK_MS = 25_000;

/**
 * One run of the sweep: looks at what is due, the most urgent first, until nothing is due or no time is left. What has
 * trouble is looked at again later, and keeps nobody else.
 */
export async function sweepFollowUps(
  ports: RouterPorts,
  meta: InvocationMeta,
): Promise<{ readonly looked: number; readonly ended: number; readonly trouble: number }> {
  const sums = { looked: 0, ended: 0, trouble: 0 };
  await sweepDue({
    due: () => ports.store.dueFollowUps(BATCH),
    nameOf,
    look: (followUp) => look(followUp, ports, meta, sums),
    hasTime: () => meta.remainingMs() > LOOK_MS,
    workers: WORKERS,
  });
  meta.logger.info(sums, 'follow-ups swept');
  if (ports.now().getUTCMinutes() % LISTEN_EVERY_MINUTES === 0 && meta.remainingMs() > LISTEN_MS)
    await listen(ports, meta);
  return sums;
}

/** Who is silent. The metric wakes somebody; the log says who. */
async function listen(ports: RouterPorts, { logger, requestId }: InvocationMeta): Promise<void> {
  const metered = ports.metered();
  try {
    const { silent, count } = await findSilence(ports);
    metered.add('ClientsSilent', count);
    for (const { client_account_id, agent_space_id, since } of silent) {
      logger.warn({ client_account_id, agent_space_id, since }, 'agent space is silent');
    }
  } catch (error) {
    logger.warn({ error }, 'nobody knows who is silent, it is asked again');
  } finally {
    metered.flush({ request_id: requestId });
  }
}

async function look(
  followUp: FollowUp,
  ports: RouterPorts,
  meta: InvocationMeta,
  sums: { looked: number; ended: number; trouble: number },
): Promise<void> {
  const { store } = ports;
  const { logger } = meta;
  const metered = ports.metered();
  const about = { outcome: followUp.key, destination: followUp.destination, act: followUp.act };
  const worker = { messageId: `follow-up#${nameOf(followUp)}`, remainingMs: meta.remainingMs };
  const working = workingPorts(ports, worker, metered, {
    log: ({ key, rule_id, reason, destinations }) =>
      logger.info({ outcome: key, rule_id, reason, destinations }, 'investigation routed again'),
    warn: (error) => logger.warn({ ...about, error }, 'open patterns are not known, so nothing is muted by them'),
  });
  let next: Next;
  try {
    next = await lookAfter(followUp, await store.investigation(investigationKey(followUp)), working);
  } catch (error) {
    sums.trouble += 1;
    logger.warn({ ...about, error }, 'follow-up has trouble, it is looked at again');
    next = afterTrouble(followUp, ports.now());
  }
  sums.looked += 1;
  try {
    if ('at' in next) return await store.postponeFollowUp(followUp, next.at.toISOString());
    sums.ended += 1;
    await store.endFollowUp(followUp, next.ended);
    logger.info({ ...about, why: next.ended }, 'follow-up ended');
  } catch (error) {
    // It is due still, and the next run repeats what is harmless to repeat.
    logger.warn({ ...about, error }, 'follow-up could not be moved');
  } finally {
    metered.flush({ client_account_id: followUp.client_account_id, message_id: worker.messageId });
  }
}

function nameOf({ key, of, destination = '', act }: FollowUp): string {
  return [key, of, destination, act ?? ''].join('#');
}
