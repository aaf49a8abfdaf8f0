import type { Pattern } from '@org/correlation-engine';
import { investigationKey } from '@org/event-schema';
import type { PatternVerdict } from '@org/investigation-store';
import { sweepPatterns } from '../src/sweep';
import { ACCOUNTS, aReport, startCentral } from './central';

let central: Awaited<ReturnType<typeof startCentral>>;
beforeEach(async () => {
  central = await startCentral(() => undefined);
});

const [one, two, three] = ACCOUNTS;
const reports = [aReport(one, 10), aReport(two, 15), aReport(three, 20)] as const;
const PAGE = 'pagerduty:default';
const TICKET = 'jira:OPS';
const DAY_MINUTES = 24 * 60;

/** With a page, a ticket, and tickets of the clients. */
function withTickets(): void {
  Object.assign(central.ports, { hasTickets: () => true, notify: [PAGE, TICKET] });
}

async function detectAll(): Promise<Pattern> {
  for (const report of reports) await central.routed(report);
  for (const report of reports) await central.detect(report).catch(() => undefined);
  const [pattern] = await central.ports.store.patterns<Pattern>(1);
  if (!pattern) throw new Error('three clients make a pattern');
  return pattern;
}

const at = (place: string, { pattern_id }: Pattern) =>
  central.standing.get(`${place} corr-${pattern_id}${/^\d/.test(place) ? `.${place}` : ''}`);
const told = () => central.pager.alerts.map(({ destination, ended }) => (ended ? `${destination} ended` : destination));
const clientsTold = () => central.tickets.members.map(({ account }) => account);

const says = async ({ pattern_id }: Pattern, verdict: PatternVerdict['verdict'], into?: string) =>
  central.ports.store.saveVerdict(pattern_id, {
    verdict,
    by: 'Ada',
    why: 'Two releases, by chance.',
    at: central.ports.now().toISOString(),
    ...(into !== undefined && { into }),
  });

describe('what is owed', () => {
  it('is told after a crash between writing the pattern and telling of it, without another report', async () => {
    withTickets();
    central.pager.before = () => {
      throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
    };
    await detectAll();
    expect(central.pager.alerts).toEqual([]);
    central.pager.before = () => undefined;
    await central.sweepFor(10);
    expect(told()).toEqual([PAGE, TICKET]);
    expect(clientsTold()).toEqual([one, two, three]);
  });

  it('is told to the last client when the ticket of its own is there, without another report', async () => {
    withTickets();
    await central.routed(reports[0]);
    await central.routed(reports[1]);
    for (const report of reports) await central.detect(report);
    expect(clientsTold()).toEqual([one, two]);
    await central.sweepFor(10);
    await central.routed(reports[2]);
    await central.sweepFor(5);
    expect(clientsTold()).toEqual([one, two, three]);
  });

  it('is told once, however often it is looked at, and by how many at once', async () => {
    withTickets();
    await detectAll();
    central.passMs(5 * 60_000);
    await Promise.all([central.sweep(), central.sweep()]);
    await central.sweepFor(120);
    expect(told()).toEqual([PAGE, TICKET]);
    expect(clientsTold()).toEqual([one, two, three]);
  });

  it('of one pattern keeps no other, and is tried again', async () => {
    const pattern = await detectAll();
    await central.ports.store.savePatternWatch('pattern-that-is-broken', central.ports.now().toISOString());
    const broken = {
      ...central.ports,
      store: {
        ...central.ports.store,
        pattern: async <P extends object>(id: string) => {
          if (id === 'pattern-that-is-broken') throw new Error('the table is not there');
          return central.ports.store.pattern<P & Pattern>(id) as never;
        },
      },
    };
    await says(pattern, 'rejected');
    central.passMs(20 * 60_000);
    const run = { logger: central.meta.logger, requestId: 'run', remainingMs: () => 120_000 };
    expect(await sweepPatterns(broken, run)).toEqual({ looked: 2, ended: 1, trouble: 1 });
    expect(central.counted.PatternDetectorFailures).toBe(1);
    expect(await sweepPatterns(broken, run)).toEqual({ looked: 0, ended: 0, trouble: 0 });
    central.passMs(5 * 60_000);
    expect(await sweepPatterns(broken, run)).toMatchObject({ looked: 1, trouble: 1 });
  });

  it('is left to the next run when there is too little time', async () => {
    await detectAll();
    central.passMs(5 * 60_000);
    expect(await central.sweep(40_000)).toMatchObject({ looked: 0 });
    expect(await central.sweep()).toMatchObject({ looked: 1 });
  });
});

