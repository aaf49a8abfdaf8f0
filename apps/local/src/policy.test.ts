import { checkPolicy, evaluatePolicy, type AccessRequest, type PolicyStatement } from './policy';

const statement = (changes: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: 'arn:bus',
  ...changes,
});
const asked = (context: AccessRequest['context'] = {}): AccessRequest => ({
  account: '111111111111',
  action: 'events:PutEvents',
  resource: 'arn:bus',
  context: { 'aws:PrincipalAccount': '111111111111', ...context },
});

it('lets a Deny win over every Allow', () => {
  expect(evaluatePolicy([statement(), statement({ Effect: 'Deny' })], asked())).toBe('deny');
});

it('says nothing to what no statement mentions', () => {
  expect(evaluatePolicy([statement({ Resource: 'arn:other' })], asked())).toBe('none');
});

it.each<[string, PolicyStatement['Principal'], boolean]>([
  ['an account', { AWS: '111111111111' }, true],
  ['the root of an account', { AWS: 'arn:aws:iam::111111111111:root' }, true],
  ['another account', { AWS: ['222222222222'] }, false],
  ['a service', { Service: 'events.amazonaws.com' }, false],
  ['anyone', { AWS: '*' }, true],
])('knows the principal %s', (_what, Principal, isAllowed) => {
  expect(evaluatePolicy([statement({ Principal })], asked())).toBe(isAllowed ? 'allow' : 'none');
});

const ours = { 'events:source': ['ours', 'aws.aidevops'] };
it.each<[string, Record<string, Record<string, unknown>>, AccessRequest['context'], boolean]>([
  ['an equal value', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, { 'aws:PrincipalOrgID': 'o-1' }, true],
  ['another value', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, { 'aws:PrincipalOrgID': 'o-2' }, false],
  ['an absent key', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, {}, false],
  ['an absent key, negated', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, {}, true],
  ['an absent key, if it exists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, {}, true],
  ['all values in the list', { 'ForAllValues:StringEquals': ours }, { 'events:source': ['ours'] }, true],
  ['one value outside the list', { 'ForAllValues:StringEquals': ours }, { 'events:source': ['ours', 'x'] }, false],
  ['no value at all', { 'ForAllValues:StringEquals': ours }, {}, true],
  ['no value at all, guarded', { 'ForAllValues:StringEquals': ours, Null: { 'events:source': 'false' } }, {}, false],
  ['any value in the list', { 'ForAnyValue:StringEquals': ours }, { 'events:source': ['x', 'ours'] }, true],
  ['a list against a single-valued operator', { StringEquals: ours }, { 'events:source': ['ours'] }, false],
  [
    'an ARN with a wildcard',
    { ArnLike: { 'aws:SourceArn': 'arn:*:rule/*' } },
    { 'aws:SourceArn': 'arn:x:rule/y' },
    true,
  ],
])('judges a condition on %s', (_what, Condition, context, isAllowed) => {
  expect(evaluatePolicy([statement({ Condition })], asked(context))).toBe(isAllowed ? 'allow' : 'none');
});

it('refuses an operator that it cannot judge, before anything runs', () => {
  const strange = statement({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
  expect(() => checkPolicy([strange], 'Resources/Policy')).toThrow(/Resources\/Policy: .*IpAddress/);
});
