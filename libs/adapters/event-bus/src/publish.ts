import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { PublishError, type Refusal } from './publish-error';

/** One event for a bus, before it is JSON. */
export interface BusEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: object;
  readonly time?: Date;
}

/** Only what is sent; an `EventBridgeClient` fits. */
export type EventsSender = Pick<EventBridgeClient, 'send'>;

export interface PublishPatience {
  readonly attempts: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

const PATIENCE: PublishPatience = {
  attempts: 5,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Entries in a request. Source: EventBridge API Reference, "PutEvents". */
const MAX_ENTRIES = 10;
/** A request must stay under 1 MB. Source: EventBridge User Guide, "PutEvents". */
const MAX_REQUEST_BYTES = 1024 * 1024 - 1;
/** The refusals of a single entry that the service asks to be tried again. */
const PASSING = ['InternalFailure', 'ThrottlingException'];

const FIRST_WAIT_MS = 200;

/**
 * Publishes the entries in order, ten or nearly a megabyte at a time, and looks at the result of every one: PutEvents
 * answers 200 even if it took none of them. What it refused for a passing reason is tried again, alone.
 *
 * A bus that does not exist answers 200 too; no caller can notice that, so a heartbeat that does not arrive must.
 *
 * @param busArn the bus; the client must be one for the Region in it, {@link eventBusPublisher} sees to that
 * @throws PublishError listing the entries that the bus did not take; the others were published
 */
export async function publishEvents(
  client: EventsSender,
  busArn: string,
  entries: readonly BusEntry[],
  patience: Partial<PublishPatience> = {},
): Promise<void> {
  const { attempts, sleep, random } = { ...PATIENCE, ...patience };
  const refused: Refusal[] = [];
  let cause: unknown;
  let waiting = entries.map((entry, index) => ({ index, request: requestEntry(entry, busArn) }));
  for (let attempt = 1; waiting.length > 0; attempt++) {
    const again: typeof waiting = [];
    for (const batch of batches(waiting)) {
      const results = await resultsOf(client, batch);
      cause ??= results.cause;
      batch.forEach((item, position) => {
        const refusal = results.refusals[position];
        if (!refusal) return;
        if (PASSING.includes(refusal.code) && attempt < attempts) again.push(item);
        else refused.push({ index: item.index, ...refusal });
      });
    }
    waiting = again;
    if (waiting.length > 0) await sleep(Math.round(random() * FIRST_WAIT_MS * 2 ** attempt));
  }
  if (refused.length > 0) throw new PublishError(busArn, refused, cause);
}

interface Results {
  /** For each entry of the batch: why it was refused, or undefined when it was taken. */
  readonly refusals: readonly (Omit<Refusal, 'index'> | undefined)[];
  readonly cause?: unknown;
}

async function resultsOf(client: EventsSender, batch: readonly Waiting[]): Promise<Results> {
  const [first] = batch;
  if (first && bytesOf(first.request) > MAX_REQUEST_BYTES) {
    return { refusals: [{ code: 'EntryTooLarge', retryable: false }] };
  }
  try {
    const answer = await client.send(new PutEventsCommand({ Entries: batch.map(({ request }) => request) }));
    const refusals = batch.map((_, position) => {
      const result = answer.Entries?.[position];
      if (result?.EventId !== undefined) return undefined;
      // Neither an id nor an error: not known to be published, so it is not taken for published.
      const code = result?.ErrorCode ?? 'InternalFailure';
      return { code, retryable: PASSING.includes(code) };
    });
    return { refusals };
  } catch (cause) {
    const failure = requestFailure(cause);
    return { refusals: batch.map(() => failure), cause };
  }
}

/** A publisher for one bus, in that bus's own Region, which is read from its ARN. */
export function eventBusPublisher(about: {
  readonly busArn: string;
  readonly client?: EventsSender;
  readonly patience?: Partial<PublishPatience>;
}): (entries: readonly BusEntry[]) => Promise<void> {
  const region = regionOf(about.busArn);
  const client = about.client ?? new EventBridgeClient({ region });
  return (entries) => publishEvents(client, about.busArn, entries, about.patience);
}

/**
 * The Region of a bus, from its ARN.
 *
 * @throws an Error when it is no ARN of an event bus: the deployment gave the wrong value
 */
export function regionOf(busArn: string): string {
  const region = /^arn:aws[a-z-]*:events:([a-z0-9-]+):\d{12}:event-bus\/[\w./-]+$/.exec(busArn)?.[1];
  if (region === undefined) {
    throw new Error(
      'CENTRAL_BUS_ARN is not the ARN of an event bus (arn:aws:events:REGION:ACCOUNT:event-bus/NAME). ' +
        'Deploy the client stack again with the central stack’s output EventBusArn.',
    );
  }
  return region;
}

function requestEntry(entry: BusEntry, busArn: string): PutEventsRequestEntry {
  return {
    EventBusName: busArn,
    Source: entry.source,
    DetailType: entry.detailType,
    Detail: JSON.stringify(entry.detail),
    ...(entry.time && { Time: entry.time }),
  };
}

/** As the service counts it: 14 bytes for a time, and the UTF-8 bytes of the texts. */
function bytesOf({ Time, Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return (Time ? 14 : 0) + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

interface Waiting {
  readonly index: number;
  readonly request: PutEventsRequestEntry;
}

/** An entry that is too large by itself comes alone. */
function* batches(items: readonly Waiting[]): Generator<Waiting[]> {
  let batch: Waiting[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item.request);
    if (batch.length === MAX_ENTRIES || (batch.length > 0 && bytes + size > MAX_REQUEST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** The SDK has tried the request again by itself; this says whether a later try could help. */
function requestFailure(cause: unknown): { code: string; retryable: boolean } {
  const { name, $metadata, $retryable } = (cause ?? {}) as {
    name?: unknown;
    $metadata?: { httpStatusCode?: number };
    $retryable?: unknown;
  };
  const status = $metadata?.httpStatusCode;
  return {
    code: typeof name === 'string' ? name : 'Unknown',
    retryable: $retryable !== undefined || status === undefined || status === 429 || status >= 500,
  };
}
