import fc from 'fast-check';
import { HARMLESS, PLANTED } from '../test/texts';
import { sivOpen, sivSeal } from './aes-siv';
import { redact, redactJson, RedactionRefused, type RedactionPolicy } from './index';
import { keyedPseudonyms, MAX_VALUE_BYTES, PseudonymRefused } from './pseudonyms';

const hex = (...words: string[]) => Buffer.from(words.join('').replaceAll(' ', ''), 'hex');
const pseudonyms = keyedPseudonyms('a key for tests, of thirty-two bytes or more');
const policy: RedactionPolicy = { pseudonyms };

describe('AES-SIV', () => {
  // RFC 5297, appendix A.
  it.each([
    {
      name: 'A.1, deterministic',
      key: hex('fffefdfc fbfaf9f8 f7f6f5f4 f3f2f1f0 f0f1f2f3 f4f5f6f7 f8f9fafb fcfdfeff'),
      associated: [hex('10111213 14151617 18191a1b 1c1d1e1f 20212223 24252627')],
      plain: hex('11223344 55667788 99aabbcc ddee'),
      sealed: hex('85632d07 c6e8f37f 950acd32 0a2ecc93 40c02b96 90c4dc04 daef7f6a fe5c'),
    },
    {
      name: 'A.2, several strings',
      key: hex('7f7e7d7c 7b7a7978 77767574 73727170 40414243 44454647 48494a4b 4c4d4e4f'),
      associated: [
        hex('00112233 44556677 8899aabb ccddeeff deaddada deaddada ffeeddcc bbaa9988 77665544 33221100'),
        hex('10203040 50607080 90a0'),
        hex('09f91102 9d74e35b d84156c5 635688c0'),
      ],
      plain: hex(
        '74686973 20697320 736f6d65 20706c61 696e7465 78742074 6f20656e 63727970 74207573 696e6720 5349562d 414553',
      ),
      sealed: hex(
        '7bdb6e3b 432667eb 06f4d14b ff2fbd0f cb900f2f ddbe4043 26601965 c889bf17 dba77ceb 094fa663 b7a3f748',
        'ba8af829 ea64ad54 4a272e9c 485b62a3 fd5c0d',
      ),
    },
  ])('gives what RFC 5297 says: $name', ({ key, associated, plain, sealed }) => {
    expect(Buffer.from(sivSeal(key, associated, plain))).toEqual(sealed);
    expect(sivOpen(key, associated, sealed)).toEqual(plain);
  });

  it('opens nothing that was changed in any bit', () => {
    const key = new Uint8Array(64).fill(7);
    const sealed = sivSeal(key, [], Buffer.from('ann@novalume.co.uk'));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(sivOpen(key, [], changed)).toBeUndefined();
    }
  });
});

