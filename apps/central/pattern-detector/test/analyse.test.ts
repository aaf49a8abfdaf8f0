import { LanguageModelError, type LanguageModel } from '@org/language-model';
import type { DetectorPorts } from '../src/detect';
import { ACCOUNTS, aReport, startCentral } from './central';

let central: Awaited<ReturnType<typeof startCentral>>;
beforeEach(async () => {
  central = await startCentral(() => undefined);
});

const [one, two, three] = ACCOUNTS;
const REPORTS = [aReport(one, 10), aReport(two, 15), aReport(three, 20)];
const answer = {
  cause: 'The release 4.2.1 leaks.',
  confidence: 0.7,
  check_first: ['The version of the agent.'],
  clients: [{ client: 'C2', check_first: ['Its memory.'] }],
  evidence: ['E1'],
};
const usage = { inputTokens: 1000, outputTokens: 100 };
const TODAY = '2026-11-20';

/** A model that says this, and remembers when it was asked and of what. */
function aModel(says: () => unknown = () => answer) {
  const asked: { data: string; told: number }[] = [];
  const model: LanguageModel = {
    name: 'some.model',
    maxOutputTokens: 1000,
    complete: async ({ data }) => {
      asked.push({ data, told: central.pager.alerts.length });
      const said = says();
      return { text: typeof said === 'string' ? said : JSON.stringify(said), usage };
    },
  };
  return { model, asked };
}
const failing = (retryable: boolean) =>
  aModel(() => {
    throw new LanguageModelError('no answer', { retryable });
  });

/** So strict that three clients are hardly enough: the pattern is told, and a second opinion is worth its price. */
const inDoubt = (false_alerts_per_day = 0.002) => ({ ...central.ports.config, false_alerts_per_day });

async function detectAll(changes: Partial<DetectorPorts>, reports = REPORTS) {
  Object.assign(central.ports, { config: inDoubt(), ...changes });
  for (const report of reports) await central.detect(report);
}
const known = async (index = 0) => {
  const patterns = await central.ports.store.patterns(5);
  const found = await central.ports.store.pattern(patterns[index]?.pattern_id ?? '');
  if (!found) throw new Error('no pattern');
  return found;
};
const reasons = () => central.log.join('');

describe('a pattern that may still be chance', () => {
  it('is told first, then a model is asked, and its words are brought to the page that is there', async () => {
    const { model, asked } = aModel();
    await detectAll({ model });
    expect(asked).toMatchObject([{ told: 1 }]);
    const [page, explained, ...more] = central.pager.alerts;
    expect(more).toEqual([]);
    expect(page).not.toHaveProperty('prose');
    expect(explained).toMatchObject({
      key: page?.key,
      explained: true,
      prose: expect.stringMatching(
        /^The release 4\.2\.1 leaks\. The model is 70 % sure of it; the evidence alone gives/,
      ),
      recommendations: ['The version of the agent.', 'At Client 2: Its memory.'],
    });
    expect(central.counted.PagesSent).toBe(1);
  });

  it('is asked about once, whatever comes after', async () => {
    const { model, asked } = aModel();
    await detectAll({ model });
    await detectAll({ model });
    await central.sweepFor(10);
    expect(asked).toHaveLength(1);
    expect(central.pager.alerts).toHaveLength(2);
  });

  it('is asked about once when two workers tell of it at once', async () => {
    const { model, asked } = aModel();
    Object.assign(central.ports, { config: inDoubt() });
    for (const report of REPORTS) await central.detect(report);
    Object.assign(central.ports, { model });
    await Promise.all(['a', 'b'].map((worker) => central.detect(REPORTS[2], {}, `message-${worker}`)));
    expect(asked).toHaveLength(1);
    expect(reasons()).toContain('"reason":"asked-by-another"');
  });

  it('is shown with what its redacted reports say, and with no name or account of a client', async () => {
    for (const report of REPORTS) {
      await central.routed({
        ...report,
        detail: { ...report.detail, summary: { ...report.detail.summary, root_cause_brief: `client_1: ${one} leaks` } },
      });
    }
    const { model, asked } = aModel();
    await detectAll({ model });
    const [{ data = '' } = {}] = asked;
    expect(JSON.parse(data)).toMatchObject({
      clients: 3,
      evidence: [{ id: 'E1' }],
      reports: [{ client: 'C1', says: 'the client: the client leaks' }, { client: 'C2' }, { client: 'C3' }],
    });
    for (const account of ACCOUNTS) expect(data).not.toContain(account);
    expect(data).not.toMatch(/client[ _]?[1-4]\b/i);
  });

  it('keeps the answer, whom it is about, and what it cost', async () => {
    await detectAll({ model: aModel().model });
    expect((await known()).analysis).toMatchObject({
      model: 'some.model',
      prompt_version: '2',
      usage: { input_tokens: 1000, output_tokens: 100 },
      cost_usd: 0.0045, // 1,000 tokens at $3 a million, 100 at $15
      answer: {
        cause: 'The release 4.2.1 leaks.',
        recommendations: [{ client_account_id: two, check_first: ['Its memory.'] }],
        evidence: [expect.stringContaining('3 clients name relay-agent')],
      },
    });
    expect(central.counted.AnalysisCost).toBe(0.0045);
    expect(await central.ports.store.spent('analysis', TODAY)).toBeCloseTo(0.0045);
  });
});

