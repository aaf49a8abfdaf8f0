import { EVENT_SOURCE, EVENT_TYPES, type InvestigationEvent } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import type { Bus } from './bus';
import type { Circumstances } from './worker';

const KINDS = [
  ['investigation_completed', 'ROOT_CAUSE_FOUND'],
  ['investigation_completed', 'INCONCLUSIVE'],
  ['investigation_failed', 'FAILED'],
  ['investigation_timed_out', 'TIMED_OUT'],
  ['investigation_cancelled', 'CANCELLED'],
  ['investigation_linked', 'LINKED'],
  ['mitigation_completed', 'ROOT_CAUSE_FOUND'],
] as const;
const PRIORITIES = ['CRITICAL', 'HIGH', 'HIGH', 'MEDIUM', 'LOW'] as const;

/** A client whose functions did their part: the outcomes of one investigation come to the bus, in some order. */
export class Outcomes {
  readonly #events: InvestigationEvent[];

  constructor(
    readonly id: string,
    agent_space_id: string,
    { clock, random }: Circumstances,
    bus: Bus,
  ) {
    const priority = random.pick(PRIORITIES);
    this.#events = Array.from({ length: random.pick([1, 1, 2]) }, (_, index) => {
      const [event_type, status] = index === 0 ? random.pick(KINDS.slice(0, 4)) : random.pick(KINDS);
      const identity = {
        client_account_id: id,
        agent_space_id,
        investigation_id: `inv-${id}`,
        outcome_version: index + 1,
      };
      return anEvent({ ...identity, event_type, status, priority, severity: priority });
    });
    for (const detail of this.#events) {
      const envelope = { source: EVENT_SOURCE, 'detail-type': EVENT_TYPES[detail.event_type], region: detail.region };
      clock.after(random.between(1, 90_000), () => bus.put({ ...envelope, account: id, detail }));
    }
  }

  untold = async (): Promise<string[]> => [];
  numbered = async (): Promise<InvestigationEvent[]> => this.#events;
}
