// As much of Jest as the tests of the second look and the laws use, and the proofs as src/rules.test.ts runs them. Ends at the first
// failure: one is enough to notice a change.
import { isDeepStrictEqual } from 'node:util';

process.env.REDACTOR_CASES ??= '800';
let held = 0;

function fail(name) {
  process.stdout.write(`noticed by: ${name}\n`);
  process.exit(1);
}

function it(name, test) {
  try {
    test();
    held++;
  } catch {
    fail(name);
  }
}
it.each = (rows) => (name, test) => {
  for (const row of rows) it(`${name} ${JSON.stringify(row)}`, () => test(...[row].flat()));
};
const same = (received) => (expected) => {
  if (!isDeepStrictEqual(received, expected)) throw new Error('not the same');
};
Object.assign(globalThis, {
  it,
  describe: (_name, tests) => tests(),
  afterAll: () => undefined,
  expect: (received) => ({
    toBe: same(received),
    toEqual: same(received),
    toContain: (item) => same(received.includes(item))(true),
  }),
});

/** Every proof of every file of rules, by the rule's id. */
export function judgeProofs(redact, files) {
  for (const proofs of files)
    for (const [id, { finds, leaves }] of Object.entries(proofs)) {
      it.each(finds)(`${id} finds`, (marked) => {
        const text = marked.replace(/[«»]/g, '');
        const mine = redact(text).findings.filter(({ ruleId }) => ruleId === id);
        const spans = mine.map(({ start, end }) => text.slice(start, end));
        same(spans)([...marked.matchAll(/«([^»]*)»/g)].map(([, span]) => span));
      });
      it.each(leaves)(`${id} leaves`, (text) => same(redact(text).text)(text));
    }
}

/** Nothing failed; that nothing was asked would be no verdict. */
export function verdict() {
  if (held < 500) fail('too few tests');
  process.stdout.write(`${held} tests held\n`);
}
