import {
  decide,
  keptUnder,
  memberOf,
  plan,
  readWindow,
  type CorrelationConfig,
  type CorrelationDecision,
  type KeyStats,
  type Member,
  type Pattern,
} from '@org/correlation-engine';
import type { InvestigationEvent } from '@org/event-schema';
import type { InvestigationStore } from '@org/investigation-store';
import { watchPattern } from './watch';

/** What comparing needs from the outside world. */
export interface FindPorts {
  readonly now: () => Date;
  readonly config: CorrelationConfig & { readonly aws_health: boolean };
  readonly store: Pick<
    InvestigationStore,
    | 'saveCandidate'
    | 'candidates'
    | 'patternsUnder'
    | 'pointToPattern'
    | 'savePatternWatch'
    | 'savePattern'
    | 'noticesFor'
  >;
}

/** Reports of one cause come together, so another may be at the same pattern: then it is read and decided anew. */
const MAX_ATTEMPTS = 10;

/**
 * Remembers the event under its keys, then reads what stands under them, and decides. Remembered first, so that of two
 * that run at once at least one sees both. Repeating it changes nothing.
 */
export async function findPattern(
  event: InvestigationEvent,
  { config, store, now }: FindPorts,
): Promise<CorrelationDecision> {
  const keys = plan(event);
  const member = memberOf(event);
  await Promise.all(
    keys.map((key) =>
      store.saveCandidate(key, { id: event, timestamp: event.timestamp, member: keptUnder(key, member) }),
    ),
  );

  const { from, to, patterns_since } = readWindow(event, config);
  const notices = config.aws_health ? await store.noticesFor(member.services, member.region, from, to) : [];
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const [keyStats, groups] = await Promise.all([
      Promise.all(
        keys.map(async (key): Promise<KeyStats> => ({ key, ...(await store.candidates<Member>(key, from, to)) })),
      ),
      store.patternsUnder<Pattern>(keys, patterns_since),
    ]);
    const { decision, writes } = decide({ event, keyStats, groups, config, notices, now: now().toISOString() });
    let conflict = false;
    for (const { pattern, expected_version } of writes) {
      await store.pointToPattern(pattern);
      await watchPattern(pattern, store, now());
      conflict ||= !(await store.savePattern(pattern, expected_version));
    }
    if (!conflict) return decision;
  }
  throw new Error(
    `One pattern was changed by others ${MAX_ATTEMPTS} times while it was decided. The queue tries again.`,
  );
}
