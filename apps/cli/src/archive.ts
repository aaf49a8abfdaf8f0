import {
  appendFileSync,
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EVENT_SOURCE,
  HEARTBEAT_DETAIL_TYPE,
  outcomeKey,
  parseInvestigationEvent,
  type InvestigationEvent,
} from '@org/event-schema';
import { isRecord } from './rules';
import { counted } from './terminal';

/** What a file of past events held. */
export interface Archive {
  readonly events: number;
  /** The oldest and the newest timestamp. */
  readonly from: string;
  readonly to: string;
  /** What was not taken: what repeats an outcome, what is no report of ours, what does not fit the schema. */
  readonly left_out: Readonly<Record<LeftOut, number>>;
}

type LeftOut = 'repeated' | 'other' | 'refused';

/** Tells people what {@link Archive.left_out} counts. */
export function leftOutInWords({ left_out: { repeated, other, refused } }: Archive): string {
  const [repeats, others, unfit] = [repeated, other, refused].map((count) => count.toLocaleString('en-US'));
  return `Left out: ${repeats} repeats of an outcome, ${others} other events, ${unfit} that do not fit the schema.`;
}

/**
 * Why an archive is refused of which a configuration knows no client: nothing happens about such events by any rules, which
 * must not pass for calm.
 *
 * @param flags what names the folder, with its argument
 */
export function onlyStrangers({ events }: Archive, folders: readonly string[], flags: string): Error {
  const registry = [...new Set(folders)].join(' or ');
  return new Error(
    `Of ${counted(events, 'event')} none is of a client in the registry of ${registry}, so nothing was compared. ` +
      `Give the configuration folder that has these clients: ${flags}. The demo's is apps/local/demo/config.`,
  );
}

/**
 * Takes the events of a file, a line of JSON each, with or without the envelope of EventBridge; each outcome once, in the
 * order of the file.
 *
 * @param file "-" for standard input
 * @throws an Error when it holds no event: a gate that saw nothing must not say that all is well
 */
export async function readArchive(
  file: string,
  take: (event: InvestigationEvent, key: string) => void,
): Promise<Archive> {
  const seen = new Set<string>();
  const leftOut = { repeated: 0, other: 0, refused: 0 };
  let span: [string, string] | undefined;
  await eachLine(file, (line) => {
    const event = eventIn(line);
    if (typeof event === 'string') {
      leftOut[event]++;
      return;
    }
    const key = outcomeKey(event);
    if (seen.has(key)) {
      leftOut.repeated++;
      return;
    }
    seen.add(key);
    const { timestamp } = event;
    if (!span) span = [timestamp, timestamp];
    else if (timestamp < span[0]) span[0] = timestamp;
    else if (timestamp > span[1]) span[1] = timestamp;
    take(event, key);
  });
  if (!span) throw new Error(`${file} holds no event that could be replayed.`);
  return { events: seen.size, from: span[0], to: span[1], left_out: leftOut };
}

/**
 * The same in the order of the events' timestamps, whatever the order of the file. Meanwhile the events are in a file without
 * a name in the system's folder for temporary files, not in memory.
 */
export async function readInOrder(file: string, take: (event: InvestigationEvent) => void): Promise<Archive> {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-'));
  let spool: number | undefined;
  try {
    const path = join(folder, 'events');
    const opened = (spool = openSync(path, 'wx+', 0o600));
    unlinkSync(path); // so that nothing stays when the process is killed
    const places: { at: number; key: string; start: number; length: number }[] = [];
    let end = 0;
    const archive = await readArchive(file, (event, key) => {
      const bytes = Buffer.from(JSON.stringify(event));
      appendFileSync(opened, bytes);
      places.push({ at: Date.parse(event.timestamp), key, start: end, length: bytes.length });
      end += bytes.length;
    });
    places.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    for (const { start, length } of places) {
      const bytes = Buffer.alloc(length);
      readSync(opened, bytes, 0, length, start);
      take(JSON.parse(bytes.toString()) as InvestigationEvent);
    }
    return archive;
  } finally {
    if (spool !== undefined) closeSync(spool);
    rmSync(folder, { recursive: true });
  }
}

function eventIn(line: string): InvestigationEvent | LeftOut {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'refused';
  }
  let detail = value;
  let account: unknown;
  if (isRecord(value) && isRecord(value['detail'])) {
    const { source, 'detail-type': type, 'replay-name': replay } = value;
    if (source !== EVENT_SOURCE || type === HEARTBEAT_DETAIL_TYPE || replay !== undefined) return 'other';
    ({ detail, account } = value);
  }
  const parsed = parseInvestigationEvent(detail);
  return parsed.ok && (account === undefined || account === parsed.value.client_account_id) ? parsed.value : 'refused';
}

/** Calls for every line that is not empty. A line of millions of characters is no event, and is not kept for long. */
async function eachLine(file: string, take: (line: string) => void): Promise<void> {
  const stream =
    file === '-'
      ? process.stdin.setEncoding('utf8')
      : createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 });
  let rest = '';
  for await (const chunk of sayingWhatToGive(file, stream as AsyncIterable<string>)) {
    const text = rest === '' ? chunk : rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      if (end > start) take(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  }
  if (rest.trim() !== '') take(rest);
}

async function* sayingWhatToGive(file: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* chunks;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(
      `--events ${file}: this could not be read (${code}). Give a file with a line of JSON for each event, such as ` +
        '`orchestrator archive` writes, or "-" for standard input.',
      { cause: error },
    );
  }
}
