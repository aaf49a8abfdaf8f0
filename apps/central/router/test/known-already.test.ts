import { createCorrelator, type Pattern } from '@org/correlation-engine';
import { outcomeKey, type InvestigationEvent } from '@org/event-schema';
import type { PatternVerdict } from '@org/investigation-store';
import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { startCentral } from './central';

// Nobody is woken for what somebody was woken for already; every record and ticket stays.

let central: ReturnType<typeof startCentral>;
beforeEach(() => {
  central = startCentral();
});
const pages = () =>
  central.vendors.told.filter(({ destination }) => destination.startsWith('pagerduty')).map(({ key }) => key);
const tickets = () => central.vendors.told.filter(({ destination }) => destination === 'jira:default').length;
const mutesOf = async ({ client_account_id, agent_space_id, investigation_id }: InvestigationEvent) => {
  const { decisions } = await central.store.investigation(`${client_account_id}/${agent_space_id}/${investigation_id}`);
  return decisions.flatMap(({ muted = [] }) => muted);
};

describe('a group', () => {
  const batch = (id: string) => anEvent({ investigation_id: id, tags: { application: 'batch' } });

  it('is paged for once within its interval, and again after it', async () => {
    await central.receive(anEnvelope(batch('a')));
    await central.receive(anEnvelope(batch('b')), { messageId: 'b' });
    expect(pages()).toEqual([outcomeKey(batch('a'))]);
    expect(tickets()).toBe(2);
    expect(await mutesOf(batch('b'))).toMatchObject([
      { kind: 'repeat-interval', destinations: ['pagerduty:default'], until: '2026-11-20T13:00:00.000Z' },
    ]);
    central.passMs(3_600_000);
    await central.receive(anEnvelope(batch('c')), { messageId: 'c' });
    expect(pages()).toEqual([outcomeKey(batch('a')), outcomeKey(batch('c'))]);
  });

  it('pages all the same when the message that took the turn comes again', async () => {
    central.vendors.before = async (destination) => {
      if (destination.startsWith('pagerduty')) throw Object.assign(new Error('away'), { inDoubt: false });
    };
    await expect(central.receive(anEnvelope(batch('a')))).rejects.toThrow('away');
    central.vendors.before = async () => undefined;
    await central.receive(anEnvelope(batch('a')), { receiveCount: 2 });
    expect(pages()).toEqual([outcomeKey(batch('a'))]);
  });
});

describe('an open pattern', () => {
  const leak = (client: number, minute: number) =>
    anEvent({
      client_account_id: `10000000000${client}`,
      investigation_id: `leak-${client}`,
      timestamp: `2026-11-20T11:${String(minute).padStart(2, '0')}:00Z`,
      summary: { root_cause_brief: 'Connections opened by cdc-relay 1.17.4 are never closed.' },
    });
  const ofOurClient = (id: string, brief = 'Connections opened by cdc-relay 1.17.4 are never closed.') =>
    anEvent({ investigation_id: id, timestamp: '2026-11-20T11:45:00Z', summary: { root_cause_brief: brief } });

  async function found(told: readonly string[]): Promise<Pattern> {
    const correlator = createCorrelator({ enabled: true, min_events: 3, time_window_minutes: 60 });
    const pattern = [leak(1, 0), leak(2, 10), leak(3, 20)]
      .map((event) => correlator.process(event).decision)
      .at(-1)?.pattern;
    if (!pattern) throw new Error('no pattern was found');
    await central.store.pointToPattern(pattern);
    await central.store.savePattern(pattern, 0);
    for (const destination of told) {
      const effect = { of: 'pattern' as const, pattern_id: pattern.pattern_id, destination };
      const claim = await central.store.claim(effect, { messageId: 'm', clientName: '', leaseMs: 1 });
      if (claim.taken) await central.store.receipt(effect, claim.claim_id, { vendor_id: 'x', action: 'accepted' });
    }
    return pattern;
  }

  it('mutes the pages of those that belong to it, and says so; their tickets stay', async () => {
    const { pattern_id } = await found(['pagerduty:seniors']);
    await central.receive(anEnvelope(ofOurClient('joins')));
    expect([pages(), tickets()]).toEqual([[], 1]);
    expect(await mutesOf(ofOurClient('joins'))).toMatchObject([
      { kind: 'open-pattern', id: pattern_id, destinations: ['pagerduty:default'] },
    ]);
  });

  it('mutes nobody else', async () => {
    await found(['pagerduty:seniors']);
    const other = ofOurClient('other', 'The certificate of the load balancer has expired.');
    await central.receive(anEnvelope(other));
    expect(pages()).toEqual([outcomeKey(other)]);
  });

  it('of which nobody was paged mutes nobody', async () => {
    await found(['jira:default']);
    await central.receive(anEnvelope(ofOurClient('joins')));
    expect(pages()).toHaveLength(1);
  });

  const by = { by: 'ana', why: 'Looked at it.' };
  const pagesAfter = async (...verdicts: PatternVerdict[]) => {
    const { pattern_id } = await found(['pagerduty:seniors']);
    for (const verdict of verdicts) await central.store.saveVerdict(pattern_id, verdict);
    await central.receive(anEnvelope(ofOurClient('joins')));
    return pages().length;
  };
  const [earlier, later] = ['2026-11-20T11:30:00Z', '2026-11-20T11:31:00Z'] as const;
  const { client_account_id, agent_space_id } = ofOurClient('joins');
  const split = (id: string) => ({
    verdict: 'split' as const,
    ...by,
    at: later,
    members: [`${client_account_id}/${agent_space_id}/${id}`],
  });

  it('that people rejected mutes nobody', async () => {
    expect(
      await pagesAfter({ verdict: 'confirmed', ...by, at: earlier }, { verdict: 'rejected', ...by, at: later }),
    ).toBe(1);
  });

  it('that was merged into another mutes nobody', async () => {
    expect(await pagesAfter({ verdict: 'merged', into: 'p2', ...by, at: later })).toBe(1);
  });

  it('that was confirmed since mutes again', async () => {
    expect(
      await pagesAfter({ verdict: 'rejected', ...by, at: earlier }, { verdict: 'confirmed', ...by, at: later }),
    ).toBe(0);
  });

  it('does not mute an investigation that was split off, and mutes the others', async () => {
    expect(await pagesAfter(split('joins'))).toBe(1);
    central = startCentral();
    expect(await pagesAfter(split('another'))).toBe(0);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('the table is away'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('that cannot be asked for, because the table %s, mutes nobody', async (_, patternsUnder) => {
    await found(['pagerduty:seniors']);
    central.ports.store.patternsUnder = patternsUnder;
    await central.receive(anEnvelope(ofOurClient('joins')));
    expect(pages()).toHaveLength(1);
  });
});

it('one project by two names is told once, and the decision says whose rule it was, and why', async () => {
  const event = anEvent({ tags: { application: 'twice' } });
  await central.receive(anEnvelope(event));
  expect(central.destinations()).toEqual(['jira:OPS']);
  expect(await central.store.recentDecisions(1)).toMatchObject([
    { rule_id: 'two-names', rule_owner: 'platform', rule_why: 'Both names mean one project.' },
  ]);
});
