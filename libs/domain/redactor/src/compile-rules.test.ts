import fc from 'fast-check';
import { HARMLESS, PLANTED } from '../test/texts';
import { compileRules } from './compile-rules';
import { CATEGORIES, redact, redactJson, RedactionRefused, type OwnRules } from './index';
import { parseShape } from './shape';

const CUSTOMER = {
  id: 'customer-number',
  category: 'customer_number',
  why: 'A customer can be looked up by it.',
  shape: 'KD-####-#{5,8}',
  finds: ['«KD-2024-00017» and «KD-2025-12345678», both'],
  leaves: ['KD-2024', 'AKD-2024-00017', 'KD-2024-00017a', 'kd-2024-00017'],
};
const BADGE = {
  id: 'staff-badge',
  category: 'person_name',
  behind: ['badge', 'staff no'],
  shape: ['#{5,6}', '^^###'],
  finds: ['badge: «104277»', 'staff_no=«10427», Staff No. «AB123»', '{"staffNo":"«104277»"}', 'badge no. «104277»'],
  leaves: ['build 104277', 'badge 1042771', 'badges 104277', 'badge'],
};

function compiled(...rules: unknown[]): OwnRules {
  const result = compileRules({ rules });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.rules;
}
function problemsOf(document: unknown) {
  const result = compileRules(document);
  return result.ok ? [] : result.problems.map(({ pointer, what }) => `${pointer}: ${what}`);
}
const problemsOfRule = (change: object) => problemsOf({ rules: [{ ...CUSTOMER, ...change }] });

describe("an organization's own rules", () => {
  const rules = compiled(CUSTOMER, BADGE);

  it('are asked before all others, in texts and in JSON, under their own categories', () => {
    expect(redact('KD-2024-00017 called from 10.1.2.3', { rules })).toMatchObject({
      text: '[customer_number] called from [ipv4]',
      counts: { customer_number: 1, ipv4: 1 },
    });
    expect(redactJson({ customer: ['KD-2024-00017'], badge: 104277 }, { rules }).value).toEqual({
      customer: ['[customer_number]'],
      badge: '[person_name]',
    });
    expect(redact('api_token=KD-2024-00017', { rules }).counts).toEqual({ customer_number: 1 });
  });

  it('see through what a text is dressed up with', () => {
    expect(redact('ＫＤ-2024-000\u200b17 KD%2D2024%2D00017', { rules }).text).toBe(
      '[customer_number] [customer_number]',
    );
  });

  it('can be kept, numbered and given pseudonyms by category', () => {
    const text = 'KD-2024-00017, KD-2024-00018, KD-2024-00017';
    expect(redact(text, { rules, keep: ['customer_number'] }).text).toBe(text);
    expect(redact(text, { rules, numbered: true }).text).toBe(
      '[customer_number:1], [customer_number:2], [customer_number:1]',
    );
    const pseudonyms = { seal: () => 'a'.repeat(30), categories: ['customer_number'] };
    expect(redact('KD-2024-00017', { rules, pseudonyms }).text).toBe(`[customer_number:p.${'a'.repeat(30)}]`);
  });

  it('are taken from a shared policy', () => {
    expect(redact('KD-2024-00017', { policy: { rules }, profile: 'summary' }).text).toBe('[customer_number]');
  });

  it('are refused in a policy when nobody checked them', () => {
    expect(() => redact('x', { rules: { ids: new Set(), categories: new Set() } })).toThrow(RedactionRefused);
    expect(() => redact('x', { rules: { rules: [CUSTOMER] } as never })).toThrow(RedactionRefused);
    expect(() => redact('x', { keep: ['customer_number'] })).toThrow(RedactionRefused);
  });

  it('change nothing more when they are asked again, and no text without them', () => {
    const piece = fc.oneof(
      fc.constantFrom('KD-2024-00017', 'badge: 104277', '[customer_number]', 'password=', 'token: '),
      fc.constantFrom(...HARMLESS, ...PLANTED.map(([, secret]) => secret)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(' ', '\n', ', '), (pieces, glue) => {
        const once = redact(pieces.join(glue), { rules }).text;
        expect(redact(once, { rules }).text).toBe(once);
      }),
      { numRuns: 500 },
    );
    for (const text of HARMLESS) expect(redact(text, { rules }).text).toBe(text);
  });
});

