import { CATEGORIES } from './categories';
import { redact } from './redact';
import { RULES } from './rules';

/** The text without its marks, and the place between them. */
function unmark(marked: string): { text: string; spans: string[] } {
  const spans = [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1]!);
  return { text: marked.replace(/[«»]/g, ''), spans };
}

describe('every rule', () => {
  it('has an id of its own and a category that is declared', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { category } of RULES) expect(Object.keys(CATEGORIES)).toContain(category);
  });

  it('brings proofs of what it finds and of what it leaves', () => {
    for (const { id, finds, leaves } of RULES)
      expect([id, finds.length > 0, leaves.length > 0]).toEqual([id, true, true]);
  });
});

describe.each(RULES)('rule $id', (rule) => {
  it.each(rule.finds)('finds %j', (marked) => {
    const { text, spans } = unmark(marked);
    const mine = redact(text).findings.filter(({ ruleId }) => ruleId === rule.id);
    expect(mine.map(({ start, end }) => text.slice(start, end))).toEqual(spans);
  });

  it.each(rule.leaves)('leaves %j', (text) => {
    expect(redact(text).text).toBe(text);
  });
});
