import { createHash } from 'node:crypto';
import {
  investigationKey,
  outcomeKey,
  type Heartbeat,
  type InvestigationEvent,
  type NativeEvent,
  type OutcomeId,
} from '@org/event-schema';
import {
  claimEffect,
  recordFailure,
  recordReceipt,
  type Claim,
  type Claimant,
  type Delivery,
  type Failure,
  type Receipt,
} from './effects';
import { CANDIDATE_SHARDS, keys, listed, listedForClient, shardOf, shardsOf, type Effect } from './keys';
import type {
  ClientDay,
  DecisionRecord,
  HeartbeatRecord,
  InvestigationHistory,
  NativeRecord,
  OutcomeRecord,
  PatternRecord,
  SetAsideRecord,
} from './records';
import { toMilliseconds, withNative, withOutcome, type InvestigationState } from './state';
import { Table, without, withoutKeys, type Item, type StoreOptions } from './table';

/** What the console and reports read. Lists are newest first, and expired records are left out. */
export interface InvestigationReader {
  /** Everything about one investigation; `key` is `account/space/investigation`. */
  investigation(key: string): Promise<InvestigationHistory>;
  /** Whatever changed last, over all clients and stages. */
  recentInvestigations(limit: number): Promise<InvestigationState[]>;
  /** Those from which something is still expected: the agent works, or it ended and its report has not come. */
  openInvestigations(limit: number): Promise<InvestigationState[]>;
  clientInvestigations(accountId: string, limit: number): Promise<InvestigationState[]>;
  /** The newest heartbeat of every agent space that ever sent one. Who is silent is the reader's arithmetic. */
  clientHealth(): Promise<HeartbeatRecord[]>;
  /** A client's days between two dates (YYYY-MM-DD, both included), oldest first. */
  clientDays(accountId: string, from: string, to: string): Promise<ClientDay[]>;
  recentDecisions(limit: number): Promise<DecisionRecord[]>;
  recentDeliveries(limit: number): Promise<Delivery[]>;
  patterns<P extends PatternRecord = PatternRecord>(limit: number): Promise<P[]>;
  /** A pattern, what a language model wrote about it (not to be trusted), and the deliveries of its alert. */
  pattern<P extends PatternRecord = PatternRecord>(
    patternId: string,
  ): Promise<{ pattern: P; analysis?: string; deliveries: Delivery[] } | undefined>;
  quarantined(limit: number): Promise<SetAsideRecord[]>;
  /** Archive replays, recorded and never acted on. */
  ignored(limit: number): Promise<SetAsideRecord[]>;
}

/** What the router and the pattern detector write. Every call is harmless to repeat. */
export interface InvestigationStore extends InvestigationReader {
  /** Saves an outcome and moves the investigation's state. `first` is false when this outcome was here already. */
  saveOutcome(event: InvestigationEvent): Promise<{ first: boolean }>;
  /** Saves a life-cycle event and moves the investigation's state. */
  saveNative(event: NativeEvent, clientName: string): Promise<{ first: boolean }>;
  /** Records the decision, unless there is one: the decision that stands is given back. */
  saveDecision(decision: DecisionRecord, outcome: OutcomeId): Promise<DecisionRecord>;
  claim(effect: Effect, claimant: Claimant): Promise<Claim>;
  /** False when the claim was lost meanwhile: people may have been told twice. */
  receipt(effect: Effect, claimId: string, receipt: Receipt): Promise<boolean>;
  failure(effect: Effect, claimId: string, failure: Failure): Promise<void>;
  /**
   * Records a heartbeat, and compares one that is at least a minute old with what arrived since (`compared`). A heartbeat
   * that is not newer than the one kept changes nothing.
   */
  saveHeartbeat(heartbeat: Heartbeat, clientName: string): Promise<{ record: HeartbeatRecord; compared: boolean }>;
  /** Adds counts to a client's day, once for each mark. */
  count(
    day: { account_id: string; client_name: string; date: string },
    mark: string,
    counts: Record<string, number>,
  ): Promise<void>;
  quarantine(record: Omit<SetAsideRecord, 'at'>): Promise<{ first: boolean }>;
  ignore(record: Omit<SetAsideRecord, 'at'>): Promise<{ first: boolean }>;
  /** Takes one of a day's budget of `max`; false when it is spent. */
  spend(budget: string, date: string, max: number): Promise<boolean>;
  /** Remembers a member under a correlation key for as long as the window needs it. */
  saveCandidate(key: string, candidate: Candidate): Promise<void>;
  /**
   * Members under a key with a timestamp in the window, the oldest first; the newest {@link MAX_CANDIDATES}. When there are
   * more, all that are newer than `complete_since` are there.
   */
  candidates<M>(key: string, from: string, to: string): Promise<{ members: M[]; complete_since?: string }>;
  /** Lets a pattern be found under its keys. Done before the pattern is written, so that a crash leaves no lost pattern. */
  pointToPattern(pattern: PatternRecord): Promise<void>;
  /** Patterns under keys whose last member is not older than `since`; the newest {@link MAX_PATTERNS}. */
  patternsUnder<P extends PatternRecord>(keys: readonly string[], since: string): Promise<P[]>;
  /** Replaces a pattern if its version is still the expected one (0: absent). False: read and decide again. */
  savePattern(pattern: PatternRecord, expectedVersion: number): Promise<boolean>;
  /** Keeps what a language model wrote about a pattern, unless there is something already. */
  saveAnalysis(patternId: string, text: string): Promise<void>;
}

