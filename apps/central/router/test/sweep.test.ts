import { anEnvelope, anEvent } from '@org/event-schema/testing';
import { investigationKey, outcomeKey } from '@org/event-schema';
import { slowDown, startCentral } from './central';

let central: ReturnType<typeof startCentral>;
beforeEach(() => (central = startCentral()));

const event = anEvent();
const report = anEnvelope(event);
const history = () => central.store.investigation(investigationKey(event));
const escalating = anEvent({ tags: { application: 'shop' } });

describe('what is owed', () => {
  it('is written down for each destination before anybody is told', async () => {
    let written = 0;
    central.vendors.before = async () => void (written = (await history()).followUps.length);
    await central.receive(report);
    expect(written).toBe(2);
  });

  it('is told by the sweep when the queue gave up, once', async () => {
    central.vendors.before = async () => {
      throw slowDown(4 * 3_600_000);
    };
    await expect(central.receive(report)).rejects.toThrow('asks for fewer calls');
    central.vendors.before = async () => undefined;
    await central.sweepFor(235);
    expect(central.vendors.told).toEqual([]); // Retry-After is obeyed
    await central.sweepFor(10);
    expect([...central.destinations()].sort()).toEqual(['jira:default', 'pagerduty:default']);
    await central.sweepFor(60);
    expect(central.vendors.told).toHaveLength(2);
  });

  it('is told by the sweep when the function was stopped after the decision', async () => {
    central.vendors.before = () => new Promise<void>(() => undefined);
    void central.receive(report); // stopped: never comes to an end
    await until(async () => (await central.store.recentDeliveries(2)).length === 2);
    central.vendors.before = async () => undefined;
    await central.sweepFor(5);
    expect([...central.destinations()].sort()).toEqual(['jira:default', 'pagerduty:default']);
  });

  it('that is late says so', async () => {
    central.passMs(3_600_000);
    await central.receive(report);
    const minutes = central.vendors.told.map(({ context }) => context?.lateMinutes);
    expect(minutes).toEqual([175, 175]); // from 10:04 to 13:00
  });

  it('is given up with a reason after seven days of trouble', async () => {
    central.vendors.before = async () => {
      throw slowDown(1000);
    };
    await expect(central.receive(report)).rejects.toThrow('asks for fewer calls');
    central.passMs(7 * 24 * 3_600_000 + 60_000);
    await central.sweep();
    const { followUps } = await history();
    expect(followUps.map(({ ended }) => ended?.why)).toEqual(Array(2).fill(expect.stringMatching(/^given up: /)));
  });

  it('keeps nobody waiting whose destination has no trouble', async () => {
    central.vendors.before = async (destination) => {
      if (destination === 'pagerduty:default') throw new Error('the connection broke');
    };
    await expect(central.receive(report)).rejects.toThrow();
    expect(await central.sweepFor(3)).toBeUndefined();
    expect((await history()).followUps).toMatchObject([{ looks: 2 }, { looks: 2 }]);
  });

  it('waits for the next run when no time is left', async () => {
    await central.receive(report);
    central.passMs(60_000);
    expect(await central.sweep(20_000)).toEqual({ looked: 0, ended: 0, trouble: 0 });
    expect(await central.sweep()).toEqual({ looked: 2, ended: 0, trouble: 0 });
  });
});

describe('what people do', () => {
  it('reaches our record, with who and when', async () => {
    await central.receive(report);
    central.somebody('acknowledged', 'pagerduty:default', event);
    await central.sweepFor(1);
    expect((await history()).deliveries).toMatchObject([
      { destination: 'jira:default' },
      {
        destination: 'pagerduty:default',
        human: {
          state: 'acknowledged',
          by: 'Ada',
          at: '2026-11-20T12:00:00.000Z',
          seen_at: '2026-11-20T12:01:00.000Z',
        },
      },
    ]);
  });

  it('in one place is told to the other, once', async () => {
    await central.receive(report);
    central.somebody('acknowledged', 'pagerduty:default', event);
    await central.sweepFor(30);
    expect(central.vendors.done).toEqual([
      `acknowledge jira:default ${outcomeKey(event)}: pagerduty:default: acknowledged by Ada.`,
    ]);
    central.somebody('resolved', 'jira:default', event, 'Grace');
    await central.sweepFor(180);
    expect(central.vendors.done.slice(1)).toEqual([
      `resolve pagerduty:default ${outcomeKey(event)}: jira:default: resolved by Grace.`,
    ]);
    const { followUps } = await history();
    expect(followUps.map(({ ended }) => ended?.why)).toEqual(Array(2).fill('a human resolved it'));
  });

  it('is asked for with growing pauses, and after a week not any more', async () => {
    await central.receive(report);
    const looks = async () => (await history()).followUps[0]?.looks;
    await central.sweepFor(10); // after 1, 2, and 4 minutes; then 9
    expect(await looks()).toBe(4);
    for (let hour = 0; hour < 7 * 24 + 8; hour++) {
      central.passMs(3_600_000);
      await central.sweep();
    }
    const { followUps } = await history();
    expect(followUps.map(({ ended }) => ended?.why)).toEqual(Array(2).fill('nobody has closed it within 7 days'));
    expect(followUps[0]?.looks).toBeLessThan(70);
  });
});