describe('a document of rules is refused whole', () => {
  it.each<[string, unknown, string]>([
    ['is no document', [CUSTOMER], ': not a document of rules'],
    ['has no rules', { rules: [] }, '/rules: not 1 to 200 rules'],
    ['holds something else', { rules: ['x'] }, '/rules/0: not a rule'],
  ])('when it %s', (_name, document, problem) => expect(problemsOf(document)).toEqual([problem]));

  it.each<[string, object, string]>([
    ['a field that nobody knows', { regex: '.*' }, '/rules/0/regex: an unknown field'],
    ['a bad id', { id: 'Customer' }, '/rules/0/id: not an id'],
    ['the id of another', { id: 'ipv4' }, '/rules/0/id: an id that another rule has'],
    ['a bad category', { category: 'Customer No' }, '/rules/0/category: not a category'],
    ['a category of lines', { category: 'log_line' }, '/rules/0/category: a category of whole lines'],
    ['a shape without end', { shape: 'KD-*{1,9}*' }, '/rules/0/shape: not a shape: behind a sign'],
    ['no shape', { shape: undefined }, '/rules/0/shape: not a text or a list of 1 to 20 texts'],
    ['an escape of a regular expression', { shape: 'KD-\\d{4}' }, '/rules/0/shape: not a shape: it is no regular'],
    ['a class of a regular expression', { shape: 'KD-[0-9]{4}' }, '/rules/0/shape: not a shape: it is no regular'],
    ['a shape with a loose repeat', { shape: 'KD-{3}' }, '/rules/0/shape: not a shape: a repeat stands behind no sign'],
    ['a shape without bound', { shape: 'KD-*{3,}' }, '/rules/0/shape: not a shape: a repeat is'],
    ['a shape that is too long', { shape: 'KD-*{600}' }, '/rules/0/shape: not a shape: it is longer'],
    ['a shape that could begin anywhere', { shape: '######' }, '/rules/0/shape: a shape that could begin anywhere'],
    ['words that are none', { behind: ['a!'] }, '/rules/0/behind/0: not a word to stand behind'],
    ['no proof of what it finds', { finds: [] }, '/rules/0/finds: not a list of 1 to 50'],
    ['no proof of what it leaves', { leaves: undefined }, '/rules/0/leaves: not a list of 1 to 50'],
    ['a proof without marks', { finds: ['KD-2024-00017'] }, '/rules/0/finds/0: nothing is marked'],
    ['a proof that fails', { finds: ['«KD-2024-1»'] }, '/rules/0/finds/0: the rule finds nothing here'],
    ['a proof that marks less', { finds: ['KD-«2024-00017»'] }, '/rules/0/finds/0: the rule masks something else'],
    [
      'a near miss that it finds',
      { leaves: ['KD-2024-00017'] },
      '/rules/0/leaves/0: something is masked here, by the rule customer-number',
    ],
    [
      'a near miss that another finds',
      { leaves: ['10.1.2.3'] },
      '/rules/0/leaves/0: something is masked here, by the rule ipv4',
    ],
  ])('for %s', (_name, change, problem) => {
    const problems = problemsOfRule(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('with every problem, each with a mend, and without repeating a word of it', () => {
    const result = compileRules({
      rules: [
        { ...CUSTOMER, id: 7 },
        { ...BADGE, finds: 'hunter2', leaves: ['x'] },
      ],
    });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ pointer: '/rules/0/id' }, { pointer: '/rules/1/finds' }],
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('whose own category would itself be masked', () => {
    expect(problemsOfRule({ category: 'aroawwxmnhtm5az6jzmfx' }).length).toBeLessThan(2);
    for (const category of CATEGORIES) expect(redact(`[${category}]`).text).toBe(`[${category}]`);
  });
});

describe('a shape', () => {
  const matches = (shape: string, text: string, anyCase = false) => {
    const parsed = parseShape(shape, anyCase);
    if (typeof parsed === 'string') throw new Error(parsed);
    return parsed.match(text, 0) === text.length;
  };

  it.each([
    ['##', '42', '4a'],
    ['@@', 'aZ', 'a1'],
    ['^^', 'AZ', 'Az'],
    ['**', 'a1', 'a-'],
    ['~~', 'aF', 'ag'],
    ['&&&', 'a_-', 'a.b'],
    ['\\#1', '#1', '11'],
    ['x#{2}', 'x42', 'x421'],
    ['x#{2,3}-@', 'x421-a', 'x4-a'],
  ])('%s stands for %s and not for %s', (shape, yes, no) => {
    expect(matches(shape, yes)).toBe(true);
    expect(matches(shape, no)).toBe(false);
  });

  it('ignores case only when it is asked to', () => {
    expect(matches('KD-##', 'kd-42', true)).toBe(true);
    expect(matches('KD-##', 'kd-42')).toBe(false);
  });

  it('takes a text that never ends as fast as any other', () => {
    const rules = compiled({ ...CUSTOMER, shape: 'KD-#{1,200}-#{1,200}', finds: ['«KD-1-2»'], leaves: ['KD-1'] });
    expect(redact('KD-1'.repeat(60_000), { rules }).findings).toEqual([]);
    expect(redact(`KD-${'1'.repeat(250_000)}`, { rules }).findings).toEqual([]);
  });
});
