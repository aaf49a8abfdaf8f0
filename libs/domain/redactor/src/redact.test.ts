import fc from 'fast-check';
import { hasResidue } from './second-look';
import { MAX_TEXT_LENGTH, RedactionRefused, redact, type RedactionPolicy } from './index';
import { HARMLESS, PLANTED, RUNS, TEXTS } from '../test/texts';

describe('redact', () => {
  it('says what stood where, by which rule, and how often, without the value', () => {
    const { text, findings, counts } = redact('peer 10.1.2.3 used AKIAQ3XH7JZ5N2VW4BKM');
    expect(text).toBe('peer [ipv4] used [aws_access_key_id]');
    expect(findings).toEqual([
      { start: 5, end: 13, category: 'ipv4', ruleId: 'ipv4' },
      { start: 19, end: 39, category: 'aws_access_key_id', ruleId: 'aws-access-key-id' },
    ]);
    expect(counts).toEqual({ ipv4: 1, aws_access_key_id: 1 });
  });

  it('finds what a label tells of, also where the label itself goes as the value of a secret', () => {
    expect(redact('password= PESEL 17156728762').text).toBe('password= [generic_password] [national_id]');
  });

  it('finds the secret that stands beside an access key id', () => {
    expect(redact('key AKIAQ3XH7JZ5N2VW4BKM / 5IB5O5vsb6b65RPm/lMeJ/w//jbhuO16xoFjB3vJ was pasted').text).toBe(
      'key [aws_access_key_id] / [aws_secret_access_key] was pasted',
    );
  });

  it('names the vendor even where only the name before it gave the value away', () => {
    expect(redact('GITHUB_TOKEN=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').counts).toEqual({ github_token: 1 });
  });

  it('keeps what stands between a command and its password in view of the other rules', () => {
    expect(redact('mysql -h db-9.corp.internal -u root -p9Ij5qHAVHRGpB -e x').text).toBe(
      'mysql -h [private_hostname] -u root -p[generic_password] -e x',
    );
  });

  describe('under a policy', () => {
    const own = 'Role in own account 951718924646 was assumed from 571197428809 (arn:aws:iam::951718924646:role/ops).';

    it('keeps the account ids that it names, and masks the others', () => {
      expect(redact(own, { keepAccountIds: ['951718924646'] }).text).toBe(
        own.replace('571197428809', '[aws_account_id]'),
      );
      for (const written of ['account 9517-1892-4646', 'account 9517 1892 4646'])
        expect(redact(written, { keepAccountIds: ['951718924646'] }).text).toBe(written);
    });

    it('keeps the categories that it names', () => {
      expect(redact('peer 10.1.2.3, ann@novalume.co.uk', { keep: ['ipv4'] }).text).toBe('peer 10.1.2.3, [email]');
    });

    it('starts from a shared policy, and lets the nearer field win', () => {
      const shared: RedactionPolicy = { keepAccountIds: ['951718924646'], profile: 'summary' };
      expect(redact(own, { policy: shared }).counts).toEqual({ aws_account_id: 1 });
      expect(redact('2026-07-12T14:27:40.618Z ERROR [x] boom', { policy: shared, profile: 'text' }).findings).toEqual(
        [],
      );
    });

    it.each<[string, unknown]>([
      ['an unknown profile', { profile: 'sumary' }],
      ['an account id that is none', { keepAccountIds: ['12'] }],
      ['an unknown category', { keep: ['ip'] }],
      ['no object', 'text'],
    ])('refuses %s, because a slip must not unmask anything', (_name, policy) => {
      expect(() => redact('x', policy as RedactionPolicy)).toThrow(RedactionRefused);
    });
  });

  describe('in the profile summary', () => {
    const removes = (text: string) => redact(text, { profile: 'summary' }).text;

    it.each([
      [
        'a logger with level and thread',
        '2026-07-12T14:27:40.618Z ERROR [http-8080-1] c.b.Orders - Failed to persist order',
      ],
      ['Lambda', 'START RequestId: 4f7cfe37-97ee-4e59-a30f-c89fb2d3dc7c Version: $LATEST'],
      ['logfmt', 'level=error ts=2026-08-07T23:08:18.197Z caller=main.go:132 msg="write failed"'],
      ['syslog', 'Nov 03 04:11:51 node-7 kubelet[3046]: E1103 04:11:12.642039 pod_workers.go:1300] Error'],
      ['klog', 'E1103 04:11:12.642039       1 pod_workers.go:1300] Error syncing pod'],
      ['an access log', '203.0.113.9 - - [08/Nov/2026:10:15:50 +0000] "GET / HTTP/1.1" 502 166'],
      ['JSON', '{"level":"error","time":"2026-11-08T10:00:00Z","msg":"write failed"}'],
    ])('removes a line of %s', (_name, line) => {
      expect(removes(`It broke.\n${line}\nWe rolled back.`)).toBe('It broke.\n[log_line]\nWe rolled back.');
    });

    it.each([
      [
        'Java',
        'java.lang.NullPointerException: no order\n\tat com.acme.Orders.load(Orders.java:389)\nCaused by: java.io.IOException: pipe\n\t... 14 more',
      ],
      [
        'JavaScript',
        "TypeError: Cannot read properties of undefined (reading 'sku')\n    at handler (/var/task/index.js:57:17)",
      ],
      [
        'Python',
        'Traceback (most recent call last):\n  File "/opt/app/worker.py", line 176, in run\n    job = queue.pop()\nKeyError: \'tenant\'',
      ],
      ['Go', 'panic: boom\n\ngoroutine 41 [running]:\nmain.(*Server).handle(0xc0001a2000)\n\t/srv/main.go:88 +0x1f'],
      ['Rust', "thread 'main' panicked at src/main.rs:88:21"],
      ['.NET', 'System.NullReferenceException: none\n   at Shop.Orders.Load(Int32 id) in Orders.cs:line 512'],
    ])('removes a trace of %s', (_name, trace) => {
      expect(removes(`It broke.\n${trace}\nFixed since.`)).toBe('It broke.\n[stack_trace]\nFixed since.');
    });

    it('leaves a timeline that people wrote', () => {
      const timeline = '2026-11-03 10:00 the release began\n10:05 first alarm\nError: budget spent, said the team.';
      expect(removes(timeline)).toBe(timeline);
    });
  });

  describe('fails closed', () => {
    it.each<[string, unknown]>([
      ['undefined', undefined],
      ['a number', 7],
      ['a buffer', new Uint8Array(3)],
      ['an object', { toString: () => 'x' }],
    ])('on %s', (_name, value) =>
      expect(() => redact(value as string)).toThrow(new RedactionRefused('not_text').message),
    );

    it('on a text over the limit', () => {
      expect(() => redact('x'.repeat(MAX_TEXT_LENGTH + 1))).toThrow(RedactionRefused);
    });

    it('with a message that never repeats the input', () => {
      for (const reason of ['not_text', 'residue', 'failed'] as const) {
        expect(new RedactionRefused(reason).message).toMatch(/^Redaction refused: [^"']*$/);
        expect(new RedactionRefused(reason).cause).toBeUndefined();
      }
    });
  });
});

describe('the second look', () => {
  it.each([
    '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',
    'id AKIAQ3XH7JZ5N2VW4BKM',
    'x://app:A1Zs9FWt3g@db',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0',
  ])('sees %j', (text) => expect(hasResidue(text, () => false)).toBe(true));

  it.each([
    '[github_token]',
    'x://app:[basic_auth_url]@db',
    'AKIAIOSFODNN7EXAMPLE',
    'a PRIVATE KEY----- line',
    'postgres://user:${PW}@host',
  ])('lets %j pass', (text) => expect(hasResidue(text, () => false)).toBe(false));
});

describe('what a policy keeps', () => {
  const github = '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';

  it('is no residue', () => {
    expect(redact(`token ${github}`, { keep: ['github_token', 'generic_secret'] }).text).toBe(`token ${github}`);
  });

  it('leaves the second look at everything else', () => {
    const keepsGitHub = (category: string) => category === 'github_token';
    expect(hasResidue(github, keepsGitHub)).toBe(false);
    expect(hasResidue(`${github} AKIAQ3XH7JZ5N2VW4BKM`, keepsGitHub)).toBe(true);
  });
});

describe('numbered placeholders', () => {
  const text = 'from 10.1.2.3 to 10.1.2.4, back to 10.1.2.3, by ann@novalume.co.uk';

  it('keep equal things equal', () => {
    expect(redact(text, { numbered: true }).text).toBe('from [ipv4:1] to [ipv4:2], back to [ipv4:1], by [email:1]');
  });

  it('stay as they are when redacted again', () => {
    const once = redact(text, { numbered: true }).text;
    expect(redact(once, { numbered: true }).text).toBe(once);
    expect(redact(`postgres://app:[connection_string_password:12]@db.example.net/x`).counts).toEqual({});
  });
});

describe('text in several layers of dress', () => {
  it('is seen through down to the third', () => {
    expect(redact('to=ann%40novalume.co.uk').text).toBe('to=[email]');
    expect(redact('to=ann%2540novalume.co.uk').text).toBe('to=[email]');
    expect(redact('to=ann%252540novalume.co.uk').text).toBe('to=[email]');
  });
});

/** Undefined where the text is withheld. */
function masked(text: string, policy: RedactionPolicy): string | undefined {
  try {
    return redact(text, policy).text;
  } catch (error) {
    if (error instanceof RedactionRefused && error.reason === 'residue') return undefined;
    throw error;
  }
}

describe('laws', () => {
  /** Surroundings that join no word to the secret: what an alphabet of a token would swallow is not a surrounding. */
  const edge = fc.constantFrom(' ', '\n', '"', "'", '(', ')', '[', ']', '{', '}', ',', ';', '<', '>', '|', '\t');
  const surroundings = fc.tuple(
    fc.string({ maxLength: 60, unit: 'grapheme' }),
    edge,
    edge,
    fc.string({ maxLength: 60, unit: 'grapheme' }),
  );

  it.each(PLANTED)('lets no planted %s through, whatever surrounds it', (_name, secret) => {
    fc.assert(
      fc.property(surroundings, ([before, left, right, after]) => {
        expect(redact(`${before}${left}${secret}${right}${after}`).text).not.toContain(secret);
      }),
      { numRuns: 150 },
    );
  });

  it('changes nothing more when it is asked again', () => {
    fc.assert(
      fc.property(
        TEXTS,
        fc.constantFrom('text' as const, 'summary' as const),
        fc.boolean(),
        (text, profile, numbered) => {
          const once = masked(text, { profile, numbered });
          if (once !== undefined) expect(redact(once, { profile, numbered }).text).toBe(once);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each([
    [
      'ends what came before',
      '10.66.44.219https://hooks.slack.com/services/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',
    ],
    ['takes away what kept it', '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libssl 1.1.1.6'],
    ['brings it nearer to a word', 'shows 10 sequential calls. epochMillis=1761670878346 6011 1633 5022 9894'],
    ['has a colon', 'https://AKIAQ3XH7JZ5N2VW4BKM@tcp('],
  ])('looks again at what stands beside a placeholder that %s', (_name, text) => {
    for (const numbered of [false, true]) {
      const once = redact(text, { numbered }).text;
      expect(redact(once, { numbered }).text).toBe(once);
    }
  });

  it('takes no placeholder for the name of what follows', () => {
    const text = 'AKIAQ3XH7JZ5N2VW4BKM: blue-green-9x, key AKIAQ3XH7JZ5N2VW4BKM 801352971177 stuck';
    expect(redact(text).text).toBe('[aws_access_key_id]: blue-green-9x, key [aws_access_key_id] 801352971177 stuck');
  });

  it('returns harmless texts byte for byte, in any order and company', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HARMLESS), { minLength: 1, maxLength: 12 }), (texts) => {
        const text = texts.join('\n');
        expect(redact(text).text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('rebuilds the result from the text and the findings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...PLANTED.map(([, secret]) => secret)), fc.string()), { maxLength: 6 }),
        (pieces) => {
          const text = pieces.join(' ');
          const { text: masked, findings } = redact(text);
          let rebuilt = '';
          let last = 0;
          for (const { start, end, category } of findings) {
            expect(start).toBeGreaterThanOrEqual(last);
            rebuilt += `${text.slice(last, start)}[${category}]`;
            last = end;
          }
          expect(rebuilt + text.slice(last)).toBe(masked);
        },
      ),
    );
  });
});
