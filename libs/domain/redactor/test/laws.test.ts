import fc from 'fast-check';
import { redact, redactJson } from '../src';
import { calm, planted, surrounding, tempting } from './made-up';

/** Thousands in the ordinary suite, always the same; `nx run @org/redactor:nightly` asks for a million others. */
const CASES = Number(process.env['REDACTOR_CASES'] ?? 4000);
const SEED = Number(process.env['REDACTOR_SEED'] ?? 1);
const HOUR = 3_600_000;

let cases = 0;
afterAll(() => process.stdout.write(`${cases} generated cases, seed ${SEED}\n`));

/** A law over a share of the cases. Fast-check prints seed and path of what broke it. */
function law<T>(name: string, share: number, cases_: fc.Arbitrary<T>, holds: (one: T) => void): void {
  const numRuns = Math.ceil(CASES * share);
  it(
    name,
    () => {
      fc.assert(
        fc.property(cases_, (one) => {
          holds(one);
          cases += 1;
        }),
        { numRuns, seed: SEED },
      );
    },
    HOUR,
  );
}

/** What ends a word on either side: what an alphabet of a token would swallow is not a surrounding. */
const edge = fc.constantFrom(...' \n\t"\'()[]{},;<>|');
const profile = fc.constantFrom('text' as const, 'summary' as const);

const NUMBERS: ReadonlySet<string> = new Set(['card number', 'telephone number']);

law(
  'lets nothing that was planted through, whatever surrounds it',
  0.35,
  fc.tuple(surrounding, edge, planted, edge, surrounding, profile),
  ([before, left, { family, text, gone }, right, after, which]) => {
    fc.pre(!NUMBERS.has(family) || !/^\d/.test(after)); // a number that goes on is another number
    const masked = redact(`${before}${left}${text}${right}${after}`, { profile: which }).text;
    for (const secret of gone) expect(masked.includes(secret)).toBe(false);
  },
);

law(
  'returns harmless texts byte for byte, in any order and company',
  0.25,
  fc.tuple(fc.array(calm, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', ' ', '; ', '\n\n')),
  ([texts, glue]) => {
    const text = texts.join(glue);
    expect(redact(text).text).toBe(text);
  },
);

const piece = fc.oneof(
  planted.map(({ text }) => text),
  calm,
  tempting,
  fc.string({ maxLength: 20 }),
);
law(
  'changes nothing more when it is asked again',
  0.2,
  fc.tuple(fc.array(piece, { maxLength: 6 }), fc.constantFrom(' ', '\n', ': ', '=', ', ', ''), profile, fc.boolean()),
  ([pieces, glue, which, numbered]) => {
    const policy = { profile: which, numbered };
    const once = redact(pieces.join(glue), policy).text;
    expect(redact(once, policy).text).toBe(once);
  },
);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const leaf = fc.oneof(
  planted,
  calm,
  fc.string({ maxLength: 12 }),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);
// A key says what its value is not, too: `v` has a version, `order` a number of its own.
const key = fc.oneof(
  fc.constantFrom('host', 'note', 'password', 'items', 'client_secret'),
  fc.string({ maxLength: 8 }).map((name) => `x${name}x`),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

/** The value with each planted thing in its text, and all that must not be left of them. */
function plant(node: unknown, gone: string[]): Json {
  if (Array.isArray(node)) return node.map((item) => plant(item, gone));
  if (typeof node !== 'object' || node === null) return node as Json;
  if ('family' in node && 'gone' in node && Array.isArray(node.gone)) {
    gone.push(...(node.gone as string[]));
    return (node as unknown as { text: string }).text;
  }
  return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, plant(item, gone)]));
}

/** Lists keep their length, objects the number of their keys, and only texts and numbers may become texts. */
function expectSameShape(before: Json, after: Json): void {
  if (Array.isArray(before)) {
    expect(Array.isArray(after) && after.length === before.length).toBe(true);
    before.forEach((item, index) => expectSameShape(item, (after as Json[])[index]!));
  } else if (typeof before === 'object' && before !== null) {
    const values = Object.values(after as { [key: string]: Json });
    expect(values.length).toBe(Object.keys(before).length);
    // Keys that are like numbers move to the front when others are masked, so values are not paired with them.
    if (!Object.keys(before).some((name) => /^\d+$/.test(name)))
      Object.values(before).forEach((item, index) => expectSameShape(item, values[index]!));
  } else if (typeof before === 'string') expect(typeof after).toBe('string');
  else if (typeof before === 'number') expect(['number', 'string']).toContain(typeof after);
  else expect(typeof after === 'string' || after === before).toBe(true);
}

function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...textsOf(item)]);
}

law('keeps the shape of JSON, and nothing that was planted in it', 0.2, tree, (node) => {
  const gone: string[] = [];
  const value = plant(node, gone);
  const masked = redactJson(value).value as Json;
  expectSameShape(value, masked);
  const texts = textsOf(masked);
  for (const secret of gone) expect(texts.some((text) => text.includes(secret))).toBe(false);
});
