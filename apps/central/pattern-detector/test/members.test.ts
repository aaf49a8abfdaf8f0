import type { Pattern } from '@org/correlation-engine';
import { anEvent } from '@org/event-schema/testing';
import { jiraNotifier } from '@org/notifiers/jira';
import { memberKey, tellMembers } from '../src/members';
import { ACCOUNTS, aReport, startCentral } from './central';

let central: Awaited<ReturnType<typeof startCentral>>;
beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

const [one, two, three] = ACCOUNTS;
const reports = [aReport(one, 10), aReport(two, 15), aReport(three, 20)] as const;
const ticketed = { hasTickets: () => true, notify: ['pagerduty:default', 'jira:OPS'] };

async function detectAll(changes: Parameters<typeof central.detect>[1] = ticketed) {
  for (const report of reports) await central.routed(report);
  for (const report of reports) await central.detect(report, changes);
}

it("tells each client once, in its own project, under the provider's ticket, and names no other client", async () => {
  await detectAll();
  await detectAll();
  expect(central.tickets.members.map(({ account, clients, parentId }) => ({ account, clients, parentId }))).toEqual(
    [one, two, three].map((account) => ({ account, clients: 3, parentId: 'OPS-1' })),
  );
  for (const { account, ...member } of central.tickets.members)
    for (const other of ACCOUNTS.filter((each) => each !== account)) {
      expect(JSON.stringify(member)).not.toContain(other);
      expect(JSON.stringify(member)).not.toContain(`Client ${other[0]}`);
    }
});

it('says only the kind of trouble when what is shared holds the name of another client', async () => {
  const { ports } = central;
  await detectAll({ ...ticketed, hasTickets: () => false });
  const [pattern] = await ports.store.patterns<Pattern>(1);
  if (!pattern) throw new Error('three clients make a pattern');
  await tellMembers(pattern, {
    ...ports,
    ...ticketed,
    metered: ports.metered(),
    meta: central.meta,
    clientName: (account) => (account === two ? 'Relay-Agent' : `Client ${account[0]}`),
  });
  expect(pattern.shared).toContain('relay-agent');
  expect(central.tickets.members.map(({ account, title }) => [account, title])).toEqual([
    [one, 'code defect'],
    [two, pattern.shared],
    [three, 'code defect'],
  ]);
});

it('tells only clients that have tickets, and without a parent when the pattern has none', async () => {
  await detectAll({ hasTickets: (account) => account === two });
  expect(central.tickets.members).toMatchObject([{ account: two }]);
  expect(central.tickets.members[0]).not.toHaveProperty('parentId');
});

it('waits for the ticket of the router, so that a client does not get two', async () => {
  await central.routed(reports[0], ['jira:default']);
  await central.routed(reports[1]);
  for (const report of reports) await central.detect(report, ticketed);
  expect(central.tickets.members.map(({ account }) => account)).toEqual([two]);

  const { store } = central.ports;
  const effect = { of: 'outcome', outcome: reports[0].detail, destination: 'jira:default' } as const;
  const claim = await store.claim(effect, { messageId: 'router', clientName: 'Client 1', leaseMs: 1000 });
  if (!claim.taken) throw new Error('nobody else tells it');
  await store.receipt(effect, claim.claim_id, { vendor_id: 'ONE-1', action: 'created' });
  await central.routed(reports[2]);
  await central.detect(reports[2], ticketed);
  expect(central.tickets.members.map(({ account }) => account)).toEqual([two, one, three]);
});

