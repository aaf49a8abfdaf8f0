import { EVENT_SOURCE, type BusEnvelope } from '@org/event-schema';
import type { EventsSender } from '@org/event-bus';
import type { Queue } from './queues';
import type { Circumstances, Worker } from './worker';

export interface BusHabits {
  /** How likely each further copy of an event is. */
  readonly again: number;
  /** How likely a copy comes minutes late, and so after what was sent after it. */
  readonly late: number;
}

/** The central bus: at least once, in no order, with an archive. */
export class Bus {
  /** Everything that it took. */
  readonly archive: BusEnvelope[] = [];
  /** What was replayed, each original once. */
  readonly replayed = new Set<string>();
  #ids = 0;

  constructor(
    private readonly about: Circumstances,
    private readonly habits: BusHabits,
    private readonly urgent: Queue,
    private readonly ordinary: Queue,
  ) {}

  put(event: Omit<BusEnvelope, 'id' | 'resources' | 'time'>): void {
    const { clock, random, healedAt } = this.about;
    const time = new Date(Math.floor(clock.now / 1000) * 1000).toISOString();
    const envelope: BusEnvelope = { ...event, id: `e${++this.#ids}`, resources: [], time };
    this.archive.push(envelope);
    this.#deliver(envelope, random.between(20, 500));
    while (clock.now < healedAt && random.chance(this.habits.again)) {
      // A Region hop gives the same event another id.
      this.#deliver(
        { ...envelope, id: random.chance(0.5) ? `e${++this.#ids}` : envelope.id },
        random.between(1, random.pick([2_000, 30_000])),
      );
    }
  }

  /** Everything once more, as an archive does it. Our rules leave replays out; the router must not need that. */
  replay(): void {
    for (const event of this.archive) {
      const { account, source, time, detail } = event;
      this.replayed.add(JSON.stringify([account, source, event['detail-type'], time, detail]));
      this.#deliver({ ...event, id: `e${++this.#ids}`, 'replay-name': 'drill' }, this.about.random.between(1, 60_000));
    }
  }

  /** Everything once more, long after, from a source that repeats itself. */
  repeat(): void {
    for (const event of this.archive) this.#deliver({ ...event, id: `e${++this.#ids}` }, 1_000);
  }

  /** What a function in a client's account calls; EventBridge stamps the account. */
  sender(worker: Worker, account: string): EventsSender {
    const send = (command: { input: { Entries?: { Source?: string; DetailType?: string; Detail?: string }[] } }) => {
      const entries = command.input.Entries ?? [];
      const point = entries[0]?.DetailType?.includes('Heartbeat') ? 'PutEvents heartbeat' : 'PutEvents outcome';
      return worker.call<object>(
        point,
        'bus',
        () => {
          for (const { Source = '', DetailType = '', Detail = '' } of entries) {
            const detail = JSON.parse(Detail) as unknown;
            this.put({ source: Source, 'detail-type': DetailType, account, region: 'us-east-1', detail });
          }
          return { Entries: entries.map(() => ({ EventId: 'taken' })) };
        },
        (fault) => (fault === 'entry-refused' ? () => refusedEntries(entries.length) : undefined),
      );
    };
    return { send } as unknown as EventsSender;
  }

  #deliver(event: BusEnvelope, ms: number): void {
    const { clock, random, healedAt } = this.about;
    const late = clock.now < healedAt && random.chance(this.habits.late) ? random.between(10_000, 240_000) : 0;
    const severity = (event.detail as { severity?: unknown } | null)?.severity;
    const isUrgent = event.source === EVENT_SOURCE && (severity === 'CRITICAL' || severity === 'HIGH');
    clock.after(ms + late, () => (isUrgent ? this.urgent : this.ordinary).send(event));
  }
}

function refusedEntries(count: number): object {
  return { FailedEntryCount: count, Entries: Array.from({ length: count }, () => ({ ErrorCode: 'InternalFailure' })) };
}