describe('a pattern without a new report', () => {
  it('is over after a day: that is told once, the page is closed, and the ticket is left to people', async () => {
    withTickets();
    const pattern = await detectAll();
    await central.sweepFor(DAY_MINUTES - 60);
    expect(told()).toEqual([PAGE, TICKET]);
    await central.sweepFor(60);
    expect(told()).toEqual([PAGE, TICKET, `${PAGE} ended`, `${TICKET} ended`]);
    expect(at(PAGE, pattern)?.state).toBe('resolved');
    expect(at(TICKET, pattern)?.state).toBe('open');
    await central.sweepFor(DAY_MINUTES);
    expect(central.pager.alerts).toHaveLength(4);
    expect(central.counted).toMatchObject({ PagesSent: 1, TicketsCreated: 4 });
  });

  it('is not paged for when it is over before anybody could be paged', async () => {
    const fails = () => {
      throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
    };
    central.pager.before = fails;
    await detectAll();
    await central.sweepFor(DAY_MINUTES - 60);
    central.pager.before = () => undefined;
    central.passMs(60 * 60_000);
    await central.sweep();
    expect(central.pager.alerts).toEqual([]);
  });

  it('has its page closed also when a slow worker opened it after the end was told', async () => {
    withTickets();
    central.pager.before = ({ ended }) => {
      if (!ended) throw new Error('no answer');
    };
    const pattern = await detectAll();
    central.passMs(DAY_MINUTES * 60_000);
    const effect = { of: 'pattern', pattern_id: pattern.pattern_id, destination: PAGE } as const;
    const slow = await central.ports.store.claim(effect, { messageId: 'slow', clientName: 'any', leaseMs: 60_000 });
    await central.sweep();
    expect(told()).toContain(`${PAGE} ended`);
    central.passMs(1_000);
    if (slow.taken) await central.ports.store.receipt(effect, slow.claim_id, { vendor_id: 'page' });
    central.standing.set(`${PAGE} corr-${pattern.pattern_id}`, { state: 'open', notes: [] });
    await central.sweepFor(120);
    expect(at(PAGE, pattern)?.state).toBe('resolved');
  });

  it('is looked after no longer when it has been over for two weeks', async () => {
    withTickets();
    await detectAll();
    central.passMs(15 * DAY_MINUTES * 60_000);
    await central.sweep();
    expect(central.log.join('')).toContain('"why":"it has been over for 14 days"');
    central.passMs(DAY_MINUTES * 60_000);
    expect(await central.sweep()).toMatchObject({ looked: 0 });
  });
});

describe('closed by people', () => {
  const closes = (pattern: Pattern) => Object.assign(at(TICKET, pattern) ?? {}, { state: 'resolved', by: 'Ada' });

  it.each([
    ['before its end', 60],
    ['after its end', DAY_MINUTES + 120],
  ])('%s, the tickets of its clients and its page are closed together', async (_when, minutes) => {
    withTickets();
    const pattern = await detectAll();
    await central.sweepFor(minutes);
    closes(pattern);
    await central.sweepFor(60);
    for (const account of [one, two, three])
      expect(at(account, pattern)).toEqual({
        state: 'resolved',
        notes: ['Closed together with the ticket that it is part of.'],
      });
    expect(at(PAGE, pattern)?.state).toBe('resolved');
    expect(at(TICKET, pattern)?.notes.filter((note) => note !== 'over')).toEqual([]);
    const { deliveries = [] } = (await central.ports.store.pattern(pattern.pattern_id)) ?? {};
    expect(deliveries.find(({ destination }) => destination === TICKET)?.human).toMatchObject({ by: 'Ada' });
    central.passMs(15 * DAY_MINUTES * 60_000);
    await central.sweep();
    expect(central.log.join('')).toContain('"why":"people have closed its ticket"');
  });

  it('opens no page any more that could not be sent before', async () => {
    withTickets();
    const pattern = await detectAll();
    closes(pattern);
    await central.sweepFor(5);
    const before = told();
    await central.detect(reports[2], { notify: [PAGE, 'pagerduty:late', TICKET] });
    expect(told()).toEqual(before);
  });

  it('leaves the ticket of a client open that was hit afterwards', async () => {
    withTickets();
    const pattern = await detectAll();
    closes(pattern);
    await central.sweepFor(5);
    central.passMs(60_000);
    const later = aReport(ACCOUNTS[3], 25);
    await central.routed(later);
    await central.detect(later);
    await central.sweepFor(DAY_MINUTES);
    expect([one, ACCOUNTS[3]].map((account) => at(account, pattern)?.state)).toEqual(['resolved', 'open']);
  });

  it("a client's own ticket stays open, where the pattern is a comment only", async () => {
    withTickets();
    central.tickets.action = (account) => (account === two ? 'commented' : 'created');
    const pattern = await detectAll();
    central.standing.set(`${two} corr-${pattern.pattern_id}.${two}`, { state: 'open', notes: [] });
    closes(pattern);
    await central.sweepFor(60);
    expect([one, two, three].map((account) => at(account, pattern)?.state)).toEqual(['resolved', 'open', 'resolved']);
  });
});