it('speaks in the ticket that the router has filed for a client, wherever that is', async () => {
  const { store } = central.ports;
  for (const [index, report] of reports.entries()) {
    await central.routed(report, index === 0 ? ['jira:PAY'] : []);
  }
  const effect = { of: 'outcome', outcome: reports[0].detail, destination: 'jira:PAY' } as const;
  const claim = await store.claim(effect, { messageId: 'router', clientName: 'Client 1', leaseMs: 1000 });
  if (!claim.taken) throw new Error('nobody else tells it');
  await store.receipt(effect, claim.claim_id, { vendor_id: 'PAY-1', action: 'created' });
  for (const report of reports) await central.detect(report, { ...ticketed, hasTickets: (account) => account !== one });
  expect(central.tickets.members.map(({ account, destination }) => [account, destination])).toEqual([
    [one, 'jira:PAY'],
    [two, 'jira:default'],
    [three, 'jira:default'],
  ]);
});

it('goes on with the others when one ticket fails, and files that one when the message comes again', async () => {
  central.tickets.before = (account) => {
    if (account === one) throw Object.assign(new Error('Jira has trouble (HTTP 500).'), { inDoubt: false });
  };
  await expect(detectAll()).rejects.toThrow('HTTP 500');
  expect(central.tickets.members.map(({ account }) => account)).toEqual([two, three]);
  central.tickets.before = () => undefined;
  central.passMs(60_000); // messages come again later than that
  await central.detect(reports[2], ticketed);
  expect(central.tickets.members.map(({ account }) => account)).toEqual([two, three, one]);
});

it.each([
  ['whose end was not seen', {}],
  ['of whose calls the last surely did nothing', { inDoubt: false }],
])(
  'looks for the ticket before it tells again after an attempt %s: it would comment on its own',
  async (_what, error) => {
    central.tickets.before = (account) => {
      if (account === one) throw Object.assign(new Error('no answer'), error);
    };
    await expect(detectAll()).rejects.toThrow('no answer');
    central.tickets.before = () => undefined;
    central.pager.find = { vendor: 'jira', id: 'ONE-1', action: 'found' };
    central.passMs(60_000);
    await central.detect(reports[2], ticketed);
    expect(central.tickets.members.map(({ account }) => account)).toEqual([two, three]);
    const [pattern] = await central.ports.store.patterns(1);
    const { deliveries = [] } = (await central.ports.store.pattern(pattern?.pattern_id ?? '')) ?? {};
    expect(deliveries.find(({ act }) => act === `update-member-${one}`)).toMatchObject({
      state: 'done',
      vendor_id: 'ONE-1',
      in_doubt: false,
    });
  },
);

it('files one ticket for each client when two workers see the pattern at once', async () => {
  await detectAll({ ...ticketed, hasTickets: () => false });
  await Promise.all(
    ['a', 'b'].map((worker) => central.detect(reports[2], ticketed, `message-${worker}`).catch(() => undefined)),
  );
  expect(central.tickets.members.map(({ account }) => account).sort()).toEqual([one, two, three]);
});

it('tells no client while the pattern itself is not told', async () => {
  central.pager.before = () => {
    throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
  };
  await expect(detectAll()).rejects.toThrow('HTTP 500');
  expect(central.tickets.members).toEqual([]);
});

it("files a client's ticket in Jira under the key by which it is closed", async () => {
  const asked: string[] = [];
  const jira = jiraNotifier({
    baseUrl: 'https://jira.test',
    email: async () => 'a@b.c',
    token: async () => 'token',
    projectKey: 'ONE',
    issueType: 'Task',
    transport: async ({ url, body = '' }) => {
      asked.push(body);
      return {
        status: 200,
        headers: new Headers(),
        text: url.endsWith('/issue') ? '{"key":"ONE-1"}' : '{"issues":[]}',
      };
    },
  });
  const member = { patternKey: 'corr-p1', event: anEvent({ client_account_id: one }), title: 'A leak', clients: 3 };
  await jira.patternMember?.(member, { repeat: false });
  await jira.followUp?.resolve(memberKey('p1', one), 'Closed.');
  const label = `investigation:${memberKey('p1', one)}`;
  expect(asked.filter((body) => body.includes(label))).toEqual([
    expect.stringContaining('"labels":'), // the new issue
    expect.stringContaining('"jql":'), // what is looked for to be closed
  ]);
});
