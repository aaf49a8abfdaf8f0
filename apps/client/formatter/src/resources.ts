import type { Report } from '@org/devops-agent-client';

/** A resource that a report names: an id without account, Region or partition, and what kind of thing it is. */
export interface Resource {
  readonly id: string;
  /** From the closed list below; absent when the service is not in it. */
  readonly type?: string;
}

/**
 * The services that may be named, with the words for them. A closed list, because the name of a kind crosses without
 * redaction, and in a hostile report an ARN's service part can hold anything.
 */
const SERVICES: Readonly<Record<string, string>> = {
  acm: 'ACM',
  apigateway: 'API Gateway',
  athena: 'Athena',
  autoscaling: 'Auto Scaling',
  backup: 'Backup',
  batch: 'Batch',
  bedrock: 'Bedrock',
  cloudformation: 'CloudFormation',
  cloudfront: 'CloudFront',
  cloudwatch: 'CloudWatch',
  codebuild: 'CodeBuild',
  codedeploy: 'CodeDeploy',
  codepipeline: 'CodePipeline',
  'cognito-idp': 'Cognito',
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  ecr: 'ECR',
  ecs: 'ECS',
  eks: 'EKS',
  elasticache: 'ElastiCache',
  elasticfilesystem: 'EFS',
  elasticloadbalancing: 'ELB',
  es: 'OpenSearch',
  events: 'EventBridge',
  firehose: 'Firehose',
  glue: 'Glue',
  iam: 'IAM',
  kafka: 'MSK',
  kinesis: 'Kinesis',
  kms: 'KMS',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  mq: 'MQ',
  opensearch: 'OpenSearch',
  rds: 'RDS',
  redshift: 'Redshift',
  route53: 'Route 53',
  s3: 'S3',
  sagemaker: 'SageMaker',
  secretsmanager: 'Secrets Manager',
  ses: 'SES',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'SSM',
  states: 'Step Functions',
  wafv2: 'WAF',
};

/** Ids that tell their kind by themselves. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  i: 'EC2',
  vol: 'EBS',
  snap: 'EBS',
  ami: 'EC2',
  sg: 'VPC',
  subnet: 'VPC',
  vpc: 'VPC',
  eni: 'VPC',
  nat: 'VPC',
  igw: 'VPC',
  rtb: 'VPC',
  vpce: 'VPC',
  pcx: 'VPC',
  tgw: 'Transit Gateway',
  lt: 'EC2',
  fs: 'EFS',
};

// In a redacted text a placeholder may stand for the account, and in the name.
const ARN = /^arn:aws[a-z-]*:([a-z0-9-]+):[a-z0-9-]*:(?:\d*|\[[a-z0-9_]+\]):(\S+)$/;
const ARN_IN_TEXT =
  /arn:aws[a-z-]{0,16}:[a-z0-9-]{1,32}:[a-z0-9-]{0,24}:(?:\d{0,12}|\[[a-z0-9_]{1,64}\]):(?:[^\s"'`<>()[\]{},;|*\\]|\[[a-z0-9_]{1,64}\]){1,512}/g;
const ID_IN_TEXT = /\b(?:i|vol|snap|ami|sg|subnet|vpc|eni|nat|igw|rtb|vpce|pcx|tgw|lt|fs)-[0-9a-f]{8,17}\b/g;

/** Stands for a resource that may be counted and not named. */
export const UNNAMED = '[resource]';

/** A resource name of AWS is shorter; a longer one is a sentence. */
const MAX_ID_CHARACTERS = 256;

/**
 * The resources that a report is about: those its findings and symptoms relate to, or, in a report without a structured
 * form, the ARNs and ids in its text. Each once, in the order of appearance.
 */
