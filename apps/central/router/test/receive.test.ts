import { aHeartbeat, aNativeEvent, anEnvelope, anEvent } from '@org/event-schema/testing';
import { investigationKey, outcomeKey } from '@org/event-schema';
import { refused, slowDown, startCentral } from './central';

let central: ReturnType<typeof startCentral>;
beforeEach(() => (central = startCentral()));

const event = anEvent();
const report = anEnvelope(event);
const history = () => central.store.investigation(investigationKey(event));

describe('a report of a client', () => {
  it('is saved, decided, told, and receipted, each once', async () => {
    await central.receive(report);
    expect(central.destinations()).toEqual(['pagerduty:default', 'jira:default']);
    const { state, outcomes, decisions, deliveries } = await history();
    expect(state?.stage).toBe('reported');
    expect(outcomes).toHaveLength(1);
    expect(decisions).toMatchObject([{ severity: 'HIGH', configuration_version: 'test' }]);
    expect(decisions[0]?.explanation).not.toBe('');
    expect(deliveries).toMatchObject([
      { destination: 'jira:default', state: 'done' },
      { destination: 'pagerduty:default', state: 'done' },
    ]);
    expect(central.counted).toMatchObject({
      EventsReceived: 1,
      PagesSent: 1,
      TicketsCreated: 1,
      InvestigationMinutes: 45,
      InvestigationsConclusive: 1,
    });
  });

  it('carries the name and the severity of the registry, whatever it says itself', async () => {
    await central.receive(
      anEnvelope(anEvent({ client_name: 'Somebody else', priority: 'MEDIUM', severity: 'CRITICAL' })),
    );
    expect(central.destinations()).toEqual(['jira:default']);
    expect((await history()).outcomes[0]?.event).toMatchObject({
      client_name: 'Acme from the registry',
      severity: 'MEDIUM',
    });
  });

  it("is ranked by its client's own mapping", async () => {
    const identity = { client_account_id: '222222222222', agent_space_id: 'space-b' };
    const bravo = anEvent({ ...identity, priority: 'HIGH', severity: 'HIGH' });
    await central.receive(anEnvelope(bravo));
    expect(central.destinations()).toEqual([]);
    expect(await central.store.recentDecisions(1)).toMatchObject([{ severity: 'LOW', destinations: [] }]);
  });

  it('is told with the severity of an override, and the record says whose it was', async () => {
    await central.receive(anEnvelope(anEvent({ tags: { application: 'drill' } })));
    expect(central.destinations()).toEqual(['jira:default']);
    expect((await history()).decisions).toMatchObject([
      { severity: 'MEDIUM', severity_override: { id: 'drill', owner: 'platform', from: 'HIGH' } },
    ]);
  });

  it('is recorded and not told while a silence holds, and the record says whose, why and until when', async () => {
    await central.receive(anEnvelope(anEvent({ tags: { application: 'moving' } })));
    expect(central.destinations()).toEqual([]);
    const { outcomes, decisions } = await history();
    expect(outcomes).toHaveLength(1);
    expect(decisions).toMatchObject([
      {
        destinations: [],
        rule_id: 'routing_rules.high_severity',
        muted: [
          {
            kind: 'silence',
            id: 'move',
            owner: 'platform',
            why: 'The data centre moves.',
            until: '2026-11-20T13:00:00.000Z',
            destinations: ['pagerduty:default', 'jira:default'],
          },
        ],
      },
    ]);
  });

  it('is told again once the silence has ended', async () => {
    central.passMs(3_600_000);
    await central.receive(anEnvelope(anEvent({ tags: { application: 'moving' } })));
    expect(central.destinations()).toEqual(['pagerduty:default', 'jira:default']);
  });

  it('adds to the day of its client, once', async () => {
    await central.receive(report);
    await central.receive(report);
    const [day] = await central.store.clientDays(event.client_account_id, '2026-11-20', '2026-11-20');
    expect(day).toMatchObject({
      client_name: 'Acme from the registry',
      counts: {
        outcomes: 1,
        investigation_completed: 1,
        severity_high: 1,
        reports: 1,
        minutes: 45,
        conclusive: 1,
        pages: 1,
        tickets: 1,
      },
    });
  });
});

