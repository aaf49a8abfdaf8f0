import { randomUUID } from 'node:crypto';
import { ServiceError } from './errors';
import { isoSeconds, type EventBridge, type EventBus } from './event-bridge';
import type { FaultPlan } from './faults';
import type { Observations } from './observations';
import type { Caller, JsonService } from './wire';

interface PutEventsEntry {
  readonly Time?: number | string;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
}

interface EntryResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

const MAX_ENTRIES = 10;
// Since 2026-01-29; 256 KB before.
const MAX_REQUEST_BYTES = 1_048_576;
const MAX_DETAIL_TYPE_CHARACTERS = 128;

/** EventBridge over AWS JSON 1.1: PutEvents, and the replay of an archive. */
export function eventsApi(eventBridge: EventBridge, faults: FaultPlan, observations: Observations): JsonService {
  return (operation, input, caller) => {
    if (operation === 'PutEvents') return putEvents((input['Entries'] ?? []) as PutEventsEntry[], caller);
    if (operation === 'StartReplay') return startReplay(input, caller);
    throw new ServiceError('UnknownOperationException', `The local cloud does not know EventBridge ${operation}.`);
  };

  function putEvents(entries: readonly PutEventsEntry[], caller: Caller) {
    if (entries.length < 1 || entries.length > MAX_ENTRIES) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_ENTRIES}`,
      );
    }
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= MAX_REQUEST_BYTES) {
      throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    authorize(entries, caller);
    const results = entries.map((entry) => putEntry(entry, caller));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  /** IAM judges the whole request: one bus that refuses the sender refuses every entry. */
  function authorize(entries: readonly PutEventsEntry[], caller: Caller): void {
    for (const bus of new Set(entries.map((entry) => busOf(entry, caller)))) {
      if (!bus) continue;
      const onBus = entries.filter((entry) => busOf(entry, caller) === bus);
      const sources = [...new Set(onBus.flatMap(({ Source }) => Source ?? []))];
      const detailTypes = [...new Set(onBus.flatMap(({ DetailType }) => DetailType ?? []))];
      if (eventBridge.mayPut(bus, caller.account, sources, detailTypes)) continue;
      const reason =
        `User: arn:aws:iam::${caller.account}:root is not authorized to perform: events:PutEvents on resource: ${bus.arn} ` +
        'because no resource-based policy allows the events:PutEvents action';
      observations.tell({ kind: 'event_refused', account: caller.account, bus: bus.arn, reason });
      throw new ServiceError('AccessDeniedException', reason);
    }
  }

  function putEntry(entry: PutEventsEntry, caller: Caller): EntryResult {
    const problem = problemOf(entry);
    if (problem) return problem;
    if (faults.strikes('throttle')) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
    const EventId = randomUUID();
    const bus = busOf(entry, caller);
    if (!bus) {
      // As AWS does: accepted, and gone.
      observations.tell({
        kind: 'event_dropped',
        account: caller.account,
        bus: entry.EventBusName ?? 'default',
        reason: `there is no such bus in Region ${caller.region}`,
      });
      return { EventId };
    }
    eventBridge.accept(bus, {
      version: '0',
      id: EventId,
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      account: caller.account,
      time: timeOf(entry),
      region: caller.region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}'),
    });
    return { EventId };
  }

  function startReplay(input: Record<string, unknown>, caller: Caller) {
    const archiveArn = String(input['EventSourceArn']);
    if (archiveArn.split(':')[4] !== caller.account) {
      throw new ServiceError('ResourceNotFoundException', `Archive ${archiveArn} does not exist.`);
    }
    const name = String(input['ReplayName']);
    eventBridge.replay(archiveArn, name, dateOf(input['EventStartTime']), dateOf(input['EventEndTime']));
    return { ReplayArn: `arn:aws:events:${caller.region}:${caller.account}:replay/${name}`, State: 'STARTING' };
  }

  function busOf(entry: PutEventsEntry, caller: Caller): EventBus | undefined {
    return eventBridge.find(entry.EventBusName ?? 'default', caller.account, caller.region);
  }
}

function problemOf(entry: PutEventsEntry): EntryResult | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  if ((entry.DetailType ?? '').length > MAX_DETAIL_TYPE_CHARACTERS) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter DetailType is not valid. Reason: it is too long.' };
  }
  if (/^aws\./i.test(entry.Source ?? '')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return isJsonObject(entry.Detail)
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isJsonObject(text: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

// EventBridge user guide, "Calculating PutEvents event entry size": a given time counts 14 bytes.
function sizeOf(entry: PutEventsEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return (entry.Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

function timeOf(entry: PutEventsEntry): string {
  return isoSeconds(entry.Time === undefined ? new Date() : dateOf(entry.Time));
}

/** AWS JSON writes times as epoch seconds. */
function dateOf(time: unknown): Date {
  return new Date(typeof time === 'number' ? time * 1000 : String(time));
}
