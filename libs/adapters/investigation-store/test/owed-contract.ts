import { anEvent } from '@org/event-schema/testing';
import { investigationKey, outcomeKey, type InvestigationEvent } from '@org/event-schema';
import { investigationStore, type Effect, type InvestigationStore, type NewFollowUp } from '../src/index';
import { emptyTable } from '../src/testing';
import type { InMemory } from './contract';
import type { Emulator } from './emulators';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();
const event = anEvent();

/** What any table must do for what is owed, shared, or scarce. */
export function owedContract(start: () => Promise<Emulator | InMemory>): void {
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
    const tableName = `owed-${++tables}`;
    const client = 'port' in emulator ? await emptyTable(emulator.port, tableName) : emulator.client();
    store = investigationStore({ tableName, client, retentionDays: 90, now: () => new Date(now) });
  });

  describe('a follow-up', () => {
    it('is read when it is due, not before, and stands in the history', async () => {
      await store.saveFollowUp(owed(event));
      expect(await store.dueFollowUps(10)).toEqual([]);
      now += MINUTE;
      const expected = [{ ...owed(event), looks: 0 }];
      expect(await store.dueFollowUps(10)).toEqual(expected);
      expect((await store.investigation(investigationKey(event))).followUps).toEqual(expected);
    });

    it('is written once: what was moved or ended stays so', async () => {
      await store.saveFollowUp(owed(event));
      now += MINUTE;
      const [followUp] = await store.dueFollowUps(1);
      if (!followUp) throw new Error('nothing is due');
      await store.postponeFollowUp(followUp, at(6));
      await store.postponeFollowUp(followUp, at(3)); // by a worker that read it before
      await store.saveFollowUp(owed(event));
      expect(await store.dueFollowUps(10)).toEqual([]);
      now = NOON + 6 * MINUTE;
      const [moved] = await store.dueFollowUps(1);
      expect(moved).toMatchObject({ due_at: at(6), looks: 1 });
      await store.endFollowUp(followUp, 'a human resolved it');
      await store.saveFollowUp(owed(event));
      await store.postponeFollowUp(followUp, at(7));
      now += 60 * MINUTE;
      expect(await store.dueFollowUps(10)).toEqual([]);
      const { followUps } = await store.investigation(investigationKey(event));
      expect(followUps).toMatchObject([{ ended: { at: at(6), why: 'a human resolved it' } }]);
      expect(followUps[0]).not.toHaveProperty('due_at');
    });

    it('of CRITICAL and HIGH comes first, then what has been due the longest, over all shards', async () => {
      const events = Array.from({ length: 12 }, (_, index) => anEvent({ investigation_id: `i${index}` }));
      for (const [index, each] of events.entries()) {
        await store.saveFollowUp({ ...owed(each), severity: index < 6 ? 'LOW' : 'CRITICAL', due_at: at(-index) });
      }
      const due = (await store.dueFollowUps(9)).map(({ investigation_id }) => investigation_id);
      expect(due).toEqual(['i11', 'i10', 'i9', 'i8', 'i7', 'i6', 'i5', 'i4', 'i3']);
    });

    it('is one for each destination, escalation, and decision', async () => {
      await store.saveFollowUp(owed(event));
      await store.saveFollowUp({ ...owed(event), act: 'escalation-15' });
      await store.saveFollowUp({ ...owed(event), of: 'decision' });
      now += MINUTE;
      expect(await store.dueFollowUps(10)).toHaveLength(3);
    });
  });

  describe('the watch of a pattern', () => {
    it('is read when it is due, not before', async () => {
      await store.savePatternWatch('p1', at(5));
      expect(await store.duePatternWatches(10)).toEqual([]);
      now = NOON + 5 * MINUTE;
      const expected = [{ pattern_id: 'p1', begun_at: at(0), due_at: at(5), looks: 0 }];
      expect(await store.duePatternWatches(10)).toEqual(expected);
    });

    it('is written once: what was moved or ended stays so', async () => {
      await store.savePatternWatch('p1', at(0));
      const [watch] = await store.duePatternWatches(1);
      if (!watch) throw new Error('nothing is due');
      await store.postponePatternWatch(watch, at(6));
      await store.postponePatternWatch(watch, at(3)); // by a worker that read it before
      await store.savePatternWatch('p1', at(0));
      expect(await store.duePatternWatches(10)).toEqual([]);
      now = NOON + 6 * MINUTE;
      const [moved] = await store.duePatternWatches(1);
      expect(moved).toMatchObject({ due_at: at(6), looks: 1 });
      const ends = await Promise.all(['a', 'b'].map((why) => store.endPatternWatch(watch, why)));
      expect(ends.filter(Boolean)).toHaveLength(1);
      await store.savePatternWatch('p1', at(0));
      await store.postponePatternWatch(moved ?? watch, at(7));
      now += 60 * MINUTE;
      expect(await store.duePatternWatches(10)).toEqual([]);
      expect(await store.endPatternWatch(watch, 'again')).toBe(false);
    });

    it('that has been due the longest comes first, over all shards, and stands apart from the pattern', async () => {
      for (let index = 0; index < 12; index++) await store.savePatternWatch(`p${index}`, at(-index));
      const due = (await store.duePatternWatches(3)).map(({ pattern_id }) => pattern_id);
      expect(due).toEqual(['p11', 'p10', 'p9']);
      expect(await store.pattern('p1')).toBeUndefined();
    });
  });

  describe('an effect', () => {
    it('that closes or acknowledges stands apart from what told people, and an escalation beside it', async () => {
      await performed(effect(event));
      await performed({ ...effect(event), act: 'resolve' });
      await performed({ ...effect(event), act: 'escalation-15' });
      const { deliveries, acts } = await store.investigation(investigationKey(event));
      expect(deliveries.map(({ act }) => act)).toEqual([undefined, 'escalation-15']);
      expect(acts).toMatchObject([{ act: 'resolve', state: 'done', key: outcomeKey(event) }]);
      expect(await store.recentDeliveries(10)).toHaveLength(2);
    });

    it('keeps what people did about it, once it is done', async () => {
      const human = { state: 'acknowledged' as const, by: 'Ada', at: at(1), seen_at: at(2) };
      await store.human(effect(event), human);
      expect((await store.investigation(investigationKey(event))).deliveries).toEqual([]);
      await performed(effect(event));
      await store.human(effect(event), human);
      expect((await store.investigation(investigationKey(event))).deliveries).toMatchObject([{ human }]);
    });

    it('that was lost within a page for many tells the next attempt which one', async () => {
      const claimant = { messageId: 'm', clientName: 'Acme', leaseMs: MINUTE };
      expect(await store.claim(effect(event), { ...claimant, group: 'g1' })).toMatchObject({ taken: true });
      now += MINUTE;
      const next = await store.claim(effect(event), claimant);
      expect(next).toMatchObject({ taken: true, in_doubt: true, group: 'g1' });
      if (!next.taken) return;
      await store.receipt(effect(event), next.claim_id, { vendor_id: 'x', group: 'g1' });
      expect(await store.recentDeliveries(1)).toMatchObject([{ state: 'done', group: 'g1' }]);
    });

    it('that surely failed within a page for many forgets it', async () => {
      const claimant = { messageId: 'm', clientName: 'Acme', leaseMs: MINUTE };
      const first = await store.claim(effect(event), { ...claimant, group: 'g1' });
      if (!first.taken) throw new Error('expected the claim');
      await store.failure(effect(event), first.claim_id, { error: 'slow down', in_doubt: false });
      await store.claim(effect(event), { ...claimant, group: 'g2' });
      now += MINUTE;
      expect(await store.claim(effect(event), claimant)).toMatchObject({ in_doubt: true, group: 'g2' });
    });
  });

  describe('a group of events', () => {
    const turn = (outcome: string) => store.takeGroup('acme|db', outcome, 30);

    it('is paged for by one of many, and by that one again', async () => {
      const turns = await Promise.all(['a', 'b', 'c', 'd'].map(turn));
      expect(turns.filter(({ taken }) => taken)).toHaveLength(1);
      const winner = ['a', 'b', 'c', 'd'][turns.findIndex(({ taken }) => taken)] ?? '';
      expect(await turn(winner)).toEqual({ taken: true });
      expect(await turn('e')).toEqual({ taken: false, pagedAt: new Date(NOON) });
      expect(await store.takeGroup('acme|cache', 'e', 30)).toEqual({ taken: true });
    });

    it('is paged for again when its interval is over', async () => {
      await turn('a');
      now += 30 * MINUTE - 1;
      expect(await turn('b')).toMatchObject({ taken: false });
      now += 1;
      expect(await turn('b')).toEqual({ taken: true });
    });
  });

  describe('the calls of a vendor', () => {
    const limit = { key: 'pagerduty/key', perMinute: 100 };
    const take = async (times: number, purpose: 'ordinary' | 'urgent' | 'group') => {
      const calls = await Promise.all(Array.from({ length: times }, () => store.takeCall(limit, purpose)));
      return calls.filter(({ taken }) => taken).length;
    };

    it('are shared out in slices of ten seconds, so that a burst does not take a minute’s', async () => {
      expect(await take(30, 'group')).toBe(16);
      expect(await store.takeCall(limit, 'group')).toEqual({ taken: false, retryAfterMs: 10_000 });
      expect(await store.takeCall({ ...limit, key: 'another' }, 'group')).toEqual({ taken: true });
      now += 10_000;
      expect(await take(1, 'group')).toBe(1);
    });

    it('are kept for CRITICAL and HIGH by the others, and for pages for many by all', async () => {
      expect(await take(30, 'ordinary')).toBe(8);
      expect(await take(30, 'urgent')).toBe(4);
      expect(await take(30, 'group')).toBe(4);
    });

    it('end when the vendor asks for fewer', async () => {
      await store.stopCalls(limit);
      expect(await take(1, 'group')).toBe(0);
      now += 10_000;
      expect(await take(1, 'ordinary')).toBe(1);
    });

    it('of a vendor that allows few are shared out by the minute', async () => {
      expect(await store.takeCall({ key: 'slow', perMinute: 1 }, 'ordinary')).toEqual({ taken: true });
      expect(await store.takeCall({ key: 'slow', perMinute: 1 }, 'group')).toEqual({
        taken: false,
        retryAfterMs: MINUTE,
      });
    });
  });

  describe('pages that wait for others', () => {
    const slot = { limitKey: 'pagerduty/key', slot: 7 };
    const page = (outcome: InvestigationEvent) => ({
      effect: { of: 'outcome' as const, outcome, destination: 'pagerduty:default' },
      client_name: 'Acme',
      date: '2026-11-20',
      severity: 'CRITICAL',
      headline: 'the pool is exhausted',
    });

    it('are told of by one drainer, who sees all that were added before it closed the slot', async () => {
      const events = Array.from({ length: 5 }, (_, index) => anEvent({ investigation_id: `i${index}` }));
      const drainers = await Promise.all(
        events.map(async (each) => {
          await store.addPending(slot, page(each));
          return store.drainerOf(slot);
        }),
      );
      expect([...drainers].sort()).toEqual(['mine', 'waiting', 'waiting', 'waiting', 'waiting']);
      await store.addPending(slot, page(events[0] as InvestigationEvent)); // again, after a crash
      const drained = await store.drain(slot);
      expect(drained).toEqual(events.map(page));
      expect(await store.drainerOf(slot)).toBe('over');
      expect(await store.drain({ ...slot, slot: 8 })).toEqual([]);
    });
  });

  describe('silent clients', () => {
    it('are kept as the last look found them', async () => {
      expect(await store.silence()).toBeUndefined();
      const found = { checked_at: at(5), silent: [], count: 0, after_minutes: 30, awaited: [] };
      await store.saveSilence(found);
      await store.saveSilence({ ...found, checked_at: at(0), count: 9 }); // by a slow worker
      expect(await store.silence()).toEqual(found);
    });
  });

  async function performed(one: Effect): Promise<void> {
    const claim = await store.claim(one, { messageId: 'm', clientName: 'Acme', leaseMs: MINUTE });
    if (claim.taken) await store.receipt(one, claim.claim_id, { vendor_id: 'x' });
  }
}

function effect(outcome: InvestigationEvent): Effect {
  return { of: 'outcome', outcome, destination: 'pagerduty:default' };
}

function owed({ client_account_id, agent_space_id, investigation_id, outcome_version, ...rest }: InvestigationEvent) {
  const id = { client_account_id, agent_space_id, investigation_id, outcome_version };
  return {
    ...id,
    key: outcomeKey(id),
    of: 'delivery',
    destination: 'pagerduty:default',
    client_name: 'Acme',
    severity: rest.severity,
    begun_at: at(0),
    due_at: at(1),
  } satisfies NewFollowUp as NewFollowUp;
}