describe('never double', () => {
  it('tells once when the same report comes twice, one after the other', async () => {
    await central.receive(report);
    await central.receive({ ...report, id: 'another-id-of-another-hop' });
    expect(central.vendors.told).toHaveLength(2);
    expect(central.counted).toMatchObject({ PagesSent: 1, InvestigationsConclusive: 1 });
  });

  it('tells once when the same report comes many times at the same moment', async () => {
    const messages = ['m1', 'm2', 'm3', 'm4', 'm5'];
    await Promise.all(messages.map((messageId) => central.receive(report, { messageId })));
    expect([...central.destinations()].sort()).toEqual(['jira:default', 'pagerduty:default']);
  });

  it('tells nobody when a late duplicate comes after a human has resolved the page', async () => {
    await central.receive(report);
    central.vendors.told.length = 0; // resolved: the vendor would open a new alert for the same key
    central.passMs(20 * 24 * 3600_000);
    await central.receive(report);
    expect(central.vendors.told).toEqual([]);
    expect(central.vendors.asked).toEqual([]); // our record decides, not theirs
  });

  it('never pages for an archive replay, and records that it came', async () => {
    await central.receive({ ...report, 'replay-name': 'last-week' });
    expect(central.vendors.told).toEqual([]);
    expect((await history()).outcomes).toEqual([]);
    expect(await central.store.ignored(5)).toMatchObject([
      { reason: 'archive-replay', account: event.client_account_id },
    ]);
  });

  it('asks the vendor before it tells again, when it crashed after the page and before the receipt', async () => {
    let hang = true;
    central.vendors.after = () => (hang ? new Promise<void>(() => undefined) : Promise.resolve());
    void central.receive(report); // killed by Lambda: never comes to an end
    await until(() => central.vendors.told.length === 2);
    hang = false;
    await expect(central.receive(report)).rejects.toThrow('An earlier run may still be telling');
    central.passMs(30_000 + 60_000);
    await central.receive(report);
    expect(central.vendors.told).toHaveLength(2);
    expect(central.vendors.asked).toEqual([outcomeKey(event), outcomeKey(event)]);
    expect((await history()).deliveries).toMatchObject([
      { state: 'done', action: 'found' },
      { state: 'done', action: 'found' },
    ]);
    expect(central.counted.DeliveriesInDoubt).toBe(2);
  });

  it('lets the look-up of the vendor catch up before it tells again, whatever message asks', async () => {
    let lost = true;
    central.vendors.after = async () => {
      if (lost) throw new Error('the answer was lost');
    };
    await expect(central.receive(report)).rejects.toThrow('2 of 2 not told');
    lost = false;
    const later = { messageId: 'the same event once more' };
    await expect(central.receive(report, later)).rejects.toThrow('does not show yet');
    expect(central.vendors.asked).toEqual([]);
    central.passMs(60_000);
    await central.receive(report, later);
    expect(central.vendors.told).toHaveLength(2);
    expect((await history()).deliveries).toMatchObject([{ action: 'found' }, { action: 'found' }]);
  });

  it('says in the record that it told again, when the vendor knew nothing of an attempt whose end was not seen', async () => {
    central.vendors.before = async () => {
      throw new Error('the connection broke');
    };
    await expect(central.receive(report)).rejects.toThrow('2 of 2 not told');
    central.vendors.before = async () => undefined;
    central.passMs(60_000);
    await central.receive(report);
    expect((await history()).deliveries).toMatchObject([
      { destination: 'jira:default', action: 'created', in_doubt: true },
      { destination: 'pagerduty:default', action: 'accepted', in_doubt: true },
    ]);
  });

  it('holds a claim for longer than its worker can live', async () => {
    let finish: () => void = () => undefined;
    central.vendors.after = () => new Promise<void>((done) => (finish = done));
    const remainingMs = 30_000;
    const slow = central.receive(anEnvelope(anEvent({ priority: 'MEDIUM' })), { remainingMs: () => remainingMs });
    await until(() => central.vendors.told.length === 1);
    central.passMs(remainingMs + 1); // Lambda has stopped it by now
    await expect(central.receive(anEnvelope(anEvent({ priority: 'MEDIUM' })))).rejects.toThrow(
      'An earlier run may still be telling',
    );
    finish();
    await slow;
    expect(central.vendors.told).toHaveLength(1);
  });
});

