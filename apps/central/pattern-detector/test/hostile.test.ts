import { parseInvestigationEvent } from '@org/event-schema';
import type { LanguageModel } from '@org/language-model';
import { INJECTIONS, isActive } from '@org/notifiers/testing';
import { ACCOUNTS, aReport, startCentral } from './central';

type Changes = Parameters<typeof aReport>[2];

const BRIEF = 'Memory leak in relay-agent 4.2.1 after its release';
// In a schema with closed lengths; what does not fit is quarantined, and compared with nothing.
const PLACES: readonly [string, (text: string) => Changes][] = [
  ['its brief', (text) => ({ summary: { root_cause_brief: `${BRIEF}. ${text}`.slice(0, 200) } })],
  ['a tag', (text) => ({ tags: { application: text.slice(0, 100) } })],
  ['the name of a client', (text) => ({ client_name: text.slice(0, 100) })],
  ['the name of a resource', (text) => ({ summary: { affected_resources: [text.slice(0, 100)] } })],
];

/** What becomes of three clients' reports and of one that has nothing to do with them. */
async function outcome(changes: Changes, model?: LanguageModel) {
  const central = await startCentral(() => undefined);
  Object.assign(central.ports, { model, config: { ...central.ports.config, false_alerts_per_day: 0.002 } });
  const [one, two, three, four] = ACCOUNTS;
  const reports = [one, two, three].map((account, index) => aReport(account, 10 + 5 * index, changes));
  const other = aReport(four, 22, {
    ...changes,
    summary: {
      ...changes?.summary,
      root_cause_category: 'dns_failure',
      root_cause_brief: 'A record is gone.',
      indicators: ['route53'],
    },
  });
  for (const report of [...reports, other]) {
    if (parseInvestigationEvent(report.detail).ok) await central.detect(report);
  }
  const patterns = await central.ports.store.patterns<
    { clients: string[] } & Parameters<typeof central.ports.store.savePattern>[0]
  >(5);
  const { alerts } = central.pager;
  return {
    decided: {
      clients: patterns.map(({ clients }) => clients),
      told: alerts
        .filter(({ explained }) => !explained)
        .map(({ severity, clients, destination }) => ({ severity, clients, destination })),
      pages: central.counted.PagesSent,
    },
    prose: alerts.flatMap(({ prose, recommendations = [] }) =>
      prose === undefined ? [] : [prose, ...recommendations],
    ),
  };
}

it.each(PLACES)(
  'text of an attacker in %s changes no decision',
  async (_, changesFor) => {
    const { decided } = await outcome(changesFor('nothing at all'));
    expect(decided).toMatchObject({
      clients: [ACCOUNTS.slice(0, 3)],
      told: [{ severity: 'HIGH', clients: 3 }],
      pages: 1,
    });
    let compared = 0;
    for (const text of INJECTIONS) {
      const changes = changesFor(text);
      if (!parseInvestigationEvent(aReport(ACCOUNTS[0], 10, changes).detail).ok) continue;
      compared++;
      expect({ text, decided: (await outcome(changes)).decided }).toEqual({ text, decided });
    }
    expect(compared).toBeGreaterThan(INJECTIONS.length / 2);
  },
  120_000,
);

it('a model that repeats or obeys it changes no decision, and puts nothing active into any destination', async () => {
  const { decided } = await outcome({});
  const shown: string[] = [];
  for (const text of INJECTIONS) {
    const said = {
      cause: text.slice(0, 300),
      confidence: 1,
      check_first: [text.slice(0, 200)],
      clients: [],
      evidence: ['E1'],
    };
    const model: LanguageModel = {
      name: 'talked.into.it',
      maxOutputTokens: 1000,
      complete: async () => ({ text: JSON.stringify(said) }),
    };
    const answered = await outcome({ summary: { root_cause_brief: `${BRIEF}. ${text}`.slice(0, 200) } }, model);
    expect({ text, decided: answered.decided }).toEqual({ text, decided });
    shown.push(...answered.prose);
  }
  expect(shown.filter(isActive)).toEqual([]);
}, 120_000);
