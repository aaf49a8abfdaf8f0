import { creationOrder, Evaluation, type Template } from './template';

const identity = { stackName: 'Stack', account: '111111111111', region: 'eu-west-1' };

function evaluate(value: unknown, template: Partial<Template> = {}, given: Record<string, string> = {}): unknown {
  const evaluation = new Evaluation({ Resources: {}, ...template }, 'test.json', identity, given);
  evaluation.create('Queue', { ref: 'queue-url', attributes: { Arn: 'queue-arn', 'Nested.Name': 'nested' } });
  return evaluation.value(value, 'Here');
}

const Conditions = {
  Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
  No: { 'Fn::Not': [{ Condition: 'Yes' }] },
  Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  One: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
};

it.each([
  ['a pseudo parameter', { Ref: 'AWS::AccountId' }, '111111111111'],
  ['a resource', { Ref: 'Queue' }, 'queue-url'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'queue-arn'],
  ['an attribute in one text', { 'Fn::GetAtt': 'Queue.Nested.Name' }, 'nested'],
  ['a join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::Region' }]] }, 'a:eu-west-1'],
  [
    'a text with names in it',
    { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${!Literal}' },
    'eu-west-1/queue-arn/${Literal}',
  ],
  [
    'a text with names of its own',
    { 'Fn::Sub': ['${X}-${Queue}', { X: { Ref: 'AWS::Region' } }] },
    'eu-west-1-queue-url',
  ],
  ['a choice from a split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['a branch', { 'Fn::If': ['Yes', 'then', { Ref: 'Missing' }] }, 'then'],
  ['the other branch', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
  ['all conditions', { 'Fn::If': ['Both', 1, 2] }, 2],
  ['any condition', { 'Fn::If': ['One', 1, 2] }, 1],
  ['no value in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['no value in a list', [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }], [1]],
  ['a map', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Small'] }, 512],
  [
    'a policy whose statement has conditions',
    { Condition: { Bool: { secure: true } } },
    { Condition: { Bool: { secure: true } } },
  ],
])('evaluates %s', (_what, value, expected) => {
  expect(evaluate(value, { Conditions, Mappings: { Sizes: { 'eu-west-1': { Small: 512 } } } })).toEqual(expected);
});

it.each([
  ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/8', 1, 1] }, /test\.json, Here: .*Fn::Cidr/],
  ['an unknown name', { deep: [{ Ref: 'Queu' }] }, /Here\/deep\/0: "Queu" is neither/],
  ['an unknown attribute', { 'Fn::GetAtt': ['Queue', 'Nope'] }, /no attribute "Nope"/],
  ['an unknown condition', { 'Fn::If': ['Maybe', 1, 2] }, /no condition "Maybe"/],
])('refuses %s, and says where', (_what, value, message) => {
  expect(() => evaluate(value)).toThrow(message);
});

describe('parameters', () => {
  const Parameters = {
    Bus: { Type: 'String', AllowedPattern: 'arn:.+', MaxLength: 20 },
    Rate: { Type: 'Number', Default: 5 },
    Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
    Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
  };

  it('take what is given, else their default', () => {
    const value = [{ Ref: 'Bus' }, { Ref: 'Rate' }, { Ref: 'Version' }, { 'Fn::Select': [1, { Ref: 'Names' }] }];
    expect(evaluate(value, { Parameters }, { Bus: 'arn:x' })).toEqual(['arn:x', '5', '/cdk-bootstrap/version', 'b']);
  });

  it.each([
    ['one without a value', {}, /Parameters\/Bus: has no value and no default/],
    ['one that does not match its pattern', { Bus: 'bus' }, /does not match/],
    ['one that is too long', { Bus: `arn:${'x'.repeat(20)}` }, /too long/],
    ['one that is no number', { Bus: 'arn:x', Rate: 'often' }, /Rate: is not a number/],
    ['one that the template does not have', { Bus: 'arn:x', Buss: 'arn:x' }, /no parameter "Buss"/],
  ])('refuse %s', (_what, given, message) => {
    expect(() => evaluate('', { Parameters }, given as Record<string, string>)).toThrow(message);
  });
});

describe('the order of creation', () => {
  const resource = (properties: object, DependsOn?: string): Template['Resources'][string] => ({
    Type: 'T',
    Properties: properties as Record<string, unknown>,
    ...(DependsOn ? { DependsOn } : {}),
  });

  it('puts a resource after those that it mentions, however it mentions them', () => {
    const Resources = {
      A: resource({ x: { 'Fn::Sub': '${B.Arn}' } }),
      B: resource({ x: [{ 'Fn::GetAtt': ['C', 'Arn'] }] }),
      C: resource({ x: { 'Fn::Join': ['', [{ Ref: 'D' }]] } }),
      D: resource({}, 'E'),
      E: resource({}),
    };
    expect(creationOrder({ Resources }, 'test.json')).toEqual(['E', 'D', 'C', 'B', 'A']);
  });

  it('names a circle', () => {
    const Resources = { A: resource({ x: { Ref: 'B' } }), B: resource({}, 'A') };
    expect(() => creationOrder({ Resources }, 'test.json')).toThrow(/A -> B -> A/);
  });
});
