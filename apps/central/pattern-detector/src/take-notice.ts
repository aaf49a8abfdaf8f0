import { noticePlan, type CorrelationDecision, type Member, type Notice } from '@org/correlation-engine';
import { investigationKey, type InvestigationEvent } from '@org/event-schema';
import type { InvestigationStore } from '@org/investigation-store';
import type { MessageMeta } from '@org/lambda-runtime';
import { readHealth } from './health';

export interface NoticePorts {
  readonly store: Pick<InvestigationStore, 'saveNotice' | 'noticeCompared' | 'candidates' | 'investigation'>;
  readonly config: { readonly aws_health: boolean; readonly time_window_minutes: number };
  /** Ours, on whose default bus AWS Health speaks. */
  readonly account: string;
  /** Compares a report with others and tells what was found, as when it came. */
  readonly compare: (event: InvestigationEvent) => Promise<CorrelationDecision>;
  readonly logger: MessageMeta['logger'];
}

/** So many of the newest reports at most are compared again, of those that the ones before brought into no pattern. */
const MAX_COMPARED = 5;

/**
 * Keeps what AWS Health says for the reports to come, and compares those again that were there before it: several that
 * said too little alone may be a pattern now. Kept first, then read: of a report and a notice that come at once, at least
 * one sees the other. A word that was heard before changes nothing.
 */
export async function takeNotice(body: unknown, ports: NoticePorts): Promise<void> {
  const { store, config, account, logger } = ports;
  const reading = config.aws_health ? readHealth(body, account) : { refused: 'switched-off' };
  if ('refused' in reading) {
    logger.warn({ reason: reading.refused }, 'AWS Health event left out');
    return;
  }
  const { notice, updatedAt } = reading;
  const { compared } = await store.saveNotice(notice, updatedAt);
  const patterns = compared ? [] : await compareAgain(notice, ports);
  if (!compared) await store.noticeCompared(notice, updatedAt);
  const { id, what, service, region } = notice;
  logger.info({ notice: id, what, service, region, repeated: compared, patterns }, 'AWS Health event taken in');
}

/** @returns the patterns that the newest reports are in */
async function compareAgain(notice: Notice, { store, config, compare }: NoticePorts): Promise<string[]> {
  const { key: under, from, to } = noticePlan(notice, config);
  const { members } = await store.candidates<Member>(under, from, to);
  const found = new Set<string>();
  const placed = new Set<string>();
  let tried = 0;
  let compared = 0;
  for (const member of [...members].reverse()) {
    const key = investigationKey(member);
    if (placed.has(key)) continue;
    if (tried++ === MAX_COMPARED) break;
    const { outcomes } = await store.investigation(key);
    const outcome = outcomes.find(({ event }) => event.outcome_version === member.outcome_version);
    if (!outcome) continue;
    compared++;
    const { pattern } = await compare(outcome.event);
    if (!pattern) continue;
    found.add(pattern.pattern_id);
    for (const each of pattern.members) placed.add(investigationKey(each));
  }
  if (tried > 0 && compared === 0) {
    throw new Error('The router has not taken in what AWS Health is to be compared with. The queue tries again.');
  }
  return [...found];
}
