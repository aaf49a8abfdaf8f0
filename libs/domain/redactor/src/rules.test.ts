import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { CATEGORIES } from './categories';
import { redact } from './redact';
import type { Proof, Proofs, RedactionRule } from './rule';
import { RULES } from './rules';

/** The text without its marks, and the place between them. */
function unmark(marked: string): { text: string; spans: string[] } {
  const spans = [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1]!);
  return { text: marked.replace(/[«»]/g, ''), spans };
}

interface RuleFile {
  readonly name: string;
  readonly rules: readonly RedactionRule[];
  readonly proofs: Proofs;
}

/** Every file of rules, whether or not the index names it: each exports one list of rules, and their proofs. */
const FILES: readonly RuleFile[] = readdirSync(join(__dirname, 'rules'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('index.ts'))
  .map((name) => {
    const { proofs, ...lists } = require(join(__dirname, 'rules', name)) as { proofs: Proofs };
    const rules = Object.values(lists).flatMap((list) => (Array.isArray(list) ? (list as RedactionRule[]) : []));
    return { name, rules, proofs };
  });

describe('the rules', () => {
  it('are those of the files, and no others', () => {
    const inFiles = FILES.flatMap(({ rules }) => rules.map(({ id }) => id));
    expect(inFiles.sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it('have each an id of their own and a category that is declared', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { category } of RULES) expect(CATEGORIES).toContain(category);
  });
});

describe.each(FILES)('$name', ({ rules, proofs }) => {
  it('brings for each of its rules proofs of what it finds and of what it leaves', () => {
    const missing = rules.filter(({ id }) => !(proofs[id]?.finds.length && proofs[id].leaves.length));
    expect(missing.map(({ id }) => id)).toEqual([]);
    expect(Object.keys(proofs).sort()).toEqual(rules.map(({ id }) => id).sort());
  });
});

const PROOFS: readonly (Proof & { id: string })[] = FILES.flatMap(({ proofs }) =>
  Object.entries(proofs).map(([id, proof]) => ({ id, ...proof })),
);

describe.each(PROOFS)('rule $id', ({ id, finds, leaves }) => {
  it.each(finds)('finds %j', (marked) => {
    const { text, spans } = unmark(marked);
    const mine = redact(text).findings.filter(({ ruleId }) => ruleId === id);
    expect(mine.map(({ start, end }) => text.slice(start, end))).toEqual(spans);
  });

  it.each(leaves)('leaves %j', (text) => {
    expect(redact(text).text).toBe(text);
  });
});
