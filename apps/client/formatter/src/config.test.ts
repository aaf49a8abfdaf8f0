import { readFormatterConfig } from './config';

const client = {
  client_account_id: '123456789012',
  client_name: 'Acme Corporation',
  environment: 'production',
  region: 'us-east-1',
  agent_space_ids: ['space-1'],
  severity_mapping: { CRITICAL: 'CRITICAL', HIGH: 'HIGH', MEDIUM: 'MEDIUM', LOW: 'LOW', MINIMAL: 'MINIMAL' },
  privacy: { affected_resources: 'ids' },
  tags: {},
  keep_account_ids: ['123456789012'],
};

it('reads the three variables that the client stack sets', () => {
  const config = readFormatterConfig({
    CLIENT_CONFIGURATION: JSON.stringify(client),
    CLIENT_TABLE: 'table',
    CENTRAL_BUS_ARN: 'arn',
  });
  expect(config).toEqual({ client, tableName: 'table', centralBusArn: 'arn' });
});

it('names every missing one at once', () => {
  expect(() => readFormatterConfig({ CLIENT_TABLE: 'table' })).toThrow(/CLIENT_CONFIGURATION.*CENTRAL_BUS_ARN/);
});
