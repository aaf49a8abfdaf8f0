import { createHash } from 'node:crypto';
import { agentSpaces, severityMapping, type ClientConfiguration, type ClientRegistry } from '@org/configuration';
import {
  EVENT_SOURCE,
  HEARTBEAT_DETAIL_TYPE,
  NATIVE_SOURCE,
  describe,
  parseHeartbeat,
  parseInvestigationEvent,
  parseNativeEvent,
  type BusEnvelope,
  type Heartbeat,
  type InvestigationEvent,
  type NativeEvent,
  type Parsed,
  type Problem,
} from '@org/event-schema';
import { acceptedLinks } from './links';

/** What a message from the queue turned out to be. */
export type Arrival =
  | { readonly kind: 'event'; readonly event: InvestigationEvent; readonly bytes: number }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat; readonly client: ClientConfiguration }
  | { readonly kind: 'native'; readonly event: NativeEvent; readonly client: ClientConfiguration }
  | ({ readonly kind: 'replay' } & SetAside)
  | ({ readonly kind: 'refused' } & SetAside);

/** What may be kept of something that is not acted on: nothing that its sender could have chosen freely. */
export interface SetAside {
  /** The same arrival, again, has the same id. */
  readonly id: string;
  readonly reason:
    | 'no-envelope'
    | 'too-deep'
    | 'archive-replay'
    | 'unknown-account'
    | 'account-mismatch'
    | 'unknown-agent-space'
    | 'unknown-source'
    | 'invalid-event'
    | 'invalid-heartbeat'
    | 'invalid-native-event';
  readonly explanation: string;
  readonly problems: readonly Problem[];
  readonly bytes: number;
  readonly account?: string;
  readonly source?: string;
}

/** No event of ours, or of the service, comes near; and what is nested without end brings down whatever walks through it. */
const MAX_DEPTH = 32;

/**
 * Says what a message is, and whether its sender may have sent it. EventBridge stamps the envelope's `account`, so that
 * is who sent it; what the detail says of its account is compared, never believed. Name, severity mapping and links come
 * from the registry.
 *
 * @param body the parsed body of the message, or its raw text when it is not JSON
 */
export function readArrival(body: unknown, registry: ClientRegistry): Arrival {
  const shallow = cutBelow(body, MAX_DEPTH);
  if (shallow !== body) return tooDeep(shallow);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  if (!isEnvelope(body)) {
    return {
      kind: 'refused',
      id: fingerprint(text),
      reason: 'no-envelope',
      explanation: 'The message is not an event as EventBridge delivers it.',
      problems: [
        { pointer: '', expected: 'an EventBridge event', found: describe(body), mend: 'send through the bus' },
      ],
      bytes,
    };
  }
  const { account, source, detail } = body;
  const setAside = (
    kind: 'refused' | 'replay',
    reason: SetAside['reason'],
    explanation: string,
    problems: readonly Problem[] = [],
  ): Arrival => ({
    kind,
    // Not the envelope's id: that changes when the same event comes again.
    id: fingerprint(JSON.stringify([account, source, body['detail-type'], body.time, detail])),
    reason,
    explanation,
    problems,
    bytes,
    ...(/^\d{12}$/.test(account) ? { account } : {}),
    ...([EVENT_SOURCE, NATIVE_SOURCE].includes(source) ? { source } : {}),
  });

  if (body['replay-name'] !== undefined) {
    return setAside('replay', 'archive-replay', 'An archive replayed it. A replay is recorded and never acted on.');
  }
  const client = registry.find(account);
  if (!client) {
    return setAside(
      'refused',
      'unknown-account',
      'The account that sent it is in no client file of the configuration.',
    );
  }
  if (source === NATIVE_SOURCE) {
    const native = parseNativeEvent(body);
    return native.ok
      ? { kind: 'native', event: native.value, client }
      : setAside('refused', 'invalid-native-event', 'It is no life-cycle event of the service.', native.problems);
  }
  if (source !== EVENT_SOURCE) {
    return setAside('refused', 'unknown-source', 'Its source is neither ours nor the service.');
  }

  // Before the shape: somebody who speaks for another must not hide behind a missing field.
  const claimed = (detail as Record<string, unknown>)['client_account_id'];
  if (typeof claimed === 'string' && claimed !== account) {
    return setAside('refused', 'account-mismatch', 'It speaks for another account than the one that sent it.', [
      {
        pointer: '/client_account_id',
        expected: 'the account that sent the event',
        found: 'another account',
        mend: 'find out who uses that account to speak for another',
      },
    ]);
  }
  const isHeartbeat = body['detail-type'] === HEARTBEAT_DETAIL_TYPE;
  const parsed: Parsed<Heartbeat | InvestigationEvent> = isHeartbeat
    ? parseHeartbeat(detail)
    : parseInvestigationEvent(detail);
  if (!parsed.ok) {
    const reason = isHeartbeat ? 'invalid-heartbeat' : 'invalid-event';
    return setAside('refused', reason, 'It does not fit the schema.', parsed.problems);
  }
  const { agent_space_id: space } = parsed.value;
  if (!agentSpaces(client).some(({ agent_space_id }) => agent_space_id === space)) {
    return setAside('refused', 'unknown-agent-space', "It speaks of an agent space that is none of its client's.", [
      {
        pointer: '/agent_space_id',
        expected: "an agent space of the client's file",
        found: 'another agent space',
        mend: "add it to the client's file, if the client may watch it",
      },
    ]);
  }
  if (isHeartbeat) return { kind: 'heartbeat', heartbeat: parsed.value as Heartbeat, client };
  return { kind: 'event', event: asWeKnowIt(parsed.value as InvestigationEvent, client), bytes };
}

/** The event with what the registry says instead of what the sender says. */
function asWeKnowIt(event: InvestigationEvent, client: ClientConfiguration): InvestigationEvent {
  return {
    ...event,
    client_name: client.client_name,
    severity: severityMapping(client)[event.priority],
    links: acceptedLinks(event.links, client),
  };
}

function tooDeep(shallow: unknown): Arrival {
  const text = JSON.stringify(shallow);
  const account = (shallow as { account?: unknown }).account;
  return {
    kind: 'refused',
    id: fingerprint(text),
    reason: 'too-deep',
    explanation: `It is nested deeper than ${MAX_DEPTH} levels.`,
    problems: [
      {
        pointer: '',
        expected: `at most ${MAX_DEPTH} levels`,
        found: 'more levels',
        mend: 'find out what made it: no event is nested so deep',
      },
    ],
    bytes: Buffer.byteLength(text),
    ...(typeof account === 'string' && /^\d{12}$/.test(account) ? { account } : {}),
  };
}

/** The value itself, or a copy without what is nested deeper. */
function cutBelow(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  let changed = false;
  const entries = Object.entries(value).map(([name, inner]) => {
    const kept = cutBelow(inner, levels - 1);
    changed ||= kept !== inner;
    return [name, kept] as const;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function isEnvelope(value: unknown): value is BusEnvelope {
  if (typeof value !== 'object' || value === null) return false;
  const { account, source, detail } = value as Record<string, unknown>;
  return (
    typeof account === 'string' &&
    typeof source === 'string' &&
    typeof (value as Record<string, unknown>)['detail-type'] === 'string' &&
    typeof detail === 'object' &&
    detail !== null
  );
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