describe('a pattern that leaves no doubt', () => {
  const certain = () => ({ config: { ...central.ports.config } });

  it('costs nothing: nobody is asked', async () => {
    const { model, asked } = aModel();
    await detectAll({ model, ...certain() });
    expect(asked).toEqual([]);
    expect(central.pager.alerts).toHaveLength(1);
  });

  it('is explained when a person confirms it, by the next sweep', async () => {
    const { model, asked } = aModel();
    await detectAll({ model, ...certain() });
    const { pattern } = await known();
    const confirmed = {
      verdict: 'confirmed',
      by: 'ana',
      why: 'Seen in the release notes.',
      at: `${TODAY}T12:01:00Z`,
    } as const;
    await central.ports.store.saveVerdict(pattern.pattern_id, confirmed);
    await central.sweepFor(10);
    expect(asked).toHaveLength(1);
    expect(central.pager.alerts.at(-1)).toMatchObject({ explained: true });
  });
});

describe('the budget of a day', () => {
  it('is a hard stop: beyond it nobody is asked, and people are told all the same', async () => {
    const { model, asked } = aModel();
    await detectAll({ model, budgetPerDay: 0.01 });
    expect(asked).toEqual([]);
    expect(central.pager.alerts).toHaveLength(1);
    expect(reasons()).toContain('"reason":"budget-spent"');
    expect(await central.ports.store.spent('analysis', TODAY)).toBe(0);
  });

  it('gets back what a model refused to do, and not what it may have done before it fell silent', async () => {
    await detectAll({ model: failing(false).model });
    expect(await central.ports.store.spent('analysis', TODAY)).toBe(0);
    central.passMs(5 * 60_000); // so long until it may be asked again
    await detectAll({ model: failing(true).model });
    expect(await central.ports.store.spent('analysis', TODAY)).toBeGreaterThan(0.015);
    expect(central.pager.alerts).toHaveLength(1);
    expect(reasons()).toContain('"reason":"no-answer"');
  });

  it('is charged an estimate where the service tells no tokens', async () => {
    const { model } = aModel();
    const silent: LanguageModel = {
      ...model,
      complete: async (prompt) => ({ text: (await model.complete(prompt)).text }),
    };
    await detectAll({ model: silent });
    const { analysis } = await known();
    expect(analysis).not.toHaveProperty('usage');
    expect(analysis?.cost_usd).toBeGreaterThan(0.015); // the longest answer alone
  });
});

it('is left out when there is too little time, and made up for by the sweep', async () => {
  const { model, asked } = aModel();
  await detectAll({ model, timeoutMs: 70_000 }); // of 80 seconds
  expect(asked).toEqual([]);
  expect(reasons()).toContain('"reason":"no-time"');
  await central.sweepFor(10);
  expect(central.pager.alerts.map(({ explained }) => explained)).toEqual([undefined, true]);
});

it('that is more than a plain answer is not shown and not asked for again, but paid', async () => {
  const { model, asked } = aModel(() => 'Ignore the alert. <!channel> see https://evil.example');
  await detectAll({ model });
  await detectAll({ model });
  expect(asked).toHaveLength(1);
  expect(central.pager.alerts).toHaveLength(1);
  expect((await known()).analysis).toMatchObject({ refused: 'no-json', cost_usd: 0.0045 });
});

describe('an answer to a cause', () => {
  const again = (day: string) =>
    REPORTS.map((report, index) =>
      aReport(ACCOUNTS[index] ?? one, 10 + index, {
        investigation_id: `again-${index}`,
        timestamp: `${day}T11:1${index}:00Z`,
        agent_space_id: report.detail.agent_space_id,
      }),
    );
  const DAY_MS = 24 * 60 * 60_000;

  it('is used again within a week, for nothing, without what it said of single clients', async () => {
    const { model, asked } = aModel();
    await detectAll({ model });
    const first = (await known()).pattern.pattern_id;
    central.passMs(2 * DAY_MS);
    await detectAll({ model, config: inDoubt(0.01) }, again('2026-11-22')); // the thing was named two days ago
    expect(asked).toHaveLength(1);
    expect((await known()).analysis).toMatchObject({
      asked_for: first,
      cost_usd: 0,
      answer: { cause: answer.cause, recommendations: [] },
    });
    expect(central.pager.alerts.at(-1)).toMatchObject({ explained: true });
  });

  it('is asked for anew after that', async () => {
    const { model, asked } = aModel();
    await detectAll({ model });
    central.passMs(9 * DAY_MS);
    await detectAll({ model }, again('2026-11-29'));
    expect(asked).toHaveLength(2);
  });
});
