import { createServer, request as httpRequest } from 'node:http';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { aCloud, arnOf, CENTRAL, CLIENT, clientOptions, refOf, STRANGER, stopClouds } from './a-cloud';
import { callerOf } from '../src';

afterEach(stopClouds);

describe('DynamoDB', () => {
  const table = {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    },
  };

  it('keeps items, and refuses a write whose condition fails', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Table: table } });
    const dynamo = new DynamoDBClient(clientOptions(cloud, CENTRAL));
    const TableName = refOf(cloud, CENTRAL, 'Table');
    const put = new PutItemCommand({
      TableName,
      Item: { pk: { S: 'a' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await dynamo.send(put);
    await expect(dynamo.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await dynamo.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }))).Item).toEqual({
      pk: { S: 'a' },
    });
    dynamo.destroy();
  });

  it("shows no account another's table", async () => {
    const cloud = await aCloud({ [CENTRAL]: { Table: table } });
    const dynamo = new DynamoDBClient(clientOptions(cloud, CLIENT));
    const describeTable = dynamo.send(new DescribeTableCommand({ TableName: refOf(cloud, CENTRAL, 'Table') }));
    await expect(describeTable).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    dynamo.destroy();
  });

  it('survives a caller that dies in the middle of a request', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Table: table } });
    await new Promise<void>((resolve) => {
      const dying = httpRequest(cloud.url, {
        method: 'POST',
        headers: {
          'x-amz-target': 'DynamoDB_20120810.PutItem',
          authorization: `AWS4-HMAC-SHA256 Credential=${CENTRAL}/20261120/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x`,
          'content-length': '1000',
        },
      });
      dying.on('error', () => resolve());
      dying.write('{"TableName":', () => dying.destroy(new Error('killed')));
    });
    expect((await fetch(`${cloud.url}/nothing`)).status).toBe(404);
  });
});

describe('Secrets Manager', () => {
  it('gives an account its own secrets, as they are now', async () => {
    const secrets = { [CENTRAL]: { 'pagerduty/default': 'old' }, [CLIENT]: {} };
    const cloud = await aCloud({ [CENTRAL]: {} }, { secrets });
    const read = async (account: string, SecretId: string) => {
      const client = new SecretsManagerClient(clientOptions(cloud, account));
      return client.send(new GetSecretValueCommand({ SecretId })).finally(() => client.destroy());
    };
    const first = await read(CENTRAL, 'pagerduty/default');
    expect(first.SecretString).toBe('old');
    secrets[CENTRAL] = { 'pagerduty/default': 'new' };
    expect((await read(CENTRAL, first.ARN ?? '')).SecretString).toBe('new');
    await expect(read(CLIENT, 'pagerduty/default')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('STS', () => {
  const viewer = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'InvestigationViewer',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${CENTRAL}:root` },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
          },
        ],
      },
    },
  };

  it('says who calls', async () => {
    const cloud = await aCloud({ [CENTRAL]: {} });
    const sts = new STSClient(clientOptions(cloud, CLIENT));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(CLIENT);
    sts.destroy();
  });

  it('gives a role to whom its trust policy admits, and the credentials are those of its account', async () => {
    const cloud = await aCloud({ [CLIENT]: { Viewer: viewer } });
    const assume = (account: string, ExternalId: string) => {
      const sts = new STSClient(clientOptions(cloud, account));
      const command = new AssumeRoleCommand({
        RoleArn: arnOf(cloud, CLIENT, 'Viewer'),
        RoleSessionName: 'ada',
        ExternalId,
      });
      return sts.send(command).finally(() => sts.destroy());
    };
    expect((await assume(CENTRAL, 'agreed')).Credentials?.AccessKeyId).toBe(CLIENT);
    await expect(assume(CENTRAL, 'guessed')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(STRANGER, 'agreed')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the gateway', () => {
  it('asks the mounts in their order for what is not AWS, and tells them the caller', async () => {
    const cloud = await aCloud(
      { [CENTRAL]: {} },
      {
        mounts: [
          () => false,
          (request, response) => {
            response.end(JSON.stringify(callerOf(request)));
            return true;
          },
        ],
      },
    );
    const authorization = `AWS4-HMAC-SHA256 Credential=${CLIENT}/20261120/eu-west-1/aidevops/aws4_request, SignedHeaders=host, Signature=x`;
    const answer = await fetch(`${cloud.url}/backlog`, { headers: { authorization } });
    expect(await answer.json()).toEqual({ account: CLIENT, region: 'eu-west-1', service: 'aidevops' });
  });

  it('refuses an access key id that is no account, and says what is expected', async () => {
    const cloud = await aCloud({ [CENTRAL]: {} });
    const dynamo = new DynamoDBClient(clientOptions(cloud, 'AKIAQ3XH7JZ5N2VW4BKM'));
    const describeTable = dynamo.send(new DescribeTableCommand({ TableName: 'Table' }));
    await expect(describeTable).rejects.toThrow(/12-digit account/);
    dynamo.destroy();
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = (other.address() as { port: number }).port;
    await expect(aCloud({ [CENTRAL]: {} }, { port })).rejects.toThrow(/port \d+ is taken/);
    other.close();
  });
});
