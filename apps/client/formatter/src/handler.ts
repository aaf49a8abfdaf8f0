import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { devOpsAgentClient } from '@org/devops-agent-client';
import { eventBusPublisher } from '@org/event-bus';
import { EVENT_SOURCE, EVENT_TYPES } from '@org/event-schema';
import { invokeHandler } from '@org/lambda-runtime';
import { POLICY_VERSION } from '@org/redactor';
import { readFormatterConfig } from './config';
import { dynamoReceipts } from './dynamo-receipts';
import { redactorKeeping } from './redactor';
import { formatOutcome, type FormatPorts } from './format-outcome';

// Once per cold start: the only place where real systems are chosen.
function connect(env: NodeJS.ProcessEnv): FormatPorts {
  const { client, tableName, centralBusArn } = readFormatterConfig(env);
  const { region } = client;
  const now = () => new Date();
  const publish = eventBusPublisher({ busArn: centralBusArn });
  return {
    client,
    now,
    agent: devOpsAgentClient({ region }),
    redact: redactorKeeping(client.keep_account_ids),
    policyVersion: POLICY_VERSION,
    receipts: dynamoReceipts(tableName, new DynamoDBClient({ region }), now),
    publish: (event) => publish([{ source: EVENT_SOURCE, detailType: EVENT_TYPES[event.event_type], detail: event }]),
  };
}

// Called by the watcher, asynchronously, with one outcome.
export const handler = invokeHandler({
  name: 'formatter',
  connect,
  run: async (input, ports, { logger }) => {
    const told = await formatOutcome(input, ports);
    logger.info(told, told.withheld_reason === undefined ? 'outcome told' : 'outcome told without its text');
    return told;
  },
});