export interface Candidate {
  readonly id: OutcomeId;
  readonly timestamp: string;
  readonly member: object;
}

/**
 * Of one key the newest are read: the engine weighs a burst against the history of its key, and under a busy key a short
 * history tells as much. So a storm under one key does not make every event read the whole storm.
 */
export const MAX_CANDIDATES = 100;

/** Of the patterns under an event's keys so many are read. */
export const MAX_PATTERNS = 25;

/** Candidates and pointers outlive the history that a burst is weighed against (14 days), and late arrivals. */
const CORRELATION_DAYS = 16;

/** From the watcher's count to our ledger an outcome takes seconds; this much is allowed before it counts as missing. */
const ON_ITS_WAY_MS = 60_000;

/** An outcome's start may be rounded into the minute before the investigation was created. */
const START_SLACK_MS = 60_000;

export function investigationReader(options: StoreOptions): InvestigationReader {
  return investigationStore(options);
}

export function investigationStore(options: StoreOptions): InvestigationStore {
  const table = new Table(options);
  const readStates = async (ids: readonly string[]) =>
    (await Promise.all(ids.map((key) => table.get<InvestigationState>(keys.investigation(key)))))
      .filter((state) => state !== undefined)
      .map(withoutKeys);

  return {
    async saveOutcome(event) {
      const key = investigationKey(event);
      const first = await table.putOnce({
        ...keys.outcome(event),
        ...listedForClient(event.client_account_id, `${key}#${event.outcome_version}`, toMilliseconds(event.timestamp)),
        investigation: key,
        event,
        received_at: table.now().toISOString(),
      });
      // Also when it was here: a crash may have come between the two writes.
      await moveState(key, (before) => withOutcome(before, event));
      return { first };
    },

    async saveNative(event, clientName) {
      const { metadata, data } = event.detail;
      const key = investigationKey({
        client_account_id: event.account,
        agent_space_id: metadata.agent_space_id,
        investigation_id: metadata.task_id,
      });
      const detailType = event['detail-type'];
      const first = await table.putOnce({
        ...keys.native(key, data.updated_at, detailType),
        ...(detailType === 'Investigation Created'
          ? listedForClient(event.account, `${key}#0`, toMilliseconds(data.created_at))
          : {}),
        investigation: key,
        detail_type: detailType,
        status: data.status,
        priority: data.priority,
        updated_at: data.updated_at,
        execution_id: metadata.execution_id,
        received_at: table.now().toISOString(),
      });
      await moveState(key, (before) => withNative(before, event, clientName));
      return { first };
    },

    async saveDecision(decision, outcome) {
      const key = keys.decision(outcome);
      const written = await table.putOnce({
        ...decision,
        ...key,
        ...listed('DECISIONS', decision.key, decision.decided_at),
      });
      if (written) return decision;
      const standing = await table.get<DecisionRecord>(key);
      return standing ? withoutKeys(standing) : decision;
    },

    claim: (effect, claimant) => claimEffect(table, effect, claimant),
    receipt: (effect, claimId, receipt) => recordReceipt(table, effect, claimId, receipt),
    failure: (effect, claimId, failure) => recordFailure(table, effect, claimId, failure),

    async saveHeartbeat(heartbeat, clientName) {
      const key = keys.heartbeat(heartbeat.client_account_id, heartbeat.agent_space_id);
      const earlier = await table.get<HeartbeatRecord>(key);
      const at = toMilliseconds(heartbeat.timestamp);
      if (earlier && toMilliseconds(earlier.heartbeat.timestamp) >= at) {
        return { record: asHeartbeat(earlier), compared: false };
      }
      const received_at = table.now().toISOString();
      const due = earlier && Date.parse(received_at) - Date.parse(earlier.waiting.received_at) >= ON_ITS_WAY_MS;
      const record: HeartbeatRecord = {
        client_account_id: heartbeat.client_account_id,
        client_name: clientName,
        agent_space_id: heartbeat.agent_space_id,
        heartbeat,
        received_at,
        waiting: earlier && !due ? earlier.waiting : { heartbeat, received_at },
        missing: due ? await missingFrom(earlier.waiting.heartbeat) : (earlier?.missing ?? 0),
      };
      await table.putIf(
        {
          ...record,
          ...key,
          ...listed('HEARTBEATS', `${heartbeat.client_account_id}/${heartbeat.agent_space_id}`, ''),
          beat_at: at,
        },
        'attribute_not_exists(pk) OR expires_at <= :now OR beat_at < :beat_at',
        { ':beat_at': at },
      );
      return { record, compared: due === true };
    },

    async count({ account_id, client_name, date }, mark, counts) {
      const names = Object.keys(counts);
      if (names.length === 0) return;
      const seen = createHash('sha256').update(mark).digest('base64url').slice(0, 11);
      await table.update(
        keys.day(account_id, date),
        'SET client_account_id = :account, client_name = :name, #date = :date, expires_at = :expires_at ' +
          `ADD seen :seen_set, ${names.map((_, index) => `#c${index} :c${index}`).join(', ')}`,
        {
          condition: 'NOT contains(seen, :seen)',
          values: {
            ':account': account_id,
            ':name': client_name,
            ':date': date,
            ':seen': seen,
            ':seen_set': new Set([seen]),
            ...Object.fromEntries(names.map((name, index) => [`:c${index}`, counts[name]])),
          },
          names: { '#date': 'date', ...Object.fromEntries(names.map((name, index) => [`#c${index}`, `n_${name}`])) },
        },
      );
    },

    async spend(budget, date, max) {
      if (max < 1) return false;
      const spent = await table.update(keys.budget(budget, date), 'SET expires_at = :expires_at ADD spent :one', {
        condition: 'attribute_not_exists(spent) OR spent < :max',
        values: { ':one': 1, ':max': max },
      });
      return spent !== false;
    },

    quarantine: (record) => setAside('QUARANTINE', record),
    ignore: (record) => setAside('IGNORED', record),

    async saveCandidate(key, { id, timestamp, member }) {
      await table.putOnce({
        pk: keys.candidates(key, shardOf(id.client_account_id, CANDIDATE_SHARDS)),
        sk: `MEM#${toMilliseconds(timestamp)}#${outcomeKey(id)}`,
        member,
        expires_at: table.expiresAt(CORRELATION_DAYS),
      });
    },

    async candidates<M>(key: string, from: string, to: string) {
      const perShard = MAX_CANDIDATES / CANDIDATE_SHARDS;
      const shards = await Promise.all(
        Array.from({ length: CANDIDATE_SHARDS }, (_, shard) =>
          table.query<{ member: M; sk: string }>(keys.candidates(key, shard), {
            from: `MEM#${toMilliseconds(from)}`,
            to: `MEM#${toMilliseconds(to)}\uffff`,
            newestFirst: true,
            limit: perShard,
          }),
        ),
      );
      const found = shards.flat().sort((a, b) => (a.sk < b.sk ? -1 : 1));
      const since = shards
        .flatMap((shard) => (shard.length < perShard ? [] : (shard.at(-1)?.sk.split('#')[1] ?? [])))
        .sort();
      const complete_since = since.at(-1);
      return { members: found.map(({ member }) => member), ...(complete_since !== undefined && { complete_since }) };
    },

    async pointToPattern(pattern) {
      await Promise.all(
        pattern.keys.map((key) =>
          table.update(
            { pk: keys.patternPointers(key), sk: `PAT#${pattern.pattern_id}` },
            'SET pattern_id = :id, last_timestamp = :last, expires_at = :until',
            {
              values: {
                ':id': pattern.pattern_id,
                ':last': toMilliseconds(pattern.last_timestamp),
                ':until': table.expiresAt(CORRELATION_DAYS),
              },
            },
          ),
        ),
      );
    },

    async patternsUnder<P extends PatternRecord>(under: readonly string[], since: string) {
      const pointers = await Promise.all(
        under.map((key) =>
          table.query<{ pattern_id: string; last_timestamp: string }>(keys.patternPointers(key), {
            from: 'PAT#',
            limit: 100,
          }),
        ),
      );
      const ids = new Map(
        pointers
          .flat()
          .filter(({ last_timestamp }) => last_timestamp >= toMilliseconds(since))
          .sort((a, b) => (a.last_timestamp > b.last_timestamp ? -1 : 1))
          .map(({ pattern_id }) => [pattern_id, true] as const),
      );
      const found = await Promise.all(
        [...ids.keys()]
          .slice(0, MAX_PATTERNS)
          .sort()
          .map((id) => table.get<{ pattern: P }>(keys.pattern(id))),
      );
      return found.filter((item) => item !== undefined).map(({ pattern }) => pattern);
    },

    savePattern: (pattern, expectedVersion) =>
      table.putIf(
        {
          ...keys.pattern(pattern.pattern_id),
          ...listed('PATTERNS', pattern.pattern_id, toMilliseconds(pattern.last_timestamp)),
          pattern,
          version: pattern.version,
        },
        expectedVersion === 0 ? 'attribute_not_exists(pk) OR expires_at <= :now' : 'version = :expected',
        { ':expected': expectedVersion },
      ),

    async saveAnalysis(patternId, text) {
      await table.putOnce({ pk: keys.pattern(patternId).pk, sk: 'ANALYSIS', text });
    },

    async investigation(key) {
      const items = await table.query<Item & { sk: string }>(`INV#${key}`);
      const those = <T extends object>(prefix: string) =>
        items.filter(({ sk }) => sk.startsWith(prefix)).map((item) => withoutKeys(item) as unknown as T);
      const [state] = those<InvestigationState>('STATE');
      return {
        ...(state ? { state } : {}),
        outcomes: those<OutcomeRecord & { investigation?: string }>('OUT#').map(({ event, received_at }) => ({
          event,
          received_at,
        })),
        native: those<NativeRecord & { investigation?: string }>('NAT#').map(
          ({ investigation: _, ...record }) => record,
        ),
        decisions: those<DecisionRecord>('DEC#'),
        deliveries: those<Item>('DLV#').map(asDelivery),
      };
    },

    async recentInvestigations(limit) {
      const [open, reported] = await Promise.all([
        table.newest<InvestigationState>('OPEN', limit),
        table.newest<InvestigationState>('REPORTED', limit),
      ]);
      return [...open, ...reported]
        .map(withoutKeys)
        .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
        .slice(0, limit);
    },

    openInvestigations: async (limit) => (await table.newest<InvestigationState>('OPEN', limit)).map(withoutKeys),

    async clientInvestigations(accountId, limit) {
      // An investigation stands here for its creation and for each outcome.
      const entries = await table.query<{ investigation: string }>(`CLIENT#${accountId}`, {
        index: 'gsi1',
        newestFirst: true,
        limit: limit * 4,
      });
      return readStates([...new Set(entries.map(({ investigation }) => investigation))].slice(0, limit));
    },

    async clientHealth() {
      const shards = await Promise.all(
        shardsOf('HEARTBEATS').map((pk) => table.query<HeartbeatRecord & Item>(pk, { index: 'gsi1' })),
      );
      return shards
        .flat()
        .map(asHeartbeat)
        .sort((a, b) => a.client_name.localeCompare(b.client_name) || (a.agent_space_id < b.agent_space_id ? -1 : 1));
    },

    async clientDays(accountId, from, to) {
      const days = await table.query<Item>(`CLIENT#${accountId}`, { from: `DAY#${from}`, to: `DAY#${to}` });
      return days.map((day) => ({
        client_account_id: day['client_account_id'] as string,
        client_name: day['client_name'] as string,
        date: day['date'] as string,
        counts: Object.fromEntries(
          Object.entries(day).flatMap(([name, value]) =>
            name.startsWith('n_') ? [[name.slice(2), value as number]] : [],
          ),
        ),
      }));
    },

    recentDecisions: async (limit) => (await table.newest<DecisionRecord>('DECISIONS', limit)).map(withoutKeys),
    recentDeliveries: async (limit) => (await table.newest<Item>('DELIVERIES', limit)).map(withoutKeys).map(asDelivery),

    patterns: async <P extends PatternRecord>(limit: number) =>
      (await table.newest<{ pattern: P }>('PATTERNS', limit)).map(({ pattern }) => pattern),

    async pattern<P extends PatternRecord>(patternId: string) {
      const items = await table.query<Item & { sk: string }>(keys.pattern(patternId).pk);
      const state = items.find(({ sk }) => sk === 'STATE');
      if (!state) return undefined;
      const deliveries = items.filter(({ sk }) => sk.startsWith('DLV#')).map((item) => asDelivery(withoutKeys(item)));
      const analysis = items.find(({ sk }) => sk === 'ANALYSIS')?.['text'] as string | undefined;
      return { pattern: state['pattern'] as P, ...(analysis === undefined ? {} : { analysis }), deliveries };
    },

    quarantined: async (limit) => (await table.newest<SetAsideRecord>('QUARANTINE', limit)).map(withoutKeys),
    ignored: async (limit) => (await table.newest<SetAsideRecord>('IGNORED', limit)).map(withoutKeys),
  };

  async function moveState(
    key: string,
    change: (before: InvestigationState | undefined) => InvestigationState | undefined,
  ): Promise<void> {
    await table.replace<InvestigationState>(keys.investigation(key), (before) => {
      const after = change(before);
      if (after === undefined || after === before) return undefined;
      const list = after.stage === 'reported' ? 'REPORTED' : 'OPEN';
      return { ...after, ...listed(list, key, after.updated_at) };
    });
  }

  async function setAside(list: 'QUARANTINE' | 'IGNORED', record: Omit<SetAsideRecord, 'at'>) {
    const at = table.now().toISOString();
    const first = await table.putOnce({
      ...record,
      at,
      ...keys.setAside(record.id, list),
      ...listed(list, record.id, at),
    });
    return { first };
  }

  /** How many of the outcomes that a heartbeat counted are not here. Zero is no lower than it looks: see the README. */
  async function missingFrom({ client_account_id, agent_space_id, window_start, outcomes, newest_outcome }: Heartbeat) {
    const from = Date.parse(window_start) - START_SLACK_MS;
    const arrived = await table.query<{ event?: InvestigationEvent }>(`CLIENT#${client_account_id}`, {
      index: 'gsi1',
      from: new Date(from).toISOString(),
      to: '\uffff',
    });
    const ours = arrived.filter(
      ({ event }) =>
        event?.agent_space_id === agent_space_id &&
        Date.parse(event.timestamp) - event.summary.duration_minutes * 60_000 >= from,
    ).length;
    const newestIsHere =
      !newest_outcome ||
      (await table.get(keys.outcome({ client_account_id, agent_space_id, ...newest_outcome }))) !== undefined;
    return Math.max(0, outcomes - ours, newestIsHere ? 0 : 1);
  }
}

function asHeartbeat(item: HeartbeatRecord): HeartbeatRecord {
  return without(withoutKeys(item), ['beat_at']);
}

function asDelivery(item: Item): Delivery {
  return without(item, ['claim_id', 'claimed_for', 'lease_until']) as unknown as Delivery;
}