describe('an escalation', () => {
  beforeEach(() => central.receive(anEnvelope(escalating)));
  const seniors = () => central.vendors.told.filter(({ destination }) => destination === 'pagerduty:seniors');

  it('pages whom the rule names, when nobody has acknowledged in time, once for each step', async () => {
    await central.sweepFor(9);
    expect(seniors()).toEqual([]);
    await central.sweepFor(2);
    expect(seniors()).toMatchObject([
      { key: `${outcomeKey(escalating)}/escalation-10`, context: { reason: 'escalation', repeat: true } },
    ]);
    expect(seniors()[0]?.context?.explanation).toMatch(/^Nobody has acknowledged this within 10 minutes\. /);
    await central.sweepFor(60);
    expect(seniors()).toHaveLength(2);
    const { deliveries } = await central.store.investigation(investigationKey(escalating));
    expect(deliveries.map(({ destination, act }) => [destination, act])).toEqual([
      ['jira:default', undefined],
      ['pagerduty:default', undefined],
      ['pagerduty:seniors', 'escalation-10'],
      ['pagerduty:seniors', 'escalation-30'],
    ]);
  });

  it('does not happen when somebody has acknowledged, in whatever place', async () => {
    central.somebody('acknowledged', 'jira:default', escalating);
    await central.sweepFor(60);
    expect(seniors()).toEqual([]);
  });

  it('that could not be told yet is given up when somebody answers meanwhile', async () => {
    central.vendors.before = async (destination) => {
      if (destination === 'pagerduty:seniors') throw slowDown(1000);
    };
    await central.sweepFor(15);
    central.somebody('acknowledged', 'pagerduty:default', escalating);
    await central.sweepFor(20); // until the first page was asked about
    central.vendors.before = async () => undefined;
    await central.sweepFor(30);
    expect(seniors()).toEqual([]);
    const { followUps } = await central.store.investigation(investigationKey(escalating));
    expect(followUps.map(({ ended }) => ended?.why)).toContain('somebody had answered before');
  });

  it('happens when the first page cannot be told at all', async () => {
    central = startCentral();
    central.vendors.before = async (destination) => {
      if (destination === 'pagerduty:default') throw new Error('the service is gone');
    };
    await expect(central.receive(anEnvelope(escalating))).rejects.toThrow();
    await central.sweepFor(15);
    expect(seniors()).toHaveLength(1);
  });

  it('is acknowledged and closed with the first page', async () => {
    await central.sweepFor(11);
    central.somebody('acknowledged', 'pagerduty:default', escalating);
    await central.sweepFor(20);
    expect(central.vendors.done.join('\n')).toContain('acknowledge pagerduty:seniors');
    await central.receive(
      anEnvelope({ ...escalating, event_type: 'investigation_cancelled', outcome_version: 2, status: 'CANCELLED' }),
    );
    await central.sweepFor(70);
    const resolved = central.vendors.done.filter((done) => done.startsWith('resolve '));
    expect(resolved.map((done) => done.split(' ')[1]).sort()).toEqual([
      'jira:default',
      'pagerduty:default',
      'pagerduty:seniors',
    ]);
    expect(resolved[0]).toContain('Closed, because the investigation was cancelled.');
  });
});

describe('what was muted', () => {
  const moving = anEvent({ tags: { application: 'moving' } });
  const decisions = async () => (await central.store.investigation(investigationKey(moving))).decisions;

  it('is decided again when the silence ends, and told', async () => {
    await central.receive(anEnvelope(moving));
    await central.sweepFor(59);
    expect(central.vendors.told).toEqual([]);
    await central.sweepFor(2);
    expect([...central.destinations()].sort()).toEqual(['jira:default', 'pagerduty:default']);
    expect(await decisions()).toMatchObject([
      { destinations: [], muted: [{ id: 'move' }] },
      { destinations: ['pagerduty:default', 'jira:default'], again: true, decided_at: '2026-11-20T13:00:00.000Z' },
    ]);
    await central.sweepFor(30);
    expect(central.vendors.told).toHaveLength(2);
  });

  it('is not told when it is over by then', async () => {
    await central.receive(anEnvelope(moving));
    await central.receive(
      anEnvelope({ ...moving, event_type: 'investigation_cancelled', outcome_version: 2, status: 'CANCELLED' }),
    );
    await central.sweepFor(61);
    expect(central.vendors.told).toEqual([]);
    expect(await decisions()).toHaveLength(2);
  });
});

/** Waits for something that happens in its own time, without a clock of ours. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((soon) => setImmediate(soon));
}
