import { runSimulation } from '@cloud-copilot/iam-simulate';
import { resourcesOf, templateOf } from '@org/cdk-constructs/testing';
import { aCentralStack } from '../test/a-central-stack';
import { busPolicy, MAX_POLICY_CHARACTERS } from './bus-policy';

const BUS = 'arn:aws:events:us-east-1:999999999999:event-bus/client-investigations';
const OTHER_BUS = 'arn:aws:events:us-east-1:999999999999:event-bus/default';
const MEMBER = '123456789012';
const OUTSIDE_CLIENT = '210987654321';
const STRANGER = '666666666666';

// The statements are taken from the synthesized template: what is tried here is what is deployed.
const policyOfTheBus = JSON.parse(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: Object.values(resourcesOf(templateOf(aCentralStack()), 'AWS::Events::EventBusPolicy')).map(
      ({ Properties }) => Properties['Statement'],
    ),
  }).replaceAll('{"Fn::GetAtt":["Bus","Arn"]}', JSON.stringify(BUS)),
);

interface Attempt {
  readonly account?: string;
  /** The organization of the sender; undefined when it is in none. */
  readonly organization?: string | undefined;
  readonly sources?: string[] | undefined;
  readonly action?: string;
  readonly bus?: string;
}

/** Whether AWS would let this attempt through, when the sender's own account allows it everything. */
async function verdict(attempt: Attempt): Promise<string> {
  const { account = MEMBER, organization, action = 'events:PutEvents', bus = BUS } = attempt;
  const sources = 'sources' in attempt ? attempt.sources : ['investigation-orchestrator'];
  const simulated = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/Formatter/session`,
        action,
        resource: { resource: bus, accountId: '999999999999' },
        contextVariables: {
          'aws:PrincipalAccount': account,
          ...(organization === undefined ? {} : { 'aws:PrincipalOrgID': organization }),
          ...(sources === undefined ? {} : { 'events:source': sources }),
        },
      },
      identityPolicies: [
        {
          name: 'everything',
          policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      ],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policyOfTheBus,
    },
    {},
  );
  return 'overallResult' in simulated ? simulated.overallResult : JSON.stringify(simulated);
}

describe('the policy of the central bus', () => {
  const ours = { organization: 'o-a1b2c3d4e5' };
  const theirs = { account: OUTSIDE_CLIENT, organization: 'o-zzzzzzzzzz' };

  it.each<[string, Attempt]>([
    ['an account of our organization, with our events', ours],
    ['an account of our organization, with events of the service', { ...ours, sources: ['aws.aidevops'] }],
    ['an account of our organization, with both', { ...ours, sources: ['aws.aidevops', 'investigation-orchestrator'] }],
    ['an outside client, by its account', theirs],
    ['an outside client that is in no organization', { account: OUTSIDE_CLIENT }],
  ])('admits %s', async (_, attempt) => {
    expect(await verdict(attempt)).toBe('Allowed');
  });

  it.each<[string, Attempt]>([
    ['a stranger', { account: STRANGER, organization: 'o-zzzzzzzzzz' }],
    ['a stranger that is in no organization', { account: STRANGER }],
    ['another source', { ...ours, sources: ['my.app'] }],
    ['what calls itself AWS Health', { ...ours, sources: ['aws.health'] }],
    ['another source hidden among ours', { ...ours, sources: ['investigation-orchestrator', 'my.app'] }],
    ['another source of an outside client', { ...theirs, sources: ['my.app'] }],
    ['a request that names no source', { ...ours, sources: undefined }],
    ['an outside client that names no source', { ...theirs, sources: undefined }],
    ['another bus', { ...ours, bus: OTHER_BUS }],
    ['another action', { ...ours, action: 'events:DeleteEventBus' }],
  ])('refuses %s', async (_, attempt) => {
    expect(await verdict(attempt)).toMatch(/Denied$/);
  });

  it('has no statement for outside clients when there are none', () => {
    expect(busPolicy(BUS, { organizationId: 'o-a1b2c3d4e5', externalAccountIds: [] })).toHaveLength(1);
  });

  const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));

  it('has room for 600 outside clients', () => {
    const statements = busPolicy(BUS, { organizationId: 'o-a1b2c3d4e5', externalAccountIds: accounts(600) });
    expect(JSON.stringify(statements).length).toBeLessThan(MAX_POLICY_CHARACTERS);
  });

  it('says what to do when it would be larger than EventBridge takes', () => {
    expect(() =>
      aCentralStack({ senders: { organizationId: 'o-a1b2c3d4e5', externalAccountIds: accounts(700) } }),
    ).toThrow(/policy of the event bus would have \d+ characters for 700 clients.*takes 10240.*a bus of their own/);
  });
});
