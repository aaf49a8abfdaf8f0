import type { Pattern } from '@org/correlation-engine';
import { ACCOUNTS, aReport, startCentral } from './central';

type Central = Awaited<ReturnType<typeof startCentral>>;

const [one, two, three] = ACCOUNTS;
const clients = [one, two, three];
const reports = clients.map((account, index) => aReport(account, 10 + 5 * index));
const PAGE = 'pagerduty:default';
const TICKET = 'jira:OPS';
const HOUR = 60 * 60_000;

const found = async ({ ports }: Central) => (await ports.store.patterns<Pattern>(1))[0];
const idOf = async (central: Central) => (await found(central))?.pattern_id ?? 'none';
const ticketOf = async (central: Central) => central.standing.get(`${TICKET} corr-${await idOf(central)}`);

async function toldByThree(central: Central): Promise<void> {
  for (const report of reports) await central.detect(report);
}

/** What happens before, what is killed, and how everything stands in the end, however it went. */
const LIVES: readonly {
  readonly what: string;
  readonly before: (central: Central) => Promise<void>;
  readonly run: (central: Central) => Promise<unknown>;
  readonly inTheEnd: Record<string, string>;
}[] = [
  {
    what: 'telling of a pattern',
    before: async (central) => {
      for (const report of reports.slice(0, 2)) await central.detect(report);
    },
    run: (central) => central.detect(aReport(three, 20)),
    inTheEnd: { page: 'open', ticket: 'open', clients: 'open open open', told: `${PAGE} ${TICKET}` },
  },
  {
    what: 'telling of its end',
    before: async (central) => {
      await toldByThree(central);
      central.passMs(24 * HOUR);
    },
    run: (central) => central.sweep(),
    inTheEnd: {
      page: 'resolved',
      ticket: 'open',
      clients: 'open open open',
      told: `${PAGE} ${TICKET} ${PAGE} ended ${TICKET} ended`,
    },
  },
  {
    what: 'closing what people said is none',
    before: async (central) => {
      await toldByThree(central);
      const at = central.ports.now().toISOString();
      const why = 'By chance.';
      await central.ports.store.saveVerdict(await idOf(central), { verdict: 'rejected', by: 'Ada', why, at });
      central.passMs(HOUR);
    },
    run: (central) => central.sweep(),
    inTheEnd: {
      page: 'resolved',
      ticket: 'resolved',
      clients: 'resolved resolved resolved',
      told: `${PAGE} ${TICKET}`,
    },
  },
  {
    what: 'closing together what people closed',
    before: async (central) => {
      await toldByThree(central);
      Object.assign((await ticketOf(central)) ?? {}, { state: 'resolved', by: 'Ada' });
      central.passMs(HOUR);
    },
    run: (central) => central.sweep(),
    inTheEnd: {
      page: 'resolved',
      ticket: 'resolved',
      clients: 'resolved resolved resolved',
      told: `${PAGE} ${TICKET}`,
    },
  },
];

it.each(LIVES)(
  'a worker killed anywhere while $what leaves nothing untold, doubled or open',
  async (life) => {
    let killed = true;
    for (let after = 0; killed; after++) {
      let left = Infinity;
      const central = await startCentral(() => {
        if (left-- <= 0) throw new Error('the process was killed');
      });
      Object.assign(central.ports, { hasTickets: () => true, notify: [PAGE, TICKET] });
      for (const report of reports) await central.routed(report);
      await life.before(central);

      left = after;
      await life.run(central).catch(() => undefined);
      killed = left < 0;
      left = Infinity;

      // Where not even the pattern was written, the queue brings the message again.
      if (!(await found(central))) await central.detect(aReport(three, 20));
      await central.sweepFor(90);
      expect({ after, ...(await standOf(central)) }).toEqual({ after, ...life.inTheEnd });
    }
  },
  60_000,
);

async function standOf(central: Central): Promise<Record<string, string | undefined>> {
  const key = `corr-${await idOf(central)}`;
  const state = (name: string) => central.standing.get(name)?.state;
  expect(central.tickets.members.map(({ account }) => account).sort()).toEqual(clients);
  return {
    page: state(`${PAGE} ${key}`),
    ticket: state(`${TICKET} ${key}`),
    clients: clients.map((account) => state(`${account} ${key}.${account}`)).join(' '),
    told: central.pager.alerts
      .map(({ destination, ended }) => (ended ? `${destination} ended` : destination))
      .join(' '),
  };
}
