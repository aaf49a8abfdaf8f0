import type { Category } from './categories';
import { hasResidue } from './second-look';

const keepsNothing = () => false;
const keeps = (kept: Category) => (category: Category) => category === kept;

/** The shortest live secret of each kind: one character less, and it could be anything. */
const SHORTEST: readonly (readonly [category: Category, text: string])[] = [
  ['private_key', '-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkq'],
  ['private_key', '-----BEGIN RSA PRIVATE KEY-----\n> \\nMIIEvQIBADANBgkq'],
  ['aws_access_key_id', 'AKIAQ3XH7JZ5N2VW4BKM'],
  ['aws_access_key_id', 'ASIAQ3XH7JZ5N2VW4BKM'],
  ['github_token', 'ghp_0XlHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
  ['github_token', 'github_pat_11ABCDEFG0_XlHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
  ['payment_key', 'sk_live_hbGioIHZvnwjJFUIyDjc'],
  ['gitlab_token', 'glpat-1hEMFkEp0lY70SEL_j'],
  ['slack_token', 'xoxb-33126383-56367685-l42WXIs5ghLTbJUx'],
  ['ai_key', 'sk-ant-api03-hfLchuH1OFRgQgtwcoXsiawvcHCvQPzARaXcyr7b'],
  ['webhook_url', 'https://hooks.slack.com/services/T3TC2UWCS/BRJI62LNH/ZOs6a6gK7FuCsBhYGcJS'],
];

describe('a live secret', () => {
  it.each(SHORTEST)('of the category %s is seen: %j', (_category, text) => {
    expect(hasResidue(text, keepsNothing)).toBe(true);
  });

  it.each(SHORTEST)('of the category %s is no longer one when its last character is gone: %j', (_category, text) => {
    expect(hasResidue(text.slice(0, -1), keepsNothing)).toBe(false);
  });

  it.each(SHORTEST)('of the category %s is seen amid a text: %j', (_category, text) => {
    expect(hasResidue(`key_${text}, and a token_or-two`, keepsNothing)).toBe(true);
    expect(hasResidue(`IA_- before "${text}"`, keepsNothing)).toBe(true);
  });

  it.each(SHORTEST)('of the category %s is not seen when the policy keeps just that: %j', (category, text) => {
    expect(hasResidue(text, keeps(category))).toBe(false);
    expect(hasResidue(text, (other) => other !== category)).toBe(true);
  });

  it.each(SHORTEST.filter(([category]) => category !== 'private_key' && category !== 'webhook_url'))(
    'of the category %s does not begin within a word: %j',
    (_category, text) => {
      for (const before of ['x', 'X', '7']) expect(hasResidue(before + text, keepsNothing)).toBe(false);
    },
  );

  it.each([
    ['GitHub token', 'ghp_00lHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
    ['fine-grained token', 'github_pat_11ABCDEFG0_XlHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
    ['payment key', 'sk_live_hhGioIHZvnwjJFUIyDjc'],
    ['GitLab token', 'glpat-11EMFkEp0lY70SEL_j'],
    ['AI key', 'sk-ant-api03-hhLchuH1OFRgQgtwcoXsiawvcHCvQPzARaXcyr7b'],
    ['webhook', 'https://hooks.slack.com/services/T3TC2UWCS/BRJI62LNH/ZZs6a6gK7FuCsBhYGcJS'],
  ])('is no stand-in because its first character comes twice: %s', (_name, text) => {
    expect(hasResidue(text, keepsNothing)).toBe(true);
  });

  it('is seen in a key block whose header lost what was before it', () => {
    expect(hasResidue('RSAPRIVATE KEY-----\nMIIEvQIBADANBgkq', keepsNothing)).toBe(true);
  });

  it('is seen behind one that the policy keeps', () => {
    const text = 'ghp_0XlHaiBU1TZnW4zMwoqC7lD7C7Zeme sk_live_hbGioIHZvnwjJFUIyDjc';
    expect(hasResidue(text, keeps('github_token'))).toBe(true);
  });

  it('is seen behind near misses of its own kind', () => {
    expect(hasResidue('AKIA, IAM, ASIAN_ghp_xoxb-sk-ant-: AKIAQ3XH7JZ5N2VW4BKM', keepsNothing)).toBe(true);
  });
});

describe('no live secret', () => {
  it.each([
    ['an access key id of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['a temporary one of the documentation', 'ASIAIOSFODNN7EXAMPLE'],
    ['an access key id that goes on', 'AKIAQ3XH7JZ5N2VW4BKMQ'],
    ['one that goes on in small letters', 'ASIAQ3XH7JZ5N2VW4BKMq'],
    ['a filled-in GitHub token', `ghp_${'x'.repeat(36)}`],
    ['a filled-in fine-grained token', `github_pat_${'x'.repeat(60)}`],
    ['a filled-in payment key', `sk_live_${'0'.repeat(24)}`],
    ['a filled-in GitLab token', `glpat-${'x'.repeat(20)}`],
    ['a filled-in AI key', `sk-ant-api03-${'x'.repeat(80)}`],
    ['a filled-in webhook', `https://hooks.slack.com/services/T00000000/B00000000/${'X'.repeat(24)}`],
    ['a Slack token without its team', 'xoxb-3312638-56367685-l42WXIs5ghLTbJUx'],
    ['a Slack token without its bot', 'xoxb-33126383-5636768-l42WXIs5ghLTbJUx'],
    ['a Slack token made of letters', 'xoxb-abcdefgh-abcdefgh-l42WXIs5ghLTbJUx'],
    ['a webhook of no team', 'https://hooks.slack.com/services/U3TC2UWCS/BRJI62LNH/ZOs6a6gK7FuCsBhYGcJS'],
    ['a webhook of no channel', 'https://hooks.slack.com/services/T3TC2UWCS/CRJI62LNH/ZOs6a6gK7FuCsBhYGcJS'],
    ['a webhook with a short team', 'https://hooks.slack.com/services/T3TC2UW/BRJI62LNH/ZOs6a6gK7FuCsBhYGcJS'],
    ['a webhook with a short channel', 'https://hooks.slack.com/services/T3TC2UWCS/BRJI62L/ZOs6a6gK7FuCsBhYGcJS'],
    ['the end of a key block, with text behind it', '-----END PRIVATE KEY----- was removed from the repository'],
    ['a token apart from its prefix', 'ghp_ 0XlHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
    ['a fine-grained token apart from its prefix', 'github_pat_ 11ABCDEFG0_XlHaiBU1TZnW4zMwoqC7lD7C7Zeme'],
    ['a temporary access key id apart from its prefix', 'ASIA Q3XH7JZ5N2VW4BKM'],
    ['a payment key apart from its prefix', 'sk_live_ hbGioIHZvnwjJFUIyDjc'],
    ['a GitLab token apart from its prefix', 'glpat- 1hEMFkEp0lY70SEL_j'],
    ['a Slack token apart from its prefix', 'xoxb- 33126383-56367685-l42WXIs5ghLTbJUx'],
    ['an AI key apart from its prefix', 'sk-ant- api03-hfLchuH1OFRgQgtwcoXsiawvcHCvQPzARaXcyr7b'],
    ['a webhook apart from its host', 'hooks.slack.com/services/ T3TC2UWCS/BRJI62LNH/ZOs6a6gK7FuCsBhYGcJS'],
    ['a placeholder', '[github_token] [private_key]'],
  ])('is %s: %j', (_name, text) => expect(hasResidue(text, keepsNothing)).toBe(false));
});

describe('a password in an address', () => {
  const url = (user: string, password: string, host = 'db') => `see postgres://${user}:${password}@${host}`;

  it.each([
    ['of three characters', url('app', 'a1b')],
    ['of a hundred characters', url('app', 'k7'.repeat(50))],
    ['of nobody', url('', 'A1Zs9FWt3g')],
    ['of a user with a long name', url('u'.repeat(64), 'A1Zs9FWt3g')],
    ['before a host in brackets that was masked', `x://app:A1Zs9FWt3g@-`],
    ['at the very beginning', '://app:A1Zs9FWt3g@db'],
    ['in the second address', `https://example.org/a ${url('app', 'A1Zs9FWt3g')}`],
    ['that only begins as a stand-in does', url('app', 'xxxA1Zs9')],
    ['that only ends as a stand-in does', url('app', 'A1Zs9...')],
  ])('is seen %s', (_name, text) => expect(hasResidue(text, keepsNothing)).toBe(true));

  it.each([
    ['of two characters', url('app', 'a1')],
    ['of more than a hundred characters', url('app', 'k7'.repeat(50) + 'x')],
    ['of a user with too long a name', url('u'.repeat(65), 'A1Zs9FWt3g')],
    ['when nothing follows it', url('app', 'A1Zs9FWt3g', '')],
    ['when no host follows it', url('app', 'A1Zs9FWt3g', '/x')],
    ['when it is masked', url('app', '[connection_string_password]')],
    ['when a variable stands for it', url('app', '${PASSWORD}')],
    ['when dots stand for it', url('app', '...')],
    ['when crosses stand for it', url('app', 'xxxx')],
    ['when capital crosses stand for it', url('app', 'XXXX')],
    ['when stars stand for it', url('app', '****')],
    ['when it is a port', 'https://example.org:8443/@scope'],
    ['when the user is masked', url('[email]', 'A1Zs9FWt3g')],
    ['without a scheme', 'app:A1Zs9FWt3g@db'],
  ])('is not seen %s', (_name, text) => expect(hasResidue(text, keepsNothing)).toBe(false));

  it.each<Category>(['basic_auth_url', 'connection_string_password'])(
    'is not seen when the policy keeps %s',
    (kept) => {
      expect(hasResidue(url('app', 'A1Zs9FWt3g'), keeps(kept))).toBe(false);
      expect(hasResidue(url('app', 'A1Zs9FWt3g'), keeps('ipv4'))).toBe(true);
    },
  );
});
