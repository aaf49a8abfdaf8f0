import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as face from './index';
import { compilePattern, InvalidPatternError, patternBranches, patternFields } from './index';

const root = join(__dirname, '..');

interface Case {
  readonly id: string;
  readonly tags: readonly string[];
  readonly pattern: string;
  readonly event: string | null;
  readonly expected: boolean | 'invalid';
}

const cases = readFileSync(join(root, 'test/event-ruler-cases.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Case);

function invalid(pattern: string | object): InvalidPatternError {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof InvalidPatternError) return error;
    throw error;
  }
  throw new Error('the pattern was accepted');
}

it('exports these names, and no others', () => {
  expect(Object.keys(face)).toEqual(['compilePattern', 'patternFields', 'patternBranches', 'InvalidPatternError']);
});

describe("the engine's own answers", () => {
  it('are all here', () => {
    expect(cases).toHaveLength(187);
  });

  it.each(cases)('$id: $pattern', ({ pattern, event, expected }) => {
    if (event === null) return expect(invalid(pattern)).toBeInstanceOf(InvalidPatternError);
    return expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each(cases.filter(({ event, tags }) => event !== null && tags.length === 0))(
    '$id holds for objects as for text',
    ({ pattern, event, expected }) => {
      const matches = compilePattern(JSON.parse(pattern) as object);
      expect(matches(JSON.parse(event as string) as object)).toBe(expected);
    },
  );
});

describe('README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('begins with an example that prints what it says', () => {
    const [, example = '', output = ''] = /```ts\n([^]*?)```\s+```json\n([^]*?)```/.exec(readme) ?? [];
    const printed: unknown[] = [];
    const body = example.replace(/^import .*$/m, '');
    new Function('compilePattern', 'console', body)(compilePattern, { log: (value: unknown) => printed.push(value) });
    expect(JSON.stringify(printed[0])).toBe(output.trim());
  });

  const rows = readme
    .split('\n')
    .filter((line) => /^\| .* \| `\{/.test(line))
    .map((line) => {
      const [name = '', pattern = '', yes = '', no = ''] = line
        .split(' | ')
        .map((cell) => cell.replace(/^\|/, '').replace(/\|$/, '').trim());
      return { name, pattern: pattern.slice(1, -1), yes: yes.slice(1, -1), no: no.slice(1, -1) };
    });

  it('has a row for every operator', () => {
    expect(rows.length).toBeGreaterThanOrEqual(26);
  });

  it.each(rows)('is right about $name', ({ pattern, yes, no }) => {
    for (const matches of [compilePattern(pattern), compilePattern(JSON.parse(pattern) as object)]) {
      expect([matches(yes), matches(JSON.parse(yes) as object)]).toEqual([true, true]);
      expect([matches(no), matches(JSON.parse(no) as object)]).toEqual([false, false]);
    }
  });
});

describe('numbers', () => {
  it('are equal by value, however they are written', () => {
    const matches = compilePattern('{"a":[3.018e2]}');
    expect(['301.8', '301.80', '3018e-1', '0.3018E+3'].map((number) => matches(`{"a":${number}}`))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('that no double holds equal only the same text, and are in no range', () => {
    expect(compilePattern('{"a":[27.8078079216940921]}')('{"a":27.8078079216940921}')).toBe(true);
    expect(compilePattern('{"a":[27.8078079216940921]}')('{"a":27.807807921694092}')).toBe(false);
    expect(compilePattern('{"a":[{"numeric":[">",0]}]}')('{"a":1e400}')).toBe(false);
    expect(compilePattern('{"a":[{"anything-but":[1]}]}')('{"a":1e400}')).toBe(true);
    expect(invalid('{"a":[{"numeric":[">",1e400]}]}').pointer).toBe('/a/0/numeric/1');
    expect(invalid('{"a":[{"numeric":["=",1E-325]}]}').pointer).toBe('/a/0/numeric/1');
  });

  it('reach as far as a double does', () => {
    expect(compilePattern('{"a":[{"numeric":[">",1E-320,"<",1e300]}]}')('{"a":5e11}')).toBe(true);
  });

  it('of account ids keep their digits', () => {
    expect(compilePattern('{"a":[123456789012]}')('{"a":123456789013}')).toBe(false);
  });
});

describe('keys', () => {
  it('with dots are paths, in patterns and in events', () => {
    const patterns = ['{"a":{"b":{"c":[1]}}}', '{"a.b":{"c":[1]}}', '{"a":{"b.c":[1]}}', '{"a.b.c":[1]}'];
    const events = ['{"a":{"b":{"c":1}}}', '{"a.b":{"c":1}}', '{"a":{"b.c":1}}', '{"a.b.c":1}'];
    for (const pattern of patterns) {
      for (const event of events) {
        expect([compilePattern(pattern)(event), compilePattern(pattern)(JSON.parse(event) as object)]).toEqual([
          true,
          true,
        ]);
      }
    }
  });

  it('that stand twice count twice in an event, and the later time in a pattern', () => {
    expect(compilePattern('{"a":["x"]}')('{"a":"x","a":"y"}')).toBe(true);
    expect(compilePattern('{"a":["y"]}')('{"a":"x","a":"y"}')).toBe(true);
    expect(compilePattern('{"a":["x"],"a":["y"]}')('{"a":"x"}')).toBe(false);
    expect(compilePattern('{"a":{"b":[1]},"a":{"c":[2]}}')('{"a":{"b":1,"c":3}}')).toBe(false);
  });

  it('can ask for values and for fields of objects in one array', () => {
    const matches = compilePattern('{"points":[2.5],"points":{"pp":["one"]}}');
    expect(matches('{"points":[{"pp":"one"},1.5,2.5]}')).toBe(true);
    expect(matches('{"points":[[{"pp":"one"},1.5],[2.5]]}')).toBe(false);
  });

  it('of every object are no fields of the event', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const matches = compilePattern(`{"${name}":[{"exists":true}]}`);
      expect([matches({}), matches('{}'), matches(`{"${name}":1}`)]).toEqual([false, false, true]);
    }
  });
});

describe('$or', () => {
  it('multiplies with another $or, and keeps what stands beside it', () => {
    const matches = compilePattern({
      s: ['x'],
      $or: [{ a: [1] }, { b: [2] }],
      d: { $or: [{ c: [3] }, { e: [4], f: [5] }] },
    });
    expect(matches({ s: 'x', b: 2, d: { c: 3 } })).toBe(true);
    expect(matches({ s: 'x', a: 1, d: { e: 4, f: 5 } })).toBe(true);
    expect(matches({ s: 'x', a: 1, d: { e: 4 } })).toBe(false);
    expect(matches({ b: 2, d: { c: 3 } })).toBe(false);
  });

  it('nests', () => {
    const matches = compilePattern({ $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] });
    expect([matches({ a: 1 }), matches({ b: 2, d: 4 }), matches({ b: 2 })]).toEqual([true, true, false]);
  });

  it('gives a field that stands twice the later meaning', () => {
    expect(compilePattern('{"a":[1],"$or":[{"a":[2]},{"b":[3]}]}')({ a: 2 })).toBe(true);
    expect(compilePattern('{"$or":[{"a":[2]},{"b":[3]}],"a":[1]}')({ a: 2 })).toBe(false);
  });
});

describe('objects in arrays', () => {
  it('let exists:false see only what fields before it have chosen', () => {
    const before = compilePattern({ list: { confidence: [{ exists: false }], kind: ['symptom'] } });
    const after = compilePattern({ list: { kind: ['symptom'], note: [{ exists: false }] } });
    expect(before({ list: [{ kind: 'symptom' }, { kind: 'x', confidence: 1 }] })).toBe(false);
    expect(after({ list: [{ kind: 'symptom' }, { kind: 'x', note: 1 }] })).toBe(true);
  });

  it('are told apart through arrays of arrays', () => {
    const matches = compilePattern({ staff: { first: ['Anna'], last: ['Smith'] } });
    expect(matches({ staff: [[{ first: 'John' }, { first: 'Anna', last: 'Smith' }], [{ first: 'Peter' }]] })).toBe(
      true,
    );
    expect(matches({ staff: [[{ first: 'Anna' }], [{ last: 'Smith' }]] })).toBe(false);
  });
});

describe('text', () => {
  it('is compared in its quotes, as the engine does', () => {
    expect(compilePattern({ a: [{ prefix: '' }] })({ a: 5 })).toBe(false);
    expect(compilePattern({ a: [{ prefix: 'foo"' }] })({ a: 'foo' })).toBe(true);
    expect(compilePattern({ a: [{ suffix: '"foo' }] })({ a: 'foo' })).toBe(true);
  });

  it('ignores case character by character, also where the cases differ in length', () => {
    const matches = compilePattern({ a: [{ 'equals-ignore-case': 'Straße' }] });
    expect(['straße', 'STRASSE', 'strasse'].map((a) => matches({ a }))).toEqual([true, true, false]);
    expect(compilePattern({ a: [{ suffix: { 'equals-ignore-case': 'aße' } }] })({ a: 'STRASSE' })).toBe(true);
    expect(compilePattern({ a: [{ prefix: { 'equals-ignore-case': 'straß' } }] })({ a: 'STRASSE' })).toBe(true);
  });
});

describe('addresses', () => {
  it('match in all their spellings', () => {
    expect(compilePattern({ a: ['::1'] })({ a: '0:0:0:0:0:0:0:1' })).toBe(true);
    expect(compilePattern({ a: ['10.0.0.1'] })({ a: '::ffff:a00:1' })).toBe(true);
    expect(compilePattern({ a: ['10.0.0.1'] })({ a: '10.0.0.10' })).toBe(false);
  });

  it.each([
    '10.0.0.0/32',
    '::/128',
    '10.0.0.0',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '300.0.0.0/8',
    '10.0.0.0/-1',
    '10.0.0.0/x',
    '/8',
    '1::2::3/64',
    '10.0.0.0/',
  ])('refuse the range %s', (cidr) => {
    expect(invalid({ a: [{ cidr }] }).pointer).toBe('/a/0/cidr');
  });

  it('of a range begin where its mask says', () => {
    const matches = compilePattern({ a: [{ cidr: '54.240.196.171/24' }] });
    expect(['54.240.195.255', '54.240.196.0', '54.240.196.255', '54.240.197.0'].map((a) => matches({ a }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('an invalid pattern', () => {
  it('says where, why, and what to write instead', () => {
    const error = invalid({ detail: { 'a/b': [{ numeric: ['<', 1, '>', 0] }] } });
    expect(error).toMatchObject({ pointer: '/detail/a~1b/0/numeric/2', reason: 'nothing can follow a < comparison' });
    expect(error.message).toBe(`Invalid event pattern at ${error.pointer}: ${error.reason}. ${error.mend}.`);
  });

  it.each([
    ['no object', '[1]', ''],
    ['no JSON', '{"a":[1}', ''],
    ['an empty object', '{"a":{}}', '/a'],
    ['an empty list', '{"a":[]}', '/a'],
    ['a bare value', '{"a":1}', '/a'],
    ['a list in a list', '{"a":[["x"]]}', '/a/0'],
    ['an unknown operator', '{"a":[{"regex":"x"}]}', '/a/0/regex'],
    ['no operator', '{"a":[{}]}', '/a/0'],
    ['two operators in one object', '{"a":[{"prefix":"x","prefix":"y"}]}', '/a/0'],
    ['anything-but with mixed types', '{"a":[{"anything-but":["x",1]}]}', '/a/0/anything-but'],
    ['anything-but with null', '{"a":[{"anything-but":[null]}]}', '/a/0/anything-but/0'],
    ['anything-but with an empty prefix', '{"a":[{"anything-but":{"prefix":["x",""]}}]}', '/a/0/anything-but/prefix/1'],
    ['wildcards side by side', '{"a":[{"wildcard":"x**"}]}', '/a/0/wildcard'],
    ['a backslash at the end of a wildcard', '{"a":[{"wildcard":"x\\\\"}]}', '/a/0/wildcard'],
    ['$or that is no array', '{"$or":{"a":[1]}}', '/$or'],
    ['$or with one branch', '{"$or":[{"a":[1]}]}', '/$or'],
    ['$or with a value', '{"$or":[{"a":[1]},"b"]}', '/$or/1'],
    ['$or with a reserved name', '{"$or":[{"a":[1]},{"b":{"prefix":["x"]}}]}', '/$or/1/b/prefix'],
    ['an empty range', '{"a":[{"numeric":[">=",1,"<=",1]}]}', '/a/0/numeric/3'],
  ])('is one with %s', (_, pattern, pointer) => {
    expect(invalid(pattern).pointer).toBe(pointer);
  });

  it('is one that would make more than a thousand combinations', () => {
    const or = (name: string) => ({ $or: Array.from({ length: 11 }, (_, index) => ({ [`${name}${index}`]: [1] })) });
    expect(invalid({ x: or('a'), y: or('b'), z: or('c') }).reason).toContain('1000');
  });
});

describe('hostile input', () => {
  it.each([
    ['no object', '[{"a":1}]'],
    ['broken JSON', '{"a":1'],
    ['nothing', ''],
    ['a hundred thousand open brackets', `{"a":${'['.repeat(100_000)}`],
  ])('matches nothing: %s', (_, event) => {
    expect(compilePattern('{"a":[{"exists":false}]}')(event)).toBe(false);
  });

  // No time is asserted: before these were linear, they did not end within the test's own limit.
  it.each<[string, () => boolean]>([
    [
      'siblings that could multiply',
      () =>
        compilePattern({ x: { a: [1] }, y: { b: [2] }, z: { c: [1] } })({
          x: many({ a: 1 }),
          y: many({ b: 1 }),
          z: many({ c: 1 }),
        }),
    ],
    [
      'fields of different elements',
      () => compilePattern({ x: { a: [1], b: [1] } })({ x: [...many({ a: 1 }), ...many({ b: 1 })] }),
    ],
    [
      'five hundred wildcards',
      () => compilePattern({ a: [{ wildcard: `*${'a*'.repeat(500)}b` }] })({ a: 'a'.repeat(250_000) }),
    ],
    [
      'a long piece between wildcards',
      () => compilePattern({ a: [{ wildcard: `*${'a'.repeat(2_000)}b*` }] })({ a: 'a'.repeat(250_000) }),
    ],
    [
      'repeated keys with long arrays',
      () =>
        compilePattern({ x: { a: [1], b: [1], c: [2] } })(
          `{${[1, 2, 3].map(() => `"x":${JSON.stringify(many({ a: 1, b: 1, c: 1 }).slice(0, 2_000))}`).join(',')}}`,
        ),
    ],
  ])('is answered without blowing up: %s', (_, run) => {
    expect(run()).toBe(false);
  });

  function many(item: object): object[] {
    return Array.from({ length: 20_000 }, () => ({ ...item }));
  }
});

describe('patternFields', () => {
  it('names each place once, with the path of its field', () => {
    expect(patternFields({ a: { b: [1] }, $or: [{ c: [2] }, { 'a.b': [3] }] })).toEqual([
      { path: 'a.b', pointer: '/a/b' },
      { path: 'c', pointer: '/$or/0/c' },
      { path: 'a.b', pointer: '/$or/1/a.b' },
    ]);
  });
});

describe('laws', () => {
  const key = fc.constantFrom('a', 'b', 'c.d', 'c');
  const leaf = fc.oneof(fc.constantFrom<unknown>('x', 'y', 1, 2, true, null), fc.string());
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
    object: fc.dictionary(key, tie('any'), { maxKeys: 3 }),
  }));
  const event = value.object as fc.Arbitrary<Record<string, unknown>>;
  const condition = fc.uniqueArray(
    fc.oneof(
      leaf,
      fc.constantFrom<unknown>(
        { exists: true },
        { exists: false },
        { prefix: 'x' },
        { 'anything-but': 'x' },
        { numeric: ['>', 1] },
      ),
    ),
    { minLength: 1, maxLength: 2, selector: (one) => JSON.stringify(one) },
  );
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'a.b', 'a.c', 'c.d', 'b.a.c'), condition, {
    minKeys: 1,
    maxKeys: 4,
  });

  it('an event says the same as an object and as text', () => {
    fc.assert(
      fc.property(fields, event, (pattern, object) => {
        const matches = compilePattern(pattern);
        expect(matches(JSON.stringify(object))).toBe(matches(object));
      }),
    );
  });

  it('agrees with the engine told in the plainest way', () => {
    fc.assert(
      fc.property(fields, event, (pattern, object) => {
        expect(compilePattern(pattern)(object)).toBe(plainly(pattern, object));
      }),
      { numRuns: 3000 },
    );
  });

  it('$or is or', () => {
    fc.assert(
      fc.property(fields, fields, event, (one, other, object) => {
        expect(compilePattern({ $or: [one, other] })(object)).toBe(
          compilePattern(one)(object) || compilePattern(other)(object),
        );
      }),
    );
  });

  it('a pattern that takes anything-but a list takes what the list does not', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (list, a) => {
        expect(compilePattern({ a: [{ 'anything-but': list }] })({ a })).toBe(!list.includes(a));
      }),
    );
  });

  it('a wildcard matches what a regular expression would', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '*', '\\', '.'), { maxLength: 8 }).map((units) => units.join(''));
    const pieces = fc.array(fc.array(fc.constantFrom('a', 'b', '*', '\\', '.'), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(pieces, text, fc.boolean(), fc.boolean(), (literals, a, open, close) => {
        const written = literals
          .map((units) => units.map((unit) => (/[*\\]/.test(unit) ? `\\${unit}` : unit)).join(''))
          .join('*');
        const expression = literals
          .map((units) => units.map((unit) => `\\x${unit.charCodeAt(0).toString(16)}`).join(''))
          .join('.*');
        const pattern = `${open ? '*' : ''}${written}${close ? '*' : ''}`;
        const expected = new RegExp(`^${open ? '.*' : ''}${expression}${close ? '.*' : ''}$`, 's').test(a);
        expect(compilePattern({ a: [{ wildcard: pattern }] })({ a })).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The engine's algorithm without any of our shortcuts: flatten, sort, try everything. */
function plainly(pattern: Record<string, unknown[]>, event: object): boolean {
  type Spot = { path: string; leaf: unknown; at: ReadonlyMap<number, number> };
  const spots: Spot[] = [];
  let arrays = 0;
  const flatten = (value: unknown, path: string, at: ReadonlyMap<number, number>): void => {
    if (Array.isArray(value)) {
      const id = arrays++;
      value.forEach((item: unknown, index) =>
        flatten(item, path, typeof item === 'object' && item !== null ? new Map(at).set(id, index) : at),
      );
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) flatten(item, path === '' ? name : `${path}.${name}`, at);
    } else {
      spots.push({ path, leaf: value, at });
    }
  };
  flatten(event, '', new Map());
  const agree = (one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>) =>
    [...one].every(([id, index]) => !other.has(id) || other.get(id) === index);
  const passes = (want: unknown, leaf: unknown): boolean => {
    if (typeof want !== 'object' || want === null) return Object.is(want, leaf) || want === leaf;
    const operator = want as Record<string, unknown>;
    if ('exists' in operator) return operator['exists'] === true;
    if ('prefix' in operator) return typeof leaf === 'string' && leaf.startsWith('x');
    if ('numeric' in operator) return typeof leaf === 'number' && leaf > 1;
    return leaf !== 'x';
  };
  const paths = Object.keys(pattern).sort();
  const from = (index: number, chosen: ReadonlyMap<number, number>): boolean => {
    const path = paths[index];
    if (path === undefined) return true;
    const here = spots.filter((spot) => spot.path === path && agree(spot.at, chosen));
    return (pattern[path] as unknown[]).some(
      (want) =>
        (JSON.stringify(want) === '{"exists":false}' && here.length === 0 && from(index + 1, chosen)) ||
        here.some(({ leaf, at }) => passes(want, leaf) && from(index + 1, new Map([...chosen, ...at]))),
    );
  };
  return from(0, new Map());
}

describe('the branches of a pattern', () => {
  const condition = (list: readonly unknown[]) => patternBranches({ a: list })[0]?.get('a');

  it('are one for each way through $or, each with all its fields', () => {
    const branches = patternBranches({ a: [1], $or: [{ b: ['x'] }, { c: { d: ['y'] } }] });
    expect(branches.map((branch) => [...branch.keys()])).toEqual([
      ['a', 'b'],
      ['a', 'c.d'],
    ]);
  });

  it('hold what can be looked up apart from what must be asked', () => {
    const list = ['x', 5, null, { exactly: 'y' }, { prefix: 'p-' }, { suffix: '-s' }, '10.0.0.1', { exists: false }];
    const found = condition([...list, { prefix: 'q"' }, { wildcard: 'w*' }]);
    expect(found).toMatchObject({ absent: true, parts: { prefixes: ['p-'], suffixes: ['-s'] } });
    expect([...(found?.parts.equals ?? [])].map(String).sort()).toEqual(['5', 'null', 'x', 'y']);
    expect(found?.parts.others.map(({ text }) => text)).toEqual([
      '"10.0.0.1"',
      '{"prefix":"q\\""}',
      '{"wildcard":"w*"}',
    ]);
  });

  it('say in parts what they say whole', () => {
    const entry = fc.constantFrom<unknown>(
      ...['', 'a', 'ab', 1, true, null, '10.0.0.1', { exactly: 'b' }, { prefix: 'a' }, { prefix: '' }, { suffix: 'b' }],
      ...[{ prefix: 'a"' }, { suffix: '"a' }, { wildcard: 'a*b' }, { 'anything-but': ['a', 'ab'] }, { exists: true }],
      ...[
        { numeric: ['>', 0] },
        { 'equals-ignore-case': 'AB' },
        { cidr: '10.0.0.0/8' },
        { prefix: { 'equals-ignore-case': 'A' } },
      ],
    );
    const leaf = fc.oneof(
      fc.constantFrom('', 'a', 'b', 'ab', 'aab', 'AB', '10.0.0.1', '010.0.0.1', 0, 1, 2, true, false, null),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), leaf, (list, value) => {
        const { passes, parts } = condition(list) as NonNullable<ReturnType<typeof condition>>;
        const inParts =
          parts.equals.includes(value) ||
          (typeof value === 'string' &&
            (parts.prefixes.some((prefix) => value.startsWith(prefix)) ||
              parts.suffixes.some((suffix) => value.endsWith(suffix)))) ||
          parts.others.some((other) => other.passes(value));
        expect(inParts).toBe(passes(value));
      }),
    );
  });
});
