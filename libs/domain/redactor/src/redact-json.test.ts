import fc from 'fast-check';
import { RedactionRefused, redactJson, type RedactionPolicy } from './index';
import { HARMLESS, PLANTED, RUNS, TEXTS } from '../test/texts';

describe('redactJson', () => {
  it('takes the key as context, so that a value goes that no rule would know alone', () => {
    expect(
      redactJson({ user: 'svc', password: 'sunshine', nested: [{ clientSecret: 'a b c d 9 z' }], apiKey: 'Zr4kQ81xLm' })
        .value,
    ).toEqual({
      user: 'svc',
      password: '[generic_password]',
      nested: [{ clientSecret: 'a b c d 9 z' }],
      apiKey: '[generic_api_key]',
    });
  });

  it('masks numbers that are sensitive, and leaves those that count', () => {
    expect(
      redactJson({
        password: 48151623,
        accountId: 570495078866,
        cardNumber: 5181652348415983,
        max_tokens: 4096,
        port: 5432,
      }).value,
    ).toEqual({
      password: '[generic_password]',
      accountId: '[aws_account_id]',
      cardNumber: '[credit_card]',
      max_tokens: 4096,
      port: 5432,
    });
  });

  it('masks keys, and keeps every entry when two become equal', () => {
    expect(redactJson({ 'ann@novalume.co.uk': 1, 'bob@novalume.co.uk': 2 })).toMatchObject({
      value: { '[email]': 1, '[email] (2)': 2 },
      counts: { email: 2 },
    });
  });

  it.each<[unknown, unknown]>([
    [
      ['--password', 'kd93kdLs', '--user', 'root'],
      ['--password', '[generic_password]', '--user', 'root'],
    ],
    [
      ['curl', '-u', 'admin:Zx81!mmQ', 'https://x.io'],
      ['curl', '-u', 'admin:[generic_password]', 'https://x.io'],
    ],
    [
      ['mysql', '-uroot', '-pKd93kdLs!2'],
      ['mysql', '-uroot', '-p[generic_password]'],
    ],
    [
      ['keytool', '-storepass', 'Kd93 kdLs', '-keypass', 'Zx81mmQ'],
      ['keytool', '-storepass', '[generic_password]', '-keypass', '[generic_secret]'],
    ],
    [
      { command: ['mysql'], args: ['-uroot', '-pKd93kdLs!2'] },
      { command: ['mysql'], args: ['-uroot', '-p[generic_password]'] },
    ],
    [
      ['password', 'kd93kdLs'],
      ['password', '[generic_password]'],
    ],
  ])('reads a list of words as a command line: %j', (value, masked) => {
    expect(redactJson(value).value).toEqual(masked);
    expect(redactJson(masked).value).toEqual(masked);
  });

  it.each([
    [['--token-bucket', '500']],
    [['-u', 'root']],
    [['key', 'value']],
    [['password', 'username']],
    [['psql', '--no-password', 'shop']],
    [['docker', 'run', '-p', '8080:8080', 'web']],
    [['mkdir', '-p', '/var/lib/mysql']],
  ])('leaves a command line without secrets: %j', (value) => expect(redactJson(value).value).toEqual(value));

  it('refuses a list for a policy', () => {
    expect(() => redactJson('x', [] as RedactionPolicy)).toThrow(new RedactionRefused('bad_policy').message);
  });

  it('knows the parts of a name by their keys', () => {
    expect(
      redactJson([
        { firstName: 'Bao', lastName: 'Tran' },
        { first_name: 'Priya', last_name: 'Natarajan' },
        { givenName: 'Bao', familyName: 'Tran', surname: 'Ng', fileName: 'Main' },
      ]).value,
    ).toEqual([
      { firstName: '[person_name]', lastName: '[person_name]' },
      { first_name: '[person_name]', last_name: '[person_name]' },
      { givenName: '[person_name]', familyName: '[person_name]', surname: '[person_name]', fileName: 'Main' },
    ]);
  });

  it('knows a value whose name is its sibling', () => {
    expect(
      redactJson([
        { name: 'DB_PASSWORD', value: 'sunshine' },
        { name: 'STAGE', value: 'sunshine' },
      ]).value,
    ).toEqual([
      { name: 'DB_PASSWORD', value: '[generic_password]' },
      { name: 'STAGE', value: 'sunshine' },
    ]);
  });

  it.each<[string, unknown, unknown]>([
    [
      'Terraform outputs',
      { db_password: { sensitive: true, value: 'hunter2x' } },
      { db_password: { sensitive: true, value: '[generic_password]' } },
    ],
    [
      'DynamoDB items',
      { password: { S: 'sunshine' }, stage: { S: 'sunshine' } },
      { password: { S: '[generic_password]' }, stage: { S: 'sunshine' } },
    ],
    [
      'CloudFormation parameters',
      [{ ParameterKey: 'DbPassword', ParameterValue: 'sunshine' }],
      [{ ParameterKey: 'DbPassword', ParameterValue: '[generic_password]' }],
    ],
    [
      'forms',
      { id: 'f7', type: 'password', value: 'sunshine' },
      { id: 'f7', type: 'password', value: '[generic_password]' },
    ],
    ['lists', { passwords: ['sunshine', 'hunter2x'] }, { passwords: ['[generic_password]', '[generic_password]'] }],
    [
      'raw headers',
      ['Host', 'example.org', 'X-Api-Key', 'Zr4kQ81xLmA9qqq1'],
      ['Host', 'example.org', 'X-Api-Key', '[generic_api_key]'],
    ],
  ])('knows a value by its name in %s', (_name, value, result) => expect(redactJson(value).value).toEqual(result));

  it('leaves lists of names', () => {
    const schema = {
      required: ['username', 'password', 'email'],
      properties: { password: { type: 'string', minLength: 8 } },
    };
    expect(redactJson(schema).value).toEqual(schema);
    const settings = ['api_key=YOUR_API_KEY_HERE', 'api_key=YOUR_API_KEY_HERE'];
    expect(redactJson(settings).value).toEqual(settings);
  });

  it('follows a private key over lines that are values of their own', () => {
    const lines = [
      '-----BEGIN PRIVATE KEY-----',
      'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw',
      'qT7Jb/qsRIufSt5U==',
      '-----END PRIVATE KEY-----',
    ];
    const masked = lines.map(() => '[private_key]');
    expect(redactJson({ lines: ['found:', ...lines, 'done'] }).value).toEqual({ lines: ['found:', ...masked, 'done'] });
    const events = (messages: string[]) => messages.map((message, id) => ({ id, time: 1761670878346, message }));
    expect(redactJson(events([...lines, 'c74358f2af87bb5ea1b548375ff761fb00494783'])).value).toEqual(
      events([...masked, 'c74358f2af87bb5ea1b548375ff761fb00494783']),
    );
  });

  it('knows names and values apart in strings that hold JSON again', () => {
    const body = (value: string) =>
      JSON.stringify({
        environment: [{ name: 'DB_PASSWORD', type: 'SecureString', value }],
        passwords: [value],
        sunshine: 1,
      });
    expect(redactJson({ body: body('sunshine') }).value).toEqual({ body: body('[generic_password]') });
    expect(redactJson({ body: body('[generic_password]') }).findings).toEqual([]);
  });

  it('gets through many keys that become equal', () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`u${index}@novalume.co.uk`, index]));
    expect(Object.keys(redactJson(many).value as object)).toHaveLength(20_000);
  });

  it('looks into strings that hold JSON again', () => {
    expect(redactJson({ body: '{"user":"svc","password":"qlYz61Qki-ocao"}' }).value).toEqual({
      body: '{"user":"svc","password":"[generic_password]"}',
    });
  });

  it('says where, by pointers that are safe to log', () => {
    expect(redactJson({ hosts: { 'ann@novalume.co.uk': ['ok', 'from 10.1.2.3'] } }).findings).toEqual([
      { pointer: '/hosts/[email]', inKey: true, start: 0, end: 18, category: 'email', ruleId: 'email' },
      { pointer: '/hosts/[email]/1', start: 5, end: 13, category: 'ipv4', ruleId: 'ipv4' },
    ]);
  });

  it('does not let a key called __proto__ escape', () => {
    const { value } = redactJson(JSON.parse('{"__proto__":{"ip":"10.1.2.3"}}'));
    expect(JSON.stringify(value)).toBe('{"__proto__":{"ip":"[ipv4]"}}');
  });

  describe('fails closed', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = { cyclic };
    let deep: unknown = 'x';
    for (let level = 0; level < 200; level++) deep = [deep];

    it.each<[string, unknown, string]>([
      ['a cycle', cyclic, 'cyclic'],
      ['too deep a nesting', deep, 'too_deep'],
      ['too many values', Array.from({ length: 200_001 }, () => 0), 'too_large'],
      [
        'a getter that throws',
        Object.defineProperty({}, 'x', {
          enumerable: true,
          get: () => {
            throw new Error('10.1.2.3');
          },
        }),
        'failed',
      ],
      ['a function', { x: () => 1 }, 'not_json'],
      [
        'a class instance',
        {
          x: new (class Secret {
            password = 'x';
          })(),
        },
        'not_json',
      ],
      ['a map', new Map([['password', 'x']]), 'not_json'],
      ['a big integer', { x: 10n }, 'not_json'],
    ])('on %s', (_name, value, reason) => {
      const refusal = (() => {
        try {
          return redactJson(value);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toBeInstanceOf(RedactionRefused);
      expect(refusal).toMatchObject({ reason, message: expect.not.stringContaining('10.1.2.3') });
    });
  });

  it('keeps the shape of any JSON, and lets no planted secret through', () => {
    const leaf = fc.oneof(
      fc.constantFrom(...PLANTED.map(([, secret]) => secret)),
      fc.constantFrom(...HARMLESS),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('host', 'note', 'items', 'detail', 'x'), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : typeof value === 'object' && value !== null
          ? Object.entries(value).map(([key, item]) => [key, shape(item)])
          : 'leaf';
    fc.assert(
      fc.property(tree, (value) => {
        const { value: result } = redactJson(value);
        expect(shape(result)).toEqual(shape(value));
        for (const [, secret] of PLANTED)
          expect(JSON.stringify(result)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 300 },
    );
  });
});

it('numbers equal values alike in the whole value when the policy asks', () => {
  const value = { peers: ['10.1.2.3', '10.1.2.4'], cause: 'lost 10.1.2.3' };
  expect(redactJson(value, { numbered: true }).value).toEqual({
    peers: ['[ipv4:1]', '[ipv4:2]'],
    cause: 'lost [ipv4:1]',
  });
});

it('changes nothing more when it is asked again, whatever the keys and the names beside values have lost', () => {
  const block = '::-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----';
  const pair = redactJson(['password', block]).value;
  expect(redactJson(pair).value).toEqual(pair);

  const key = fc.oneof(fc.constantFrom('password', 'token', 'name', 'value', 'id', 'account', 'card', 'phone'), TEXTS);
  const leaf = fc.oneof(TEXTS, fc.integer(), fc.constantFrom(570495078866, 4111111111111111, 123456));
  const record = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })), { maxKeys: 4 });
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(leaf, record), { maxKeys: 3 }),
      fc.constantFrom('text' as const, 'summary' as const),
      fc.boolean(),
      (value, profile, numbered) => {
        const once = masked(value, { profile, numbered });
        if (once !== undefined) expect(redactJson(once, { profile, numbered }).value).toEqual(once);
      },
    ),
    { numRuns: RUNS / 4 },
  );
});

/** Undefined where the value is withheld. */
function masked(value: unknown, policy: RedactionPolicy): unknown {
  try {
    return redactJson(value, policy).value;
  } catch (error) {
    if (error instanceof RedactionRefused && error.reason === 'residue') return undefined;
    throw error;
  }
}
