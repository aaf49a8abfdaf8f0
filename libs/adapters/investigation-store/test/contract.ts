import { anEvent, aHeartbeat, aNativeEvent } from '@org/event-schema/testing';
import { investigationKey, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import {
  investigationStore,
  performOnce,
  standingVerdict,
  type DecisionRecord,
  type Effect,
  type InvestigationStore,
  type PatternAnalysis,
  type PatternAnswer,
  type PatternVerdict,
  type StoreOptions,
} from '../src/index';
import { emptyTable } from '../src/testing';
import type { Emulator } from './emulators';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const claimant = { messageId: 'message-1', clientName: 'Acme', leaseMs: MINUTE };

/** A table in memory, which is as empty as it is new. */
export interface InMemory {
  readonly client: () => NonNullable<StoreOptions['client']>;
  readonly stop: () => Promise<void>;
}

/** What any table must do for us: run against every DynamoDB that we can start. */
export function storeContract(start: () => Promise<Emulator | InMemory>): void {
  let emulator: Emulator | InMemory;
  let tables = 0;
  let now: number;
  let store: InvestigationStore;

  beforeAll(async () => {
    emulator = await start();
  }, 60_000);
  afterAll(() => emulator.stop());
  beforeEach(async () => {
    now = NOON;
    const tableName = `investigations-${++tables}`;
    const client = 'port' in emulator ? await emptyTable(emulator.port, tableName) : emulator.client();
    store = investigationStore({ tableName, client, retentionDays: 90, now: () => new Date(now) });
  });

  const event = anEvent();
  const key = investigationKey(event);

  describe('an investigation', () => {
    it('is read with its whole history: states, outcomes, decisions, deliveries', async () => {
      await store.saveNative(
        aNativeEvent({
          'detail-type': 'Investigation Created',
          detail: { data: { status: 'PENDING_START', updated_at: '2026-11-20T10:00:00.120Z' } },
        }),
        'Acme',
      );
      await store.saveNative(aNativeEvent(), 'Acme');
      await store.saveOutcome(event);
      await store.saveDecision(aDecision(event), event);
      const effect = toPagerDuty(event);
      const claim = await taken(effect);
      await store.receipt(effect, claim.claim_id, { vendor_id: 'dedup-1', action: 'accepted' });

      const history = await store.investigation(key);
      expect(history.state).toMatchObject({ key, stage: 'reported', created_at: '2026-11-20T10:00:00.120Z' });
      expect(history.native.map(({ detail_type }) => detail_type)).toEqual([
        'Investigation Created',
        'Investigation Completed',
      ]);
      expect(history.outcomes).toEqual([{ event, received_at: '2026-11-20T12:00:00.000Z' }]);
      expect(history.decisions).toEqual([aDecision(event)]);
      expect(history.deliveries).toEqual([
        {
          key: outcomeKey(event),
          destination: 'pagerduty:default',
          client_name: 'Acme',
          state: 'done',
          attempts: 1,
          at: '2026-11-20T12:00:00.000Z',
          vendor_id: 'dedup-1',
          action: 'accepted',
          in_doubt: false,
        },
      ]);
    });

    it('changes nothing when it is saved twice', async () => {
      expect(await store.saveOutcome(event)).toEqual({ first: true });
      const once = await store.investigation(key);
      now += MINUTE;
      expect(await store.saveOutcome({ ...event, severity: 'LOW' })).toEqual({ first: false });
      expect(await store.investigation(key)).toEqual(once);
    });

    it('keeps a newer outcome when an older one comes late', async () => {
      await store.saveOutcome({ ...event, outcome_version: 10, severity: 'LOW' });
      await store.saveOutcome({ ...event, outcome_version: 9, severity: 'CRITICAL' });
      const { state, outcomes } = await store.investigation(key);
      expect(state?.outcome).toMatchObject({ outcome_version: 10, severity: 'LOW' });
      expect(outcomes.map((outcome) => outcome.event.outcome_version)).toEqual([9, 10]);
    });

    it('survives many writers at once', async () => {
      const versions = Array.from({ length: 6 }, (_, index) => index + 1);
      await Promise.all(versions.map((outcome_version) => store.saveOutcome({ ...event, outcome_version })));
      expect((await store.investigation(key)).state?.outcome?.outcome_version).toBe(6);
    });

    it('is open until its report comes, and then stands among the reported', async () => {
      await store.saveNative(
        aNativeEvent({ 'detail-type': 'Investigation In Progress', detail: { data: { status: 'IN_PROGRESS' } } }),
        'Acme',
      );
      expect(await store.openInvestigations(5)).toMatchObject([{ key, stage: 'open' }]);
      await store.saveOutcome({ ...event, timestamp: '2026-11-20T10:30:00Z' });
      expect(await store.openInvestigations(5)).toEqual([]);
      expect(await store.recentInvestigations(5)).toMatchObject([{ key, stage: 'reported' }]);
    });

    it('is not there any more when its time is over, even if nobody deleted it', async () => {
      await store.saveOutcome(event);
      now += 91 * DAY;
      expect(await store.investigation(key)).toEqual({
        outcomes: [],
        native: [],
        decisions: [],
        deliveries: [],
        acts: [],
        followUps: [],
      });
      expect(await store.recentInvestigations(5)).toEqual([]);
      expect(await store.clientInvestigations(event.client_account_id, 5)).toEqual([]);
      expect(await store.saveOutcome(event)).toEqual({ first: true });
    });
  });

  describe('lists', () => {
    it('give the newest first, whatever shard they came to, and no more than asked for', async () => {
      const events = Array.from({ length: 20 }, (_, index) =>
        anEvent({ investigation_id: `inv-${index}`, timestamp: `2026-11-20T10:${String(index + 10)}:00Z` }),
      );
      await Promise.all(events.map((each) => store.saveOutcome(each)));
      const recent = await store.recentInvestigations(3);
      expect(recent.map(({ investigation_id }) => investigation_id)).toEqual(['inv-19', 'inv-18', 'inv-17']);
    });

    it("give a client's own investigations, each once however often it was reported", async () => {
      await store.saveOutcome(event);
      await store.saveOutcome({ ...event, outcome_version: 2, timestamp: '2026-11-20T11:00:00Z' });
      await store.saveOutcome(anEvent({ client_account_id: '222222222222' }));
      const mine = await store.clientInvestigations(event.client_account_id, 10);
      expect(mine.map((state) => [state.key, state.outcome?.outcome_version])).toEqual([[key, 2]]);
    });
  });

  describe('a decision', () => {
    it('stands: a retry is given the first one, whatever it would decide now', async () => {
      const first = await store.saveDecision(aDecision(event), event);
      const second = await store.saveDecision({ ...aDecision(event), destinations: [], reason: 'quiet-hours' }, event);
      expect(second).toEqual(first);
      expect(await store.recentDecisions(5)).toEqual([first]);
    });
  });

  describe('a claim', () => {
    const effect = toPagerDuty(event);

    it('is taken by one of many', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(effect, claimant)));
      expect(claims.filter((claim) => claim.taken)).toHaveLength(1);
      expect(claims.filter((claim) => !claim.taken && claim.why === 'held')).toHaveLength(7);
    });

    it('is held until its lease runs out, to the millisecond', async () => {
      await taken(effect);
      now += MINUTE - 1;
      expect(await store.claim(effect, claimant)).toEqual({ taken: false, why: 'held', by: 'message-1' });
      now += 1;
      expect(await store.claim(effect, claimant)).toMatchObject({ taken: true });
    });

    it('of a worker that left no receipt is in doubt for the next', async () => {
      expect((await taken(effect)).in_doubt).toBe(false);
      now += MINUTE;
      expect((await taken(effect)).in_doubt).toBe(true);
    });

    it('is never given again after the receipt', async () => {
      const { claim_id } = await taken(effect);
      expect(await store.receipt(effect, claim_id, { vendor_id: 'x' })).toBe(true);
      now += 30 * DAY;
      expect(await store.claim(effect, claimant)).toEqual({ taken: false, why: 'done' });
    });

    it('is free at once after a failure, and in doubt only if the failure was', async () => {
      const first = await taken(effect);
      await store.failure(effect, first.claim_id, { error: 'refused', in_doubt: false });
      expect(await store.recentDeliveries(5)).toMatchObject([{ state: 'failed', error: 'refused', attempts: 1 }]);
      const second = await taken(effect);
      expect(second.in_doubt).toBe(false);
      await store.failure(effect, second.claim_id, { error: 'no answer', in_doubt: true });
      expect((await taken(effect)).in_doubt).toBe(true);
    });

    it('remembers that two attempts may have acted, whatever the vendor says then', async () => {
      const answers = [new Error('no answer'), new Error('no answer'), { vendor_id: 'x', action: 'found' }];
      for (const answer of answers) {
        const worker = { messageId: 'message-1', clientName: 'Acme', remainingMs: MINUTE };
        await performOnce(store, effect, worker, async () => {
          if (answer instanceof Error) throw answer;
          return answer;
        }).catch(() => undefined);
        now += 5 * MINUTE;
      }
      expect(await store.recentDeliveries(1)).toMatchObject([{ state: 'done', action: 'found', in_doubt: true }]);
    });

    it('waits as long as the vendor asked for', async () => {
      const { claim_id } = await taken(effect);
      await store.failure(effect, claim_id, { error: 'slow down', in_doubt: false, retryAfterMs: 5000 });
      now += 4999;
      expect(await store.claim(effect, claimant)).toEqual({ taken: false, why: 'waiting' });
      now += 1;
      expect(await store.claim(effect, claimant)).toMatchObject({ taken: true, in_doubt: false });
    });

    it('that was lost leaves a receipt that says so', async () => {
      const slow = await taken(effect);
      now += MINUTE;
      const successor = await taken(effect);
      expect(await store.receipt(effect, slow.claim_id, { vendor_id: 'x' })).toBe(false);
      expect(await store.recentDeliveries(5)).toMatchObject([{ state: 'done', in_doubt: true, attempts: 2 }]);
      expect(await store.receipt(effect, successor.claim_id, { vendor_id: 'x' })).toBe(false);
    });

    it('is one for each destination, and for the alert of a pattern', async () => {
      await taken(effect);
      await taken({ ...effect, destination: 'jira:default' });
      await taken({ of: 'pattern', pattern_id: 'p1', destination: 'pagerduty:default' });
      expect(await store.recentDeliveries(5)).toHaveLength(3);
    });
  });

  describe('a heartbeat', () => {
    /** Heartbeats five minutes apart, as the watcher sends them. */
    async function beat(changes: Parameters<typeof aHeartbeat>[0] = {}) {
      const { record, compared } = await store.saveHeartbeat(aHeartbeat(changes).detail, 'Acme');
      now += 5 * MINUTE;
      return { missing: record.missing, compared };
    }
    const second = { timestamp: '2026-11-20T10:10:00Z' };

    it('misses nothing when what it counted is here by the next one', async () => {
      expect(await beat({ outcomes: 1 })).toEqual({ missing: 0, compared: false });
      await store.saveOutcome(event);
      expect(await beat({ outcomes: 1, ...second })).toEqual({ missing: 0, compared: true });
    });

    it('proves a gap when an outcome that it counted is not here by the next one', async () => {
      await beat({ outcomes: 2 });
      await store.saveOutcome(event);
      expect(await beat({ outcomes: 2, ...second })).toEqual({ missing: 1, compared: true });
      expect(await store.clientHealth()).toMatchObject([{ client_account_id: event.client_account_id, missing: 1 }]);
    });

    it('proves a gap when the newest outcome that it names is not here, even if the count agrees', async () => {
      await store.saveOutcome(event);
      const newest_outcome = { investigation_id: 'another', outcome_version: 1, timestamp: '2026-11-20T10:04:37Z' };
      await beat({ outcomes: 1, newest_outcome });
      expect(await beat(second)).toEqual({ missing: 1, compared: true });
    });

    it('leaves an outcome a minute to arrive, however fast heartbeats follow one another', async () => {
      await beat({ outcomes: 1 });
      now -= 5 * MINUTE - 1000;
      expect(await beat({ outcomes: 1, timestamp: '2026-11-20T10:05:01Z' })).toEqual({ missing: 0, compared: false });
      expect(await beat({ outcomes: 1, ...second })).toEqual({ missing: 1, compared: true });
    });

    it('that came before, or that is a duplicate, changes nothing', async () => {
      await beat({ ...second, outcomes: 3 });
      await beat({ ...second, outcomes: 3 });
      await beat({ timestamp: '2026-11-20T10:05:00Z', outcomes: 0 });
      const health = await store.clientHealth();
      expect(health.map(({ heartbeat, missing }) => [heartbeat.outcomes, missing])).toEqual([[3, 0]]);
    });
  });

  describe('the days of a client', () => {
    it('add up, each mark once', async () => {
      const day = { account_id: '123456789012', client_name: 'Acme', date: '2026-11-20' };
      await Promise.all(['a', 'b', 'a'].map((mark) => store.count(day, mark, { outcomes: 1, minutes: 4.5 })));
      await store.count({ ...day, date: '2026-11-22' }, 'a', { outcomes: 1 });
      expect(await store.clientDays('123456789012', '2026-11-19', '2026-11-21')).toEqual([
        {
          client_account_id: '123456789012',
          client_name: 'Acme',
          date: '2026-11-20',
          counts: { outcomes: 2, minutes: 9 },
        },
      ]);
    });
  });

  describe('a budget', () => {
    const TODAY = '2026-11-20';

    it('is never overdrawn, whoever asks at once, and is new every day', async () => {
      const reserved = await Promise.all([1, 2, 3].map(() => store.reserve('analysis', TODAY, 0.4, 1)));
      expect(reserved.filter(Boolean)).toHaveLength(2);
      expect(await store.spent('analysis', TODAY)).toBeCloseTo(0.8);
      expect(await store.reserve('analysis', '2026-11-21', 1, 1)).toBe(true);
      expect(await store.reserve('analysis', '2026-11-22', 1.01, 1)).toBe(false);
      expect(await store.spent('analysis', '2026-11-22')).toBe(0);
    });

    it('gets back what was set aside and not spent, and pays what was spent beyond it', async () => {
      await store.reserve('analysis', TODAY, 0.9, 1);
      await store.settle('analysis', TODAY, 0.9, 0.2);
      expect(await store.spent('analysis', TODAY)).toBeCloseTo(0.2);
      await store.reserve('analysis', TODAY, 0.7, 1);
      await store.settle('analysis', TODAY, 0.7, 0.85);
      expect(await store.spent('analysis', TODAY)).toBeCloseTo(1.05);
      expect(await store.reserve('analysis', TODAY, 0.01, 1)).toBe(false);
    });
  });

  describe('what was set aside', () => {
    const record = { id: 'm1', reason: 'unknown-account', explanation: 'Nobody knows it.', problems: [], bytes: 12 };

    it('is kept once, quarantined apart from ignored', async () => {
      expect(await store.quarantine(record)).toEqual({ first: true });
      expect(await store.quarantine(record)).toEqual({ first: false });
      await store.ignore({ ...record, id: 'm2', reason: 'archive-replay' });
      expect(await store.quarantined(5)).toEqual([{ ...record, at: '2026-11-20T12:00:00.000Z' }]);
      expect(await store.ignored(5)).toMatchObject([{ id: 'm2', reason: 'archive-replay' }]);
    });

    it('is quarantined also when its replay came first', async () => {
      await store.ignore({ ...record, reason: 'archive-replay' });
      expect(await store.quarantine(record)).toEqual({ first: true });
      expect(await store.quarantined(5)).toHaveLength(1);
    });
  });

  describe('correlation', () => {
    const pattern = { pattern_id: 'p1', version: 1, last_timestamp: event.timestamp, keys: ['named:relay', 'cat:x'] };

    it('finds the members of a window under a key, of all clients, each once', async () => {
      const members = ['111111111111', '222222222222', '333333333333'].map((client_account_id, index) =>
        anEvent({ client_account_id, timestamp: `2026-11-20T1${index}:00:00Z` }),
      );
      for (const id of [...members, ...members]) {
        await store.saveCandidate('named:relay', {
          id,
          timestamp: id.timestamp,
          member: { who: id.client_account_id },
        });
      }
      const found = await store.candidates<{ who: string }>(
        'named:relay',
        '2026-11-20T10:30:00Z',
        '2026-11-20T12:00:00Z',
      );
      expect(found).toEqual({ members: [{ who: '222222222222' }, { who: '333333333333' }] });
      expect(await store.candidates('named:other', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z')).toEqual({
        members: [],
      });
    });

    it('finds the newest members of a busy key, and says from when on they are all', async () => {
      const minute = (index: number) => `2026-11-20T10:${String(index).padStart(2, '0')}:00Z`;
      for (let index = 0; index < 40; index++) {
        const id = anEvent({ client_account_id: '111111111111', investigation_id: `i-${index}` }); // one shard
        await store.saveCandidate('busy', { id, timestamp: minute(index), member: { index } });
      }
      const found = await store.candidates<{ index: number }>('busy', minute(0), minute(59));
      expect(found.members.map(({ index }) => index)).toEqual(Array.from({ length: 25 }, (_, index) => index + 15));
      expect(found.complete_since).toBe('2026-11-20T10:15:00.000Z');
    });

    it('finds a pattern once under its keys, and not one that was pointed to and never written', async () => {
      await store.pointToPattern(pattern);
      expect(await store.patternsUnder(['named:relay'], event.timestamp)).toEqual([]);
      expect(await store.savePattern(pattern, 0)).toBe(true);
      expect(await store.patternsUnder(['named:relay', 'cat:x', 'cat:y'], event.timestamp)).toEqual([pattern]);
      expect(await store.patternsUnder(['named:relay'], '2036-01-01T00:00:00Z')).toEqual([]);
    });

    it('writes a pattern only over the version that was read', async () => {
      expect(await store.savePattern(pattern, 0)).toBe(true);
      expect(await store.savePattern(pattern, 0)).toBe(false);
      expect(await store.savePattern({ ...pattern, version: 2 }, 1)).toBe(true);
      expect(await store.savePattern({ ...pattern, version: 2 }, 1)).toBe(false);
      expect(await store.patterns(5)).toEqual([{ ...pattern, version: 2 }]);
    });

    const answer: PatternAnswer = {
      cause: 'A relay release.',
      confidence: 0.8,
      check_first: ['The version of the relay.'],
      recommendations: [{ client_account_id: '111111111111', check_first: ['Its pool.'] }],
      evidence: ['3 clients name relay.'],
    };
    const analysis: PatternAnalysis = {
      at: '2026-11-20T12:00:00.000Z',
      model: 'some.model',
      prompt_version: '2',
      usage: { input_tokens: 1200, output_tokens: 150 },
      cost_usd: 0.00585,
      answer,
    };
    const exposed = [
      { client_account_id: '444444444444', because: 'names-it', what: 'named relay 1.2', last_seen: event.timestamp },
    ];

    it('reads a pattern with its first analysis, who may be hit next, and the deliveries of its alert', async () => {
      await store.savePattern(pattern, 0);
      await store.saveAnalysis('p1', analysis);
      await store.saveAnalysis('p1', { ...analysis, cost_usd: 1 });
      await store.saveExposed('p1', []);
      await store.saveExposed('p1', exposed);
      await taken({ of: 'pattern', pattern_id: 'p1', destination: 'pagerduty:default' });
      expect(await store.pattern('p1')).toMatchObject({
        pattern,
        analysis,
        exposed,
        deliveries: [{ key: 'corr-p1', state: 'claimed' }],
      });
      expect(await store.pattern('p1')).not.toHaveProperty('acts');
      expect(await store.pattern('p2')).toBeUndefined();
    });

    it('reads what was closed of a pattern apart from what was told of it', async () => {
      await store.savePattern(pattern, 0);
      const told = { of: 'pattern', pattern_id: 'p1', destination: 'jira:default' } as const;
      const closed = { ...told, act: 'resolve-member-111111111111' } as const;
      await taken(told);
      await store.receipt(closed, (await taken(closed)).claim_id, { vendor_id: 'ACME-1', action: 'resolve' });
      expect(await store.pattern('p1')).toMatchObject({
        deliveries: [{ destination: 'jira:default', state: 'claimed' }],
        acts: [{ destination: 'jira:default', act: closed.act, state: 'done', vendor_id: 'ACME-1' }],
      });
    });

    it('lets one of many ask about a pattern, and another when that one has had its time', async () => {
      const taken = await Promise.all([1, 2, 3].map(() => store.claimQuestion('p1', 90_000)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      now += 89_000;
      expect(await store.claimQuestion('p1', 90_000)).toBe(false);
      now += 2_000;
      expect(await store.claimQuestion('p1', 90_000)).toBe(true);
    });

    it('keeps the newest answer to a cause for a week', async () => {
      expect(await store.keptAnswer('signature')).toBeUndefined();
      await store.keepAnswer('signature', { pattern_id: 'p1', answer });
      await store.keepAnswer('signature', { pattern_id: 'p2', answer });
      expect(await store.keptAnswer('signature')).toEqual({ pattern_id: 'p2', answer });
      now += 8 * DAY;
      expect(await store.keptAnswer('signature')).toBeUndefined();
    });
  });

  describe('a notice of AWS Health', () => {
    const notice = {
      id: 'arn:aws:health:us-east-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/1',
      service: 'rds',
      region: 'us-east-1',
      at: '2026-11-20T11:00:00.000Z',
      what: 'AWS_RDS_OPERATIONAL_ISSUE',
    };
    const minute = (index: number) => `2026-11-20T11:${String(index).padStart(2, '0')}:00Z`;
    const all = (services = ['rds'], region = 'us-east-1') =>
      store.noticesFor(services, region, '2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z');

    it('is found by service, Region and when it began', async () => {
      const other = { ...notice, service: 'ec2', id: 'other' };
      await store.saveNotice(notice, minute(5));
      await store.saveNotice(other, minute(5));
      expect(await all()).toEqual([notice]);
      expect(await all(['rds', 'ec2', 's3'])).toHaveLength(2);
      expect(await all(['rds'], 'eu-west-1')).toEqual([]);
      expect(await store.noticesFor(['rds'], 'us-east-1', minute(1), minute(59))).toEqual([]);
    });

    it('is kept with the newest word on it, in whatever order they come', async () => {
      const closed = { ...notice, until: '2026-11-20T11:40:00.000Z' };
      await store.saveNotice(notice, minute(5));
      await store.saveNotice(closed, minute(41));
      await store.saveNotice(notice, minute(20));
      expect(await all()).toEqual([closed]);
      await store.saveNotice({ ...closed, at: '2026-11-20T10:50:00.000Z' }, minute(50)); // it began earlier than was thought
      expect(await all()).toEqual([{ ...closed, at: '2026-11-20T10:50:00.000Z' }]);
    });

    it('is compared once for each word, and again when the word before was lost half-way', async () => {
      expect(await store.saveNotice(notice, minute(5))).toEqual({ compared: false });
      expect(await store.saveNotice(notice, minute(5))).toEqual({ compared: false });
      await store.noticeCompared(notice, minute(5));
      expect(await store.saveNotice(notice, minute(5))).toEqual({ compared: true });
      expect(await store.saveNotice(notice, minute(4))).toEqual({ compared: true });
      expect(await store.saveNotice(notice, minute(6))).toEqual({ compared: false });
      await store.noticeCompared(notice, minute(5)); // of a word that is past
      expect(await store.saveNotice(notice, minute(6))).toEqual({ compared: false });
    });

    it('is forgotten with the reports that it was compared with', async () => {
      await store.saveNotice(notice, minute(5));
      now += 17 * DAY;
      expect(await all()).toEqual([]);
    });
  });

  describe('what people say of a pattern', () => {
    const pattern = { pattern_id: 'p1', version: 1, keys: [], last_timestamp: event.timestamp };
    const said = (verdict: PatternVerdict['verdict'], at: string): PatternVerdict => ({
      verdict,
      by: 'ana',
      why: 'Looked at it.',
      at,
      ...(verdict === 'split' && { members: [key] }),
    });
    const confirmed = said('confirmed', '2026-11-20T12:00:00.000Z');
    const rejected = said('rejected', '2026-11-20T12:01:00.000Z');
    const split = said('split', '2026-11-20T12:02:00.000Z');

    it('is read with it, the oldest first, each once however often it is saved', async () => {
      await store.savePattern(pattern, 0);
      for (const verdict of [split, rejected, confirmed, rejected]) await store.saveVerdict('p1', verdict);
      const verdicts = (await store.pattern('p1'))?.verdicts;
      expect(verdicts).toEqual([confirmed, rejected, split]);
      expect(standingVerdict(verdicts ?? [])).toEqual(rejected);
      expect(standingVerdict([split])).toBeUndefined();
    });

    it('is listed over all patterns, newest first, and outlives them', async () => {
      await store.savePattern(pattern, 0);
      await store.saveVerdict('p1', confirmed);
      await store.saveVerdict('p2', rejected);
      now += 100 * DAY;
      expect(await store.pattern('p1')).toBeUndefined();
      expect(await store.labels(5)).toEqual([
        { pattern_id: 'p2', ...rejected },
        { pattern_id: 'p1', ...confirmed },
      ]);
      expect(await store.labels(1)).toHaveLength(1);
    });
  });

  async function taken(effect: Effect) {
    const claim = await store.claim(effect, claimant);
    if (!claim.taken) throw new Error(`expected to take the claim, it is ${claim.why}`);
    return claim;
  }
}

function toPagerDuty(outcome: InvestigationEvent): Effect {
  return { of: 'outcome', outcome, destination: 'pagerduty:default' };
}

function aDecision(event: InvestigationEvent): DecisionRecord {
  return {
    key: outcomeKey(event),
    client_account_id: event.client_account_id,
    client_name: event.client_name,
    event_type: event.event_type,
    severity: event.severity,
    destinations: ['pagerduty:default'],
    rule_id: 'high-severity',
    reason: 'rule-matched',
    explanation: 'HIGH pages.',
    configuration_version: 'c1',
    decided_at: '2026-11-20T12:00:00.000Z',
  };
}
