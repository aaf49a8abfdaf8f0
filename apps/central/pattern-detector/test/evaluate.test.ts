import { join } from 'node:path';
import type { LanguageModel } from '@org/language-model';
import { casesIn, patternOf } from '../evaluate/cases';
import { evaluate } from '../evaluate/evaluate';
import { scored } from '../evaluate/score';
import { shownTo } from '../src/shown';

const FOLDER = join(__dirname, '../evaluate/cases');
const PRICE = { input_usd_per_million_tokens: 3, output_usd_per_million_tokens: 15 };

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const code = await evaluate(args, (printed) => void (text += printed));
  return { code, text };
}

it('scores the recorded answers: the good ones are shown, the others refused for their reason', async () => {
  const { code, text } = await run('--cases', FOLDER, '--least', '1');
  expect(text).toContain('recorded answers: score 1.000 over 10 cases');
  for (const refused of ['no-json', 'not-given', 'more-than-words']) expect(text).toContain(`not shown: ${refused}`);
  expect(code).toBe(0);
});

describe('the score', () => {
  const [one] = casesIn(FOLDER).filter(({ name }) => name === 'release-that-leaks');
  if (!one) throw new Error('the case is gone');
  const answering = (changes: object): LanguageModel => ({
    name: 'model',
    maxOutputTokens: 1000,
    complete: async () => ({
      text: JSON.stringify({ ...(JSON.parse(one.recorded) as object), ...changes }),
      usage: { inputTokens: 1000, outputTokens: 100 },
    }),
  });
  const score = async (changes: object) => scored(one, answering(changes), PRICE, false);

  it('is 1 for an answer with all that is expected, and says what it cost', async () => {
    expect(await score({})).toEqual({ name: one.name, score: 1, missing: [], cost_usd: 0.0045 });
  });

  it.each([
    [
      'the cause',
      { cause: 'Something is wrong with the network.', shared_dependency: undefined },
      'one of: relay-agent',
    ],
    ['certainty', { confidence: 0.1 }, 'a confidence from 0.6 to 1'],
    ['a first step', { check_first: [] }, 'what to check first'],
    ['discretion', { cause: 'At Acme relay-agent leaks memory.' }, 'no name of a client'],
  ])('is less without %s, and says so', async (_, changes, missing) => {
    const result = await score(changes);
    expect(result.score).toBeLessThan(1);
    expect(result.missing).toContain(missing);
  });

  it('is 0 for an answer that may not be shown', async () => {
    expect(await score({ cause: 'See https://evil.example' })).toMatchObject({ score: 0, refused: 'more-than-words' });
  });
});

it.each(casesIn(FOLDER).map((one) => [one.name, one] as const))('shows the model no client of %s', (_, one) => {
  const { pattern, reports, names } = patternOf(one);
  const { data } = shownTo(pattern, reports, names);
  for (const name of [...names, ...pattern.clients]) expect(data.toLowerCase()).not.toContain(name.toLowerCase());
  expect(data).toContain('"client":"C1"');
});

it.each([
  ['no folder', [], '--cases <folder>'],
  ['a model and an agent', ['--cases', FOLDER, '--model', 'm', '--agent', 'A/B'], 'not both'],
  ['an agent without an alias', ['--cases', FOLDER, '--agent', 'A'], 'give both parts'],
  ['a price that is none', ['--cases', FOLDER, '--input-price', 'much'], '--input-price: give a number'],
  ['an option that is none', ['--cases', FOLDER, '--modle', 'm'], '--modle'],
])('ends with 2 for %s, and says what to give', async (_, args, told) => {
  const { code, text } = await run(...args);
  expect(code).toBe(2);
  expect(text).toContain(told);
});