describe('of which people said that it is', () => {
  it('none: page and tickets are closed with who and why, clients hear no name, and it counts once', async () => {
    withTickets();
    const pattern = await detectAll();
    await says(pattern, 'rejected');
    await central.sweepFor(60);
    const note = 'Closed: no common cause, says Ada: Two releases, by chance.';
    expect(at(PAGE, pattern)).toEqual({ state: 'resolved', notes: [note] });
    expect(at(TICKET, pattern)).toEqual({ state: 'resolved', notes: [note] });
    for (const account of [one, two, three])
      expect(at(account, pattern)?.notes).toEqual(['Closed: there was no common cause.']);
    await central.sweepFor(DAY_MINUTES);
    expect(central.counted.FalseAlarmsReported).toBe(1);
    expect(central.pager.alerts).toHaveLength(2);
  });

  it('none: a client with a ticket of its own reads there that it was none, once, and the ticket stays open', async () => {
    withTickets();
    central.tickets.action = (account) => (account === two ? 'commented' : 'created');
    const pattern = await detectAll();
    await says(pattern, 'rejected');
    await central.sweepFor(60);
    expect(central.tickets.withdrawn).toEqual([
      [two, 'This is no part of a pattern after all: there was no common cause.'],
    ]);
    expect([one, three].map((account) => at(account, pattern)?.state)).toEqual(['resolved', 'resolved']);
  });

  it('one without some: those clients read it, or find their ticket closed; the others and the page go on', async () => {
    withTickets();
    central.tickets.action = (account) => (account === two ? 'commented' : 'created');
    const pattern = await detectAll();
    const members = pattern.members
      .filter(({ client_account_id }) => client_account_id !== three)
      .map(investigationKey);
    await central.ports.store.saveVerdict(pattern.pattern_id, {
      verdict: 'split',
      by: 'Ada',
      why: 'Other troubles.',
      at: central.ports.now().toISOString(),
      members,
    });
    await central.sweepFor(60);
    expect(at(one, pattern)).toEqual({
      state: 'resolved',
      notes: ['Closed: this is no part of the pattern after all.'],
    });
    expect(central.tickets.withdrawn).toEqual([[two, 'This is no part of the pattern after all.']]);
    expect([at(three, pattern), at(PAGE, pattern)].map((standing) => standing?.state)).toEqual(['open', 'open']);
  });

  it('one without a client that was not told yet: it is told nothing', async () => {
    withTickets();
    central.tickets.before = (account) => {
      if (account === one) throw Object.assign(new Error('Jira has trouble (HTTP 500).'), { inDoubt: false });
    };
    const pattern = await detectAll();
    central.tickets.before = () => undefined;
    await central.ports.store.saveVerdict(pattern.pattern_id, {
      verdict: 'split',
      by: 'Ada',
      why: 'Another trouble.',
      at: central.ports.now().toISOString(),
      members: pattern.members.filter(({ client_account_id }) => client_account_id === one).map(investigationKey),
    });
    await central.sweepFor(60);
    expect(clientsTold()).toEqual([two, three]);
  });

  it('none: it also counts days after its ticket was closed', async () => {
    withTickets();
    const pattern = await detectAll();
    Object.assign(at(TICKET, pattern) ?? {}, { state: 'resolved' });
    await central.sweepFor(3 * DAY_MINUTES);
    await says(pattern, 'rejected');
    await central.sweepFor(120);
    expect(central.counted.FalseAlarmsReported).toBe(1);
  });

  it('part of another: page and ticket are closed, the tickets of the clients go on, and it is no false alarm', async () => {
    withTickets();
    const pattern = await detectAll();
    await says(pattern, 'merged', 'pattern-other');
    await central.sweepFor(60);
    const note = 'Closed: part of pattern-other, says Ada: Two releases, by chance.';
    expect(at(PAGE, pattern)?.notes).toEqual([note]);
    expect(at(TICKET, pattern)?.notes).toEqual([note]);
    expect(at(one, pattern)?.state).toBe('open');
    expect(central.counted).not.toHaveProperty('FalseAlarmsReported');
  });

  it.each(['rejected', 'merged'] as const)('%s: further reports tell nobody, and the log says why', async (verdict) => {
    withTickets();
    const pattern = await detectAll();
    await says(pattern, verdict, 'pattern-other');
    await central.sweepFor(30);
    const report = aReport(ACCOUNTS[3], 25);
    await central.routed(report);
    await central.detect(report, { config: { ...central.ports.config, min_events: 2 } });
    expect(central.pager.alerts).toHaveLength(2);
    expect(clientsTold()).toEqual([one, two, three]);
    expect(central.log.join('')).toContain(`"reason":"${verdict}","msg":"pattern not told"`);
  });

  it('none, a moment after it was told: it is closed when its vendor can find it', async () => {
    withTickets();
    central.pager.before = () => {
      throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
    };
    await detectAll();
    central.pager.before = () => undefined;
    central.passMs(5 * 60_000 - 1_000);
    const pattern = await detectAll();
    await says(pattern, 'rejected');
    central.passMs(1_000);
    expect(await central.sweep()).toMatchObject({ looked: 1, trouble: 0 });
    expect([PAGE, TICKET, one].map((place) => at(place, pattern)?.state)).toEqual(['open', 'open', 'open']);
    await central.sweepFor(5);
    expect([PAGE, TICKET, one].map((place) => at(place, pattern)?.state)).toEqual(['resolved', 'resolved', 'resolved']);
  });

  it('part of another, after a ticket could tell its end only: that is closed too', async () => {
    withTickets();
    central.pager.before = () => {
      throw Object.assign(new Error('PagerDuty has trouble of its own (HTTP 500).'), { inDoubt: false });
    };
    const pattern = await detectAll();
    central.pager.before = () => undefined;
    central.passMs(DAY_MINUTES * 60_000);
    await central.sweep();
    expect(told()).toEqual([`${TICKET} ended`]);
    await says(pattern, 'merged', 'pattern-other');
    await central.sweepFor(120);
    expect(at(TICKET, pattern)?.state).toBe('resolved');
  });

  it('none, while a worker is telling of it still: what it tells is closed too', async () => {
    withTickets();
    central.pager.before = ({ key }) => {
      throw new Error(`no answer about ${key}`); // and PagerDuty has taken it in all the same
    };
    const pattern = await detectAll();
    central.standing.set(`${PAGE} corr-${pattern.pattern_id}`, { state: 'open', notes: [] });
    await says(pattern, 'rejected');
    await central.sweepFor(30);
    expect(at(PAGE, pattern)?.state).toBe('resolved');
  });
});

describe('the severity', () => {
  it.each(['last', 'first'])('is the highest of its members, also of the one that came %s', async (which) => {
    const critical = { severity: 'CRITICAL', priority: 'CRITICAL' } as const;
    const [a, b, c] = [
      aReport(one, 10, which === 'first' ? critical : {}),
      aReport(two, 15),
      aReport(three, 20, which === 'last' ? critical : {}),
    ];
    for (const report of [a, b, c]) await central.routed(report);
    for (const report of [a, b, c]) await central.detect(report);
    expect(central.pager.alerts).toMatchObject([{ severity: 'CRITICAL' }]);
  });
});
