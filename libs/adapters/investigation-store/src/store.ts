import { createHash } from 'node:crypto';
import {
  investigationKey,
  type Heartbeat,
  type InvestigationEvent,
  type NativeEvent,
  type OutcomeId,
} from '@org/event-schema';
import { analysisStore, type AnalysisReader, type AnalysisStore } from './analyses';
import { outcomesBetween } from './archive';
import {
  asDelivery,
  claimEffect,
  recordFailure,
  recordHuman,
  recordReceipt,
  type Claim,
  type Claimant,
  type Delivery,
  type Failure,
  type HumanRecord,
  type Receipt,
} from './effects';
import {
  dueFollowUps,
  endFollowUp,
  postponeFollowUp,
  saveFollowUp,
  type FollowUp,
  type NewFollowUp,
} from './follow-ups';
import { takeGroup, type GroupTurn } from './groups';
import { stopCalls, takeCall, type Call, type CallFor, type CallLimit } from './calls';
import { keys, listed, listedForClient, shardsOf, type Effect } from './keys';
import { noticeStore, type NoticeStore } from './notices';
import { addPending, drain, drainerOf, type Drainer, type PendingPage, type PendingSlot } from './pending';
import { patternWatchStore, type PatternWatchStore } from './pattern-watches';
import { patternStore, type PatternReader, type PatternStore } from './patterns';
import type {
  ClientDay,
  DecisionRecord,
  HeartbeatRecord,
  InvestigationHistory,
  NativeRecord,
  OutcomeRecord,
  SetAsideRecord,
} from './records';
import { readSilence, saveSilence, type SilenceRecord } from './silence';
import { toMilliseconds, withNative, withOutcome, type InvestigationState } from './state';
import { verdictStore, type VerdictReader, type VerdictStore } from './verdicts';
import { Table, without, withoutKeys, type Item, type StoreOptions } from './table';

/** What the console and reports read. Lists are newest first, and expired records are left out. */
export interface InvestigationReader extends PatternReader, AnalysisReader, VerdictReader {
  /** Everything about one investigation; `key` is `account/space/investigation`. */
  investigation(key: string): Promise<InvestigationHistory>;
  /** Whatever changed last, over all clients and stages. */
  recentInvestigations(limit: number): Promise<InvestigationState[]>;
  /** Those from which something is still expected: the agent works, or it ended and its report has not come. */
  openInvestigations(limit: number): Promise<InvestigationState[]>;
  clientInvestigations(accountId: string, limit: number): Promise<InvestigationState[]>;
  /**
   * The outcomes of a time, oldest first, `to` left out; read as they are asked for, so that any number of them fits.
   *
   * @param accounts whose; each client's outcomes are in a list of its own
   */
  outcomesBetween(accounts: readonly string[], from: Date, to: Date): AsyncIterable<OutcomeRecord>;
  /** The newest heartbeat of every agent space that ever sent one. Who is silent is the reader's arithmetic. */
  clientHealth(): Promise<HeartbeatRecord[]>;
  /** Who was silent when all heartbeats were last looked at; nothing before the first look. */
  silence(): Promise<SilenceRecord | undefined>;
  /** A client's days between two dates (YYYY-MM-DD, both included), oldest first. */
  clientDays(accountId: string, from: string, to: string): Promise<ClientDay[]>;
  recentDecisions(limit: number): Promise<DecisionRecord[]>;
  recentDeliveries(limit: number): Promise<Delivery[]>;
  quarantined(limit: number): Promise<SetAsideRecord[]>;
  /** Archive replays, recorded and never acted on. */
  ignored(limit: number): Promise<SetAsideRecord[]>;
}