export function resourcesIn(report: Report): Resource[] {
  const { structure } = report;
  const related = [...(structure?.findings ?? []), ...(structure?.symptoms ?? [])].flatMap(
    ({ relatedResources }) => relatedResources,
  );
  const named =
    related.length > 0
      ? related
      : [...(report.text.match(ARN_IN_TEXT) ?? []), ...(report.text.match(ID_IN_TEXT) ?? [])];
  const resources = new Map<string, Resource>();
  for (const name of named) {
    const resource = toResource(name.trim().replace(/[.:]+$/, ''));
    if (resource && !resources.has(resource.id)) resources.set(resource.id, resource);
  }
  return [...resources.values()];
}

/** The resources that a text may mention, and what may be said of them. */
export interface Naming {
  /** Bare ids, as the report has them. */
  readonly ids: readonly string[];
  /** From a bare id to what may stand in its place. */
  readonly nameOf: (id: string) => string;
  /** How an id looks in the text, which has been redacted. */
  readonly redact: (id: string) => string;
}

/**
 * A text in which every ARN, and every mention of the resources given, has the name that the client's privacy allows.
 * A resource that the report names nowhere else cannot be recognised as one.
 *
 * @param redacted text that has been through the redactor: a name put in the place of half a secret would hide the rest
 */
export function withNames(redacted: string, { ids, nameOf, redact }: Naming): string {
  const unnamed = ids.filter((id) => nameOf(id) !== id);
  const mentions = new Map(unnamed.flatMap((id) => [[redact(id), id] as const, [id, id] as const]));
  const named = (form: string) => nameOf(mentions.get(form) ?? form);
  const withoutArns = redacted.replace(ARN_IN_TEXT, (arn) => {
    const end = /[.:]*$/.exec(arn)?.[0] ?? '';
    const resource = toResource(arn.slice(0, arn.length - end.length));
    return (resource ? named(resource.id) : UNNAMED) + end;
  });
  // Outside an ARN a placeholder alone may stand for anything, and is no mention.
  const forms = [...mentions.keys()].filter((form) => !/^\[\w+\]$/.test(form));
  if (forms.length === 0) return withoutArns;
  const longestFirst = forms
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  // As whole names: an instance called `api` must not change `rapid`.
  const mention = new RegExp(`(?<![\\w-])(?:${longestFirst.join('|')})(?![\\w-])`, 'g');
  return withoutArns.replace(mention, named);
}

/** A resource from an ARN or a bare id; undefined for what is neither. */
export function toResource(name: string): Resource | undefined {
  const [, service, rest] = ARN.exec(name) ?? [];
  if (service !== undefined && rest !== undefined) return identified(bareId(service, rest), SERVICES[service]);
  if (name.startsWith('arn:') || /\s/.test(name)) return undefined; // half an ARN, or a sentence
  return identified(name, ID_PREFIXES[/^([a-z]+)-[0-9a-f]{8,17}$/.exec(name)?.[1] ?? '']);
}

function identified(id: string, type: string | undefined): Resource | undefined {
  if (id === '' || id.length > MAX_ID_CHARACTERS) return undefined;
  return { id, ...(type !== undefined && { type }) };
}

/** The part that people call the thing by. */
function bareId(service: string, rest: string): string {
  const [kind = '', ...parts] = rest.split(/[:/]/);
  switch (service) {
    case 's3':
      return kind; // the bucket; a key in it may be the client's data
    case 'sqs':
    case 'sns':
      return kind;
    case 'logs':
      return rest.replace(/^log-group:/, '').replace(/:.*$/, '');
    case 'elasticloadbalancing':
      // loadbalancer/app/NAME/HASH, targetgroup/NAME/HASH
      return (kind === 'loadbalancer' && /^(?:app|net|gwy)$/.test(parts[0] ?? '') ? parts[1] : parts[0]) ?? kind;
    case 'lambda':
    case 'dynamodb':
    case 'states':
    case 'kafka':
    case 'apigateway':
      return parts.find((part) => part !== '' && part !== 'restapis') ?? kind; // a version, an index or a stage follows
    default:
      return parts.at(-1) ?? kind;
  }
}
