import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { devOpsAgentClient } from '@org/devops-agent-client';
import { eventBusPublisher } from '@org/event-bus';
import { EVENT_SOURCE, HEARTBEAT_DETAIL_TYPE } from '@org/event-schema';
import { invokeHandler } from '@org/lambda-runtime';
import { readWatcherConfig } from './config';
import { dynamoCheckpoints } from './dynamo-checkpoints';
import { watchInvestigations, type WatchPorts } from './watch-investigations';

// Once per cold start: the only place where real systems are chosen.
function connect(env: NodeJS.ProcessEnv): WatchPorts {
  const { client, tableName, formatterFunction, centralBusArn } = readWatcherConfig(env);
  const { region } = client;
  const now = () => new Date();
  const lambda = new LambdaClient({ region });
  const publish = eventBusPublisher({ busArn: centralBusArn });
  return {
    client,
    now,
    agent: devOpsAgentClient({ region }),
    checkpoints: dynamoCheckpoints(tableName, new DynamoDBClient({ region }), now),
    tell: async (request) => {
      await lambda.send(
        new InvokeCommand({
          FunctionName: formatterFunction,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify(request)),
        }),
      );
    },
    sendHeartbeat: (heartbeat) =>
      publish([{ source: EVENT_SOURCE, detailType: HEARTBEAT_DETAIL_TYPE, detail: heartbeat }]),
  };
}

// Called by the rule on final native events, and by the schedule.
export const handler = invokeHandler({
  name: 'watcher',
  connect,
  run: async (input, ports, { logger }) => {
    const result = await watchInvestigations(input, ports);
    logger.info(result, 'swept' in result ? 'agent spaces swept' : 'investigation watched');
    return result;
  },
});