describe('keyed pseudonyms', () => {
  const text = 'ann@novalume.co.uk came from 10.1.2.3, ann@novalume.co.uk again, account 924462355261';

  it('keep equal things equal, and come back with the key', () => {
    const masked = redact(text, policy).text;
    const [, first, second] =
      /^(\[email:p\.[a-z2-7]+\]) came from \[ipv4:p\.[a-z2-7]+\], (\S+) again/.exec(masked) ?? [];
    expect(first).toBe(second);
    expect(pseudonyms.reveal(masked)).toBe(text);
  });

  it('differ between keys and between categories', () => {
    const other = keyedPseudonyms('another key for tests, of thirty-two bytes or more');
    expect(other.seal('10.1.2.3', 'ipv4')).not.toBe(pseudonyms.seal('10.1.2.3', 'ipv4'));
    expect(pseudonyms.seal('10.1.2.3', 'private_hostname')).not.toBe(pseudonyms.seal('10.1.2.3', 'ipv4'));
  });

  it('stay as they are when redacted again, with the policy and without', () => {
    const masked = redact(text, policy).text;
    expect(redact(masked, policy).text).toBe(masked);
    expect(redact(masked).text).toBe(masked);
    expect(redact(`password=${masked}`, { profile: 'summary' }).text).toBe(`password=${masked}`);
  });

  it('never hold a secret: those go', () => {
    const masked = redact('GITHUB_TOKEN=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 password: R0#z4kI0jYD', policy).text;
    expect(masked).toBe('GITHUB_TOKEN=[github_token] password: [generic_password]');
  });

  it('never hold a secret inside of something else', () => {
    const encoded = Buffer.from('to=10.1.2.3 password=R0#z4kI0jYD').toString('base64');
    expect(redact(`data: ${encoded}`, policy).text).toBe('data: [generic_password]');
    expect(redact('by ann.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@novalume.co.uk', policy).text).not.toContain(':p.');
  });

  it('are made of the categories that the policy names, and numbers of the rest', () => {
    const masked = redact('10.1.2.3 and ann@novalume.co.uk', {
      pseudonyms: { ...pseudonyms, categories: ['ipv4'] },
      numbered: true,
    }).text;
    expect(masked).toMatch(/^\[ipv4:p\.[a-z2-7]+\] and \[email:1\]$/);
  });

  it.each<[string, unknown]>([
    ['a category of secrets', { ...pseudonyms, categories: ['github_token'] }],
    ['a category of nobody', { ...pseudonyms, categories: ['customer_number'] }],
    ['no seal', { categories: ['ipv4'] }],
    ['nothing', null],
  ])('are refused in a policy with %s', (_name, wrong) => {
    expect(() => redact('x', { pseudonyms: wrong } as RedactionPolicy)).toThrow(
      expect.objectContaining({ reason: 'bad_policy' }),
    );
  });

  it('refuse the text when the seal gives what could be more than a token', () => {
    const leaky: RedactionPolicy = { pseudonyms: { seal: (value) => value } };
    expect(() => redact('from 10.1.2.3', leaky)).toThrow(RedactionRefused);
  });

  it('leave a value without one that is too long or would not come back', () => {
    expect(pseudonyms.seal('x'.repeat(MAX_VALUE_BYTES + 1), 'email')).toBeUndefined();
    expect(pseudonyms.seal('\ud800', 'email')).toBeUndefined();
    const longest = 'é'.repeat(MAX_VALUE_BYTES / 2);
    expect(pseudonyms.reveal(`[email:p.${pseudonyms.seal(longest, 'email')}]`)).toBe(longest);
  });

  it('are of one value in the whole of a JSON value', () => {
    const { value } = redactJson({ peers: ['10.1.2.3'], cause: 'lost 10.1.2.3' }, policy);
    expect(pseudonyms.reveal(JSON.stringify(value))).toBe('{"peers":["10.1.2.3"],"cause":"lost 10.1.2.3"}');
  });

  it('refuse to reveal what was forged, changed, moved to another category, or made with another key', () => {
    const token = pseudonyms.seal('10.1.2.3', 'ipv4')!;
    const changed = (token[0] === 'a' ? 'b' : 'a') + token.slice(1);
    const foreign = keyedPseudonyms(new Uint8Array(32)).seal('10.1.2.3', 'ipv4')!;
    for (const forged of [
      `ipv4:p.${changed}`,
      `email:p.${token}`,
      `ipv4:p.${foreign}`,
      'ipv4:p.aaaa',
      `ipv4:p.${token}a`,
    ])
      expect(() => pseudonyms.reveal(`from [${forged}]`)).toThrow(PseudonymRefused);
    expect(new PseudonymRefused(5).message).toContain('character 5');
  });

  it('need a key of enough bytes', () => {
    expect(() => keyedPseudonyms('password')).toThrow(RangeError);
  });

  it('bring back every text that holds no secret', () => {
    const piece = fc.oneof(
      fc.constantFrom('10.66.44.219', 'elena.haddad@novalume.co.uk', '02:0c:a0:f0:c3:06', 'DE12488250195459276167'),
      fc.constantFrom(...HARMLESS),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const whole = pieces.join('\n');
        const masked = redact(whole, policy).text;
        expect(pseudonyms.reveal(masked)).toBe(whole);
        expect(redact(masked).text).toBe(masked);
      }),
      { numRuns: 200 },
    );
  });

  it('let no planted secret through', () => {
    for (const [, secret] of PLANTED) expect(redact(`x ${secret} y`, policy).text).not.toContain(secret);
  });
});