/** What the router and the pattern detector write. Every call is harmless to repeat. */
export interface InvestigationStore
  extends InvestigationReader,
    PatternStore,
    AnalysisStore,
    PatternWatchStore,
    NoticeStore,
    VerdictStore {
  /** Saves an outcome and moves the investigation's state. `first` is false when this outcome was here already. */
  saveOutcome(event: InvestigationEvent): Promise<{ first: boolean }>;
  /** Saves a life-cycle event and moves the investigation's state. */
  saveNative(event: NativeEvent, clientName: string): Promise<{ first: boolean }>;
  /**
   * Records the decision, unless there is one: the decision that stands is given back. One that says `again` is kept
   * beside the first.
   */
  saveDecision(decision: DecisionRecord, outcome: OutcomeId): Promise<DecisionRecord>;
  claim(effect: Effect, claimant: Claimant): Promise<Claim>;
  /** False when the claim was lost meanwhile: people may have been told twice. */
  receipt(effect: Effect, claimId: string, receipt: Receipt): Promise<boolean>;
  failure(effect: Effect, claimId: string, failure: Failure): Promise<void>;
  /** Records what people did about something that was told. */
  human(effect: Effect, human: HumanRecord): Promise<void>;
  /** Writes down what is owed, unless that was done before. */
  saveFollowUp(followUp: NewFollowUp): Promise<void>;
  /** What is due by now: CRITICAL and HIGH first, then what has been due the longest. */
  dueFollowUps(limit: number): Promise<FollowUp[]>;
  /** Looks at it again then. Nothing happens when another worker has moved or ended it meanwhile. */
  postponeFollowUp(followUp: FollowUp, dueAt: string): Promise<void>;
  endFollowUp(followUp: FollowUp, why: string): Promise<void>;
  /** Takes the turn to page for a group of events; the outcome that has it may take it again. */
  takeGroup(groupKey: string, outcomeKey: string, repeatAfterMinutes: number): Promise<GroupTurn>;
  /** Takes one call of a vendor's limit. */
  takeCall(limit: CallLimit, purpose: CallFor): Promise<Call>;
  /** The vendor has asked for fewer calls: none are left in this slice of time. */
  stopCalls(limit: CallLimit): Promise<void>;
  /** Lets a page wait for others; ask {@link drainerOf} afterwards. */
  addPending(slot: PendingSlot, page: PendingPage): Promise<void>;
  drainerOf(slot: PendingSlot): Promise<Drainer>;
  /** Closes a slot for newcomers, and gives what waits in it. */
  drain(slot: PendingSlot): Promise<PendingPage[]>;
  saveSilence(record: SilenceRecord): Promise<void>;
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
}

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
    ...patternStore(table),
    ...analysisStore(table),
    ...patternWatchStore(table),
    ...noticeStore(table),
    ...verdictStore(table),

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
      const key = keys.decision(outcome, decision.again);
      const written = await table.putOnce({
        ...decision,
        ...key,
        ...listed('DECISIONS', decision.again ? `${decision.key}#again` : decision.key, decision.decided_at),
      });
      if (written) return decision;
      const standing = await table.get<DecisionRecord>(key);
      return standing ? withoutKeys(standing) : decision;
    },

    claim: (effect, claimant) => claimEffect(table, effect, claimant),
    receipt: (effect, claimId, receipt) => recordReceipt(table, effect, claimId, receipt),
    failure: (effect, claimId, failure) => recordFailure(table, effect, claimId, failure),
    human: (effect, human) => recordHuman(table, effect, human),

    saveFollowUp: (followUp) => saveFollowUp(table, followUp),
    dueFollowUps: (limit) => dueFollowUps(table, limit),
    postponeFollowUp: (followUp, dueAt) => postponeFollowUp(table, followUp, dueAt),
    endFollowUp: (followUp, why) => endFollowUp(table, followUp, why),

    takeGroup: (groupKey, outcome, minutes) => takeGroup(table, groupKey, outcome, minutes),
    takeCall: (limit, purpose) => takeCall(table, limit, purpose),
    stopCalls: (limit) => stopCalls(table, limit),
    addPending: (slot, page) => addPending(table, slot, page),
    drainerOf: (slot) => drainerOf(table, slot),
    drain: (slot) => drain(table, slot),

    saveSilence: (record) => saveSilence(table, record),
    silence: () => readSilence(table),

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

    quarantine: (record) => setAside('QUARANTINE', record),
    ignore: (record) => setAside('IGNORED', record),

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
        acts: those<Item>('ACT#').map(asDelivery),
        followUps: those<FollowUp>('FUP#'),
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

    outcomesBetween: (accounts, from, to) =>
      outcomesBetween(table, [...new Set(accounts)], from.toISOString(), to.toISOString()),

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
