import { stepOf } from '../src/alert';
import { ACCOUNTS, aReport, startCentral } from './central';

let central: Awaited<ReturnType<typeof startCentral>>;
beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

const [one, two, three, four] = ACCOUNTS;
const threeReports = () => [aReport(one, 10), aReport(two, 15), aReport(three, 20)];

async function detectAll(changes: Parameters<typeof central.detect>[1] = {}) {
  for (const report of threeReports()) await central.detect(report, changes);
}

it('tells the senior engineer of one cause behind three clients, with the evidence and who is hit', async () => {
  await detectAll();
  expect(central.pager.alerts).toHaveLength(1);
  const [alert] = central.pager.alerts;
  expect(alert).toMatchObject({ severity: 'HIGH', clients: 3 });
  expect(alert?.key).toMatch(/^corr-[a-z0-9-]{1,40}$/);
  expect(alert?.title).toContain('relay-agent');
  expect(alert?.investigations.map(({ clientName }) => clientName)).toEqual(['Client 1', 'Client 2', 'Client 3']);
  expect(central.counted).toMatchObject({ PatternsFound: 1, PagesSent: 1 });
});

it('wakes nobody for two clients, nor for one client that reports often', async () => {
  await central.detect(aReport(one, 10));
  await central.detect(aReport(two, 15));
  await central.detect(aReport(two, 16, { investigation_id: 'inv-other' }));
  expect(central.pager.alerts).toEqual([]);
});

it('tells once for each pattern: not again for duplicates, nor for a fourth client', async () => {
  await detectAll();
  await detectAll();
  await central.detect(aReport(four, 25));
  expect(central.pager.alerts).toHaveLength(1);
  expect(await central.ports.store.patterns(5)).toMatchObject([{ clients: [one, two, three, four] }]);
  expect(central.counted.PatternsFound).toBe(1);
});

it('brings the page up to date when twice as many clients are hit, once, whoever sees it', async () => {
  const config = { ...central.ports.config, min_events: 2 };
  await detectAll({ config });
  expect(central.pager.alerts).toHaveLength(1);
  await Promise.all(
    ['a', 'b'].map((worker) =>
      central.detect(aReport(four, 25), { config }, `message-${worker}`).catch(() => undefined),
    ),
  );
  await central.detect(aReport(four, 25), { config }, 'message-later');
  const [first, update, ...more] = central.pager.alerts;
  expect(more).toEqual([]);
  expect(first).not.toHaveProperty('update');
  expect(update).toMatchObject({ key: first?.key, clients: 4, update: { number: 1, clientsBefore: 2 } });
  expect(central.counted.PagesSent).toBe(1);
});

it('updates once after a crash between writing the grown pattern and telling of it', async () => {
  const config = { ...central.ports.config, min_events: 2 };
  await detectAll({ config });
  central.pager.before = () => {
    throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
  };
  await expect(central.detect(aReport(four, 25), { config })).rejects.toThrow('HTTP 500');
  central.pager.before = () => undefined;
  await central.detect(aReport(four, 25), { config });
  await central.detect(aReport(four, 25), { config });
  expect(central.pager.alerts.map(({ update }) => update?.number)).toEqual([undefined, 1]);
});

it('sends no update before the page itself', async () => {
  const config = { ...central.ports.config, min_events: 2 };
  const down = () => {
    throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
  };
  central.pager.before = down;
  for (const report of [...threeReports(), aReport(four, 25)])
    await central.detect(report, { config }).catch(() => undefined);
  central.pager.before = () => undefined;
  await central.detect(aReport(four, 25), { config });
  expect(central.pager.alerts).toMatchObject([{ clients: 4 }]);
  expect(central.pager.alerts[0]).not.toHaveProperty('update');
});

it('brings no news to a ticket that its vendor does not find yet, so that no second one is filed', async () => {
  const changes = { config: { ...central.ports.config, min_events: 2 }, notify: ['pagerduty:default', 'jira:OPS'] };
  const told = () => central.pager.alerts.map(({ destination, update }) => [destination, update?.number]);
  await detectAll(changes);
  await central.detect(aReport(four, 25), changes);
  const atOnce = [
    ['pagerduty:default', undefined],
    ['jira:OPS', undefined],
    ['pagerduty:default', 1],
  ];
  expect(told()).toEqual(atOnce);
  central.passMs(60_000);
  await central.detect(aReport(four, 25), changes);
  expect(told()).toEqual([...atOnce, ['jira:OPS', 1]]);
});

