import { compilePattern, patternBranches } from '@org/event-pattern';
import { anEvent } from '@org/event-schema/testing';
import * as fc from 'fast-check';
import { PatternSet } from './pattern-set';

/** The patterns that match, as the set says. */
function found(set: PatternSet, event: ReturnType<typeof anEvent>, client?: object): number[] {
  const owners: number[] = [];
  set.begin(event, client);
  for (let bit = set.next(-1); bit >= 0; bit = set.next(bit)) owners.push(set.owners[bit] as number);
  return [...new Set(owners)];
}

const text = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'aab', 'AB', '10.0.0.1', 'web-api');
const entry = fc.oneof(
  text,
  fc.constantFrom<unknown>(
    1,
    2,
    true,
    null,
    { exists: true },
    { exists: false },
    { numeric: ['>', 1] },
    { cidr: '10.0.0.0/8' },
  ),
  text.map((prefix) => ({ prefix })),
  text.map((suffix) => ({ suffix })),
  text.map((it) => ({ 'anything-but': it })),
  text.map((it) => ({ 'equals-ignore-case': it })),
  text.filter((it) => it !== '').map((it) => ({ 'anything-but': { prefix: it } })),
  fc.constantFrom({ wildcard: 'a*b' }, { wildcard: '*-api' }, { prefix: 'a"' }),
);
const list = fc.array(entry, { minLength: 1, maxLength: 3 });
const fields = fc.dictionary(fc.constantFrom('a', 'a.b', 'toString', '__proto__x', 'constructor'), list, {
  minKeys: 1,
  maxKeys: 2,
});
const plain = fc.oneof(
  fields.map((tags) => ({ tags })),
  fc.tuple(fields, list).map(([tags, affected_resources]) => ({ tags, summary: { affected_resources } })),
  fc.tuple(list, list).map(([client_account_id, region]) => ({ client_account_id, region })),
);
const pattern = fc.oneof(
  plain,
  fc.tuple(plain, plain).map(([one, other]) => ({ region: [{ exists: true }], $or: [one, other] })),
);
const event = fc
  .record({
    tags: fc.dictionary(fc.constantFrom('a', 'a.b', 'toString', 'constructor'), text, { maxKeys: 3 }),
    resources: fc.array(text, { maxLength: 3 }),
    region: text,
    client_account_id: text,
  })
  .map(({ tags, resources, ...rest }) => ({
    ...anEvent({ ...rest, summary: { affected_resources: resources } }),
    tags,
  }));

it('says the same as each pattern alone, however many there are and whatever was asked before', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 80 }),
      fc.array(event, { minLength: 1, maxLength: 4 }),
      (patterns, events) => {
        const set = new PatternSet(patterns.map((one) => patternBranches(one)));
        const alone = patterns.map((one) => compilePattern(one));
        for (const happened of [...events, ...events]) {
          expect(found(set, happened)).toEqual(alone.flatMap((matches, index) => (matches(happened) ? [index] : [])));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('asks the registry for what stands under client, and nobody for a client that it does not know', () => {
  const patterns = [
    { client: { tier: ['gold'] } },
    { client: { tags: { 'a.b': ['x'] } } },
    { client: { tier: [{ exists: false }] } },
  ];
  const set = new PatternSet(patterns.map((one) => patternBranches(one)));
  expect(found(set, anEvent(), { tier: 'gold', tags: { 'a.b': 'x' } })).toEqual([0, 1]);
  expect(found(set, anEvent({ client_account_id: '222222222222' }))).toEqual([2]);
});

it('remembers values without forgetting which are which', () => {
  const set = new PatternSet([patternBranches({ investigation_id: [{ suffix: '7' }] })]);
  for (let number = 0; number < 10_000; number++) {
    expect(found(set, anEvent({ investigation_id: `i-${number}` }))).toEqual(number % 10 === 7 ? [0] : []);
  }
});