describe('never miss', () => {
  it('leaves the effect to no message that may be gone: a redriven one comes back until it has told', async () => {
    central.vendors.before = async () => {
      throw slowDown(600_000);
    };
    await expect(central.receive(report)).rejects.toThrow('asks for fewer calls');
    central.vendors.before = async () => undefined;
    const redriven = { messageId: 'as SQS names it after the dead letters' };
    await expect(central.receive(report, redriven)).rejects.toThrow('asked to wait');
    central.passMs(600_000);
    await central.receive(report, redriven);
    expect(central.vendors.told).toHaveLength(2);
  });

  it('counts a page also when it crashed between the receipt and the count', async () => {
    const { count } = central.store;
    let crashed = false;
    Object.assign(central.store, {
      count: async (...given: Parameters<typeof count>) => {
        if (given[1].endsWith('pagerduty:default') && !crashed) {
          crashed = true;
          throw new Error('the function was stopped');
        }
        return count(...given);
      },
    });
    await expect(central.receive(report)).rejects.toThrow('1 of 2 not told');
    await central.receive(report);
    const [day] = await central.store.clientDays(event.client_account_id, '2026-11-20', '2026-11-20');
    expect(day?.counts).toMatchObject({ pages: 1, tickets: 1 });
  });

  it('tells the others when one destination has trouble, and only that one when it is tried again', async () => {
    central.vendors.before = async (destination) => {
      if (destination === 'pagerduty:default') throw slowDown(5000);
    };
    await expect(central.receive(report)).rejects.toThrow('1 of 2 not told: PagerDuty asks for fewer calls');
    expect(central.destinations()).toEqual(['jira:default']);
    central.vendors.before = async () => undefined;
    await expect(central.receive(report)).rejects.toThrow('asked to wait'); // Retry-After is obeyed
    central.passMs(5000);
    await central.receive(report);
    expect(central.destinations()).toEqual(['jira:default', 'pagerduty:default']);
    expect(central.counted).toMatchObject({ NotifyFailures: 1, PagesSent: 1, TicketsCreated: 1 });
  });

  it('records what stays broken, and fails until it reaches the dead-letter queue; a redrive mends it', async () => {
    central.vendors.before = async (destination) => {
      if (destination === 'jira:default') throw refused();
    };
    for (let attempt = 1; attempt <= 3; attempt++) {
      await expect(central.receive(report)).rejects.toThrow('Jira refused the call (HTTP 400). Check the project.');
    }
    expect((await history()).deliveries).toMatchObject([
      {
        destination: 'jira:default',
        state: 'failed',
        attempts: 3,
        error: 'Jira refused the call (HTTP 400). Check the project.',
      },
      { destination: 'pagerduty:default', state: 'done' },
    ]);
    central.vendors.before = async () => undefined;
    await central.receive(report);
    expect(central.destinations()).toEqual(['pagerduty:default', 'jira:default']);
  });

  it('follows the decision that was recorded, even if the rules are others by the time it is tried again', async () => {
    central.vendors.before = async () => {
      throw refused();
    };
    await expect(central.receive(report)).rejects.toThrow('2 of 2 not told');
    central.vendors.before = async () => undefined;
    const known = central.ports.registry.find.bind(central.ports.registry);
    Object.assign(central.ports.registry, {
      find: (accountId: string) => ({ ...known(accountId), severity_mapping: { HIGH: 'MINIMAL' } }),
    });
    await central.receive(report);
    expect([...central.destinations()].sort()).toEqual(['jira:default', 'pagerduty:default']);
  });

  it('tells of both outcomes in either order of arrival, and the older never becomes the state', async () => {
    const again = anEvent({ outcome_version: 2, timestamp: '2026-11-20T11:00:00Z' });
    await central.receive(anEnvelope(again));
    await central.receive(report);
    expect(new Set(central.vendors.told.map(({ key }) => key))).toEqual(
      new Set([outcomeKey(event), outcomeKey(again)]),
    );
    expect((await history()).state?.outcome?.outcome_version).toBe(2);
  });

  it('tells a vendor that an earlier outcome may be known there', async () => {
    await central.receive(report);
    await central.receive(anEnvelope(anEvent({ outcome_version: 2 })));
    expect(central.vendors.told.map(({ context }) => context?.repeat)).toEqual([false, false, true, true]);
  });
});

