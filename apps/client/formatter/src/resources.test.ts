import type { Report } from '@org/devops-agent-client';
import { resourcesIn, toResource } from './resources';

describe('the bare id of', () => {
  it.each([
    ['arn:aws:rds:us-east-1:111122223333:db:orders-prod', 'orders-prod', 'RDS'],
    ['arn:aws:ec2:us-east-1:111122223333:instance/i-0a1b2c3d4e5f67890', 'i-0a1b2c3d4e5f67890', 'EC2'],
    ['arn:aws:ecs:us-east-1:111122223333:service/prod/orders', 'orders', 'ECS'],
    ['arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/orders/0a1b2c3d4e5f6a7b', 'orders', 'ELB'],
    ['arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/classic-one', 'classic-one', 'ELB'],
    ['arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/orders-tg/0a1b2c3d', 'orders-tg', 'ELB'],
    ['arn:aws:lambda:us-east-1:111122223333:function:checkout:42', 'checkout', 'Lambda'],
    ['arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/by-day', 'orders', 'DynamoDB'],
    ['arn:aws:s3:::invoices/2026/alice@example.com.pdf', 'invoices', 'S3'],
    ['arn:aws:sqs:us-east-1:111122223333:orders-dlq', 'orders-dlq', 'SQS'],
    ['arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/checkout:*', '/aws/lambda/checkout', 'CloudWatch Logs'],
    ['arn:aws:iam::111122223333:role/service-role/deployer', 'deployer', 'IAM'],
    ['arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod', 'a1b2c3', 'API Gateway'],
    ['i-0a1b2c3d', 'i-0a1b2c3d', 'EC2'],
    ['vol-0a1b2c3d4e5f67890', 'vol-0a1b2c3d4e5f67890', 'EBS'],
    ['orders-prod', 'orders-prod', undefined],
  ])('%s is %s, of type %s', (name, id, type) => {
    expect(toResource(name)).toEqual({ id, ...(type !== undefined && { type }) });
  });
});

it('never lets an account or a Region through with an id', () => {
  const resource = toResource('arn:aws:rds:us-east-1:111122223333:cluster:orders');
  expect(JSON.stringify(resource)).not.toMatch(/111122223333|us-east-1|arn:/);
});

it('names a kind from its own list only, whatever stands in the place of the service', () => {
  expect(toResource('arn:aws:akiaq3xh7jz5n2vw4bkm:us-east-1:111122223333:thing/x')).toEqual({ id: 'x' });
});

it('takes no sentence and no half an ARN for a resource', () => {
  expect(toResource('the orders database')).toBeUndefined();
  expect(toResource('arn:aws:rds')).toBeUndefined();
  expect(toResource('')).toBeUndefined();
});

describe('the resources of a report', () => {
  const report = (text: string, related: string[] = []): Report => ({
    recordId: 'r',
    recordType: 'investigation_summary_md',
    text,
    structure: {
      findings: [{ relatedResources: related }],
      symptoms: [{ relatedResources: ['orders-api'] }],
      gapCount: 0,
    },
  });

  it('are those of its findings and symptoms, each once', () => {
    const related = ['arn:aws:rds:us-east-1:111122223333:db:orders-prod', 'orders-prod'];
    expect(resourcesIn(report('i-0a1b2c3d4e is fine', related)).map(({ id }) => id)).toEqual([
      'orders-prod',
      'orders-api',
    ]);
  });

  it('are looked for in the text when there is no structured form', () => {
    const text = 'See `arn:aws:rds:us-east-1:111122223333:db:orders-prod`, and (i-0a1b2c3d4e).';
    expect(resourcesIn({ recordId: 'r', recordType: 'message', text })).toEqual([
      { id: 'orders-prod', type: 'RDS' },
      { id: 'i-0a1b2c3d4e', type: 'EC2' },
    ]);
  });
});