it('tells nobody of what is over by the time that its message comes again', async () => {
  central.pager.before = () => {
    throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
  };
  await expect(detectAll()).rejects.toThrow('HTTP 500');
  central.pager.before = () => undefined;
  central.passMs(25 * 60 * 60_000);
  await central.detect(aReport(three, 20));
  expect(central.pager.alerts).toEqual([]);
  expect(central.log.join('')).toContain('"reason":"over","msg":"pattern not told"');
});

it.each([
  [3, 0],
  [5, 0],
  [6, 1],
  [11, 1],
  [12, 2],
  [100, 5],
])('stands at one step only, whatever was missed: %i clients, of whom 3 make a pattern, at step %i', (count, step) => {
  expect(stepOf({ clients: Array.from({ length: count }, String) }, 3)).toBe(step);
});

it('tells once when all reports come at the same moment', async () => {
  await Promise.all(threeReports().map((report, index) => central.detect(report, {}, `message-${index}`)));
  expect(central.pager.alerts).toHaveLength(1);
});

it('tells after a crash between writing the pattern and telling of it', async () => {
  central.pager.before = () => {
    throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
  };
  await expect(detectAll()).rejects.toThrow('HTTP 500');
  central.pager.before = () => undefined;
  await central.detect(aReport(three, 20));
  expect(central.pager.alerts).toHaveLength(1);
  expect(central.counted).toMatchObject({ PatternDetectorFailures: 1, NotifyFailures: 1, PagesSent: 1 });
});

it('asks PagerDuty before it tells again, when it crashed after telling', async () => {
  central.pager.after = () => {
    throw new Error('the process was killed');
  };
  await expect(detectAll()).rejects.toThrow('killed');
  central.pager.find = { vendor: 'pagerduty', id: 'Q1', action: 'found' };
  central.passMs(60_000); // so long until what was told shows there
  await central.detect(aReport(three, 20));
  expect(central.pager.alerts).toHaveLength(1);
});

describe('who may be hit next', () => {
  it('is told with the pattern: who named the same thing lately, and was not hit', async () => {
    await central.detect(
      aReport(four, 10, {
        timestamp: '2026-11-18T09:00:00Z',
        summary: {
          root_cause_brief: 'Rolled out relay-agent 4.2.0 on all hosts.',
          root_cause_category: 'deployment_failure',
          indicators: [],
        },
      }),
    );
    await detectAll();
    expect(central.pager.alerts).toMatchObject([{ exposed: ['Client 4: named relay-agent 4.2.0 on 2026-11-18'] }]);
    const [pattern] = await central.ports.store.patterns(1);
    expect(await central.ports.store.pattern(pattern?.pattern_id ?? '')).toMatchObject({
      exposed: [{ client_account_id: four, because: 'names-it' }],
    });
  });
});

describe('what it does not believe', () => {
  it.each([
    ['text that is no event', 'hello', 'not-ours'],
    ['another source', { ...aReport(one, 1), source: 'aws.s3' }, 'not-ours'],
    ["another client's agent space", aReport(one, 1, { agent_space_id: 'space-2' }), 'unknown-agent-space'],
    ['an account that nobody knows', { ...aReport(one, 1), account: '555555555555' }, 'unknown-account'],
    ['an account that speaks for another', { ...aReport(one, 1), account: two }, 'account-mismatch'],
    ['an event that does not fit', { ...aReport(one, 1), detail: {} }, 'invalid-event'],
    ['a replay', { ...aReport(one, 1), 'replay-name': 'r' }, 'archive-replay'],
  ])('%s', async (_what, body, reason) => {
    await central.detect(body);
    expect(central.log.join('')).toContain(`"reason":"${reason}"`);
    expect(central.counted).toEqual({});
  });
});