describe('a mitigation that no rule sends anywhere', () => {
  const mitigated = anEnvelope(
    anEvent({
      event_type: 'mitigation_completed',
      outcome_version: 2,
      summary: { mitigation_status: 'plan_generated' },
    }),
  );

  it("goes to the investigation's ticket, and pages nobody", async () => {
    await central.receive(report);
    central.vendors.told.length = 0;
    await central.receive(mitigated);
    expect(central.vendors.told).toMatchObject([{ destination: 'jira:default', context: { repeat: true } }]);
  });

  it('waits for a ticket that is not filed yet, so that it becomes no second one', async () => {
    central.vendors.before = async (destination) => {
      if (destination === 'jira:default') throw Object.assign(new Error('away'), { inDoubt: false });
    };
    await expect(central.receive(report)).rejects.toThrow('away');
    central.vendors.before = async () => undefined;
    await expect(central.receive(mitigated, { messageId: 'mitigation' })).rejects.toThrow('not filed yet');
    expect(central.destinations()).toEqual(['pagerduty:default']);
    await central.sweepFor(10);
    const toldInJira = central.vendors.told.filter(({ destination }) => destination === 'jira:default');
    expect(toldInJira.map(({ key, context }) => [key.at(-1), context?.repeat])).toEqual([
      ['1', false],
      ['2', true],
    ]);
  });

  it('that comes before its investigation goes to the ticket all the same', async () => {
    await central.receive(mitigated, { messageId: 'mitigation' });
    await central.receive(report);
    await central.sweepFor(10);
    const toldInJira = central.vendors.told.filter(({ destination }) => destination === 'jira:default');
    expect(toldInJira.map(({ key }) => key.at(-1))).toEqual(['1', '2']);
  });

  it('is recorded only, when there is no ticket', async () => {
    await central.receive(mitigated);
    expect(central.vendors.told).toEqual([]);
    expect((await history()).decisions).toMatchObject([{ reason: 'mitigation-adds-a-comment', destinations: [] }]);
  });
});

describe('life-cycle events of the service', () => {
  it('move the record, and page nobody', async () => {
    await central.receive(aNativeEvent({ detail: { data: { priority: 'CRITICAL' } } }));
    expect(central.vendors.told).toEqual([]);
    expect((await history()).state).toMatchObject({ stage: 'ended', client_name: 'Acme from the registry' });
  });
});

describe('heartbeats', () => {
  it('are recorded, and prove a gap when an outcome that they counted did not arrive', async () => {
    await central.receive(aHeartbeat());
    central.passMs(5 * 60_000);
    await central.receive(aHeartbeat({ timestamp: '2026-11-20T10:10:00Z' }));
    expect(central.counted.HeartbeatGaps).toBe(1);
    expect(await central.store.clientHealth()).toMatchObject([{ client_name: 'Acme from the registry', missing: 1 }]);
  });

  it('are quiet when everything arrived', async () => {
    await central.receive(report);
    await central.receive(aHeartbeat());
    central.passMs(5 * 60_000);
    await central.receive(aHeartbeat({ timestamp: '2026-11-20T10:10:00Z' }));
    expect(central.counted).not.toHaveProperty('HeartbeatGaps');
  });
});

describe('what cannot be believed', () => {
  it('is quarantined with its problems and without its values, counted, and not retried', async () => {
    const hostile = { ...report, detail: { ...event, summary: 'PASSWORD hunter2', hunter2: 'x' } };
    await central.receive(hostile);
    await central.receive(hostile);
    const quarantined = await central.store.quarantined(5);
    expect(quarantined).toMatchObject([
      { reason: 'invalid-event', account: event.client_account_id, source: 'investigation-orchestrator' },
    ]);
    expect(quarantined[0]?.problems.map(({ pointer }) => pointer)).toContain('/summary');
    expect(JSON.stringify(quarantined)).not.toContain('hunter2');
    expect(central.log.join('')).not.toContain('hunter2');
    expect(central.counted.EventsQuarantined).toBe(2);
    expect(central.vendors.told).toEqual([]);
  });
});

/** Waits for something that happens in its own time, without a clock of ours. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((soon) => setImmediate(soon));
}
