import type { PolicyStatement } from './policy';
import type { ResourceMaker, ResourceMakers } from './stack';

/** The IAM roles that templates declare: their trust policies are looked at, what they may do is not. */
export class Roles {
  private readonly byArn = new Map<string, { readonly account: string; readonly trust: readonly PolicyStatement[] }>();

  find(arn: string, account?: string): { readonly trust: readonly PolicyStatement[] } | undefined {
    const role = this.byArn.get(arn);
    return role && (account === undefined || role.account === account) ? role : undefined;
  }

  readonly makers: ResourceMakers = {
    'AWS::IAM::Role': ({ properties, nameOr, account, logicalId }) => {
      const name = nameOr(properties.optionalText('RoleName'));
      const path = properties.optionalText('Path') ?? '/';
      const roleArn = `arn:aws:iam::${account}:role${path}${name}`;
      const trust = properties.object('AssumeRolePolicyDocument').raw('Statement') as PolicyStatement[];
      this.byArn.set(roleArn, { account, trust });
      return { ref: name, attributes: { Arn: roleArn, RoleId: logicalId } };
    },
  };
}

/** Accepted as they are, without an effect of their own; {@link DeployedStack} keeps their evaluated properties. */
export const factMakers: ResourceMakers = {
  'AWS::CDK::Metadata': named(() => ({})),
  'AWS::IAM::Policy': named(() => ({})),
  'AWS::IAM::ManagedPolicy': named(({ arn }) => ({ PolicyArn: arn })),
  'AWS::CloudWatch::Alarm': named(({ regional }) => ({ Arn: regional('cloudwatch', 'alarm:') }), 'AlarmName'),
  'AWS::CloudWatch::CompositeAlarm': named(({ regional }) => ({ Arn: regional('cloudwatch', 'alarm:') }), 'AlarmName'),
  'AWS::CloudWatch::Dashboard': named(() => ({}), 'DashboardName'),
  'AWS::Logs::LogGroup': named(({ regional }) => ({ Arn: `${regional('logs', 'log-group:')}:*` }), 'LogGroupName'),
  'AWS::Logs::MetricFilter': named(() => ({})),
  'AWS::Logs::QueryDefinition': named(() => ({})),
  'AWS::SNS::Topic': byArn(
    ({ regional, name }) => ({ arn: regional('sns', ''), attributes: { TopicName: name } }),
    'TopicName',
  ),
  'AWS::SNS::TopicPolicy': named(() => ({})),
  'AWS::SNS::Subscription': named(() => ({})),
  'AWS::KMS::Key': named(({ regional }) => ({ Arn: regional('kms', 'key/') })),
  'AWS::KMS::Alias': named(() => ({}), 'AliasName'),
};

interface Naming {
  readonly name: string;
  /** An ARN in the account, without a Region. */
  readonly arn: string;
  readonly regional: (service: string, prefix: string) => string;
}

function naming(request: Parameters<ResourceMaker>[0], nameProperty: string): Naming {
  const name = request.nameOr(request.properties.optionalText(nameProperty), 128);
  return {
    name,
    arn: `arn:aws:iam::${request.account}:policy/${name}`,
    regional: (service, prefix) => request.arn(service, `${prefix}${name}`),
  };
}

function named(attributes: (naming: Naming) => Record<string, string>, nameProperty = 'Name'): ResourceMaker {
  return (request) => {
    const names = naming(request, nameProperty);
    return { ref: names.name, attributes: attributes(names) };
  };
}

function byArn(
  describe: (naming: Naming) => { arn: string; attributes: Record<string, string> },
  nameProperty: string,
): ResourceMaker {
  return (request) => {
    const { arn, attributes } = describe(naming(request, nameProperty));
    return { ref: arn, attributes: { ...attributes, TopicArn: arn } };
  };
}
