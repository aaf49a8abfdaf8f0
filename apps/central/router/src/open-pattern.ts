import { openPatternOf, plan, readWindow, type CorrelationConfig, type Pattern } from '@org/correlation-engine';
import { investigationKey, type InvestigationEvent } from '@org/event-schema';
import { standingVerdict, type InvestigationStore, type PatternVerdict } from '@org/investigation-store';
import type { RouteContext } from '@org/routing-engine';
import { parseDestination } from './destinations';

/** No page waits longer for this answer. */
const PATIENCE_MS = 2_000;

export interface OpenPatternPorts {
  readonly store: Pick<InvestigationStore, 'patternsUnder' | 'pattern'>;
  readonly patternDetection: CorrelationConfig;
  readonly warn: (error: unknown) => void;
}

/**
 * The open pattern that an event belongs to, and who was told of it. Never throws, and never takes long: whoever does not
 * know pages.
 */
export async function findOpenPattern(
  event: InvestigationEvent,
  { store, patternDetection, warn }: OpenPatternPorts,
): Promise<RouteContext['openPattern']> {
  if (!patternDetection.enabled) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>(
    (resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE_MS).unref()),
  );
  try {
    return await Promise.race([find(), patience]);
  } catch (error) {
    warn(error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }

  async function find(): Promise<RouteContext['openPattern']> {
    const keys = plan(event);
    if (keys.length === 0) return undefined;
    const { patterns_since } = readWindow(event, patternDetection);
    const found = openPatternOf(event, await store.patternsUnder<Pattern>(keys, patterns_since));
    const known = found && (await store.pattern(found.pattern_id));
    if (!known || isSetAside(known.verdicts, event)) return undefined;
    const told = known.deliveries.flatMap(({ state, destination }) =>
      state === 'done' ? (parseDestination(destination) ?? []) : [],
    );
    return { id: found.pattern_id, told };
  }
}

/** Whether people said that it is no pattern of its own, or that this investigation is not part of it. */
function isSetAside(verdicts: readonly PatternVerdict[], event: InvestigationEvent): boolean {
  const standing = standingVerdict(verdicts)?.verdict;
  if (standing === 'rejected' || standing === 'merged') return true;
  return verdicts.some(({ members }) => members?.includes(investigationKey(event)));
}
