import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ClientViewOptions } from '@org/console';
import { devOpsAgentClient } from '@org/devops-agent-client';
import type { DemoReader } from '@org/local';
import { outcomeIn, readBefore } from './before';
import { crossedBoundary } from './crossed';

/**
 * What the clients of the demo see of their own accounts, each read with its own credentials. Only the comparison asks
 * central, and it asks for what central holds already.
 */
export function clientViews({
  clientAccounts,
  url,
  store,
}: Pick<DemoReader, 'clientAccounts' | 'url' | 'store'>): Pick<ClientViewOptions, 'isClient' | 'crossed' | 'before'> {
  const all = clientAccounts.map(({ credentials, region, ...client }) => ({
    ...client,
    dynamo: new DynamoDBClient({ endpoint: url, region, credentials }),
    agent: devOpsAgentClient({ endpoint: url, region, credentials }),
  }));
  return {
    isClient: (account) => all.some((client) => client.account === account),
    crossed: async (account) => {
      const own = all.filter((client) => client.account === account);
      return own.length > 0 ? crossedBoundary(account, own, store) : undefined;
    },
    before: async (key) => {
      const outcome = outcomeIn(key);
      const [account] = key.split('/');
      const own = all.find(
        (client) => client.account === account && client.agentSpaceIds.includes(outcome?.agent_space_id ?? ''),
      );
      return outcome && own ? readBefore(own.account, outcome, own) : undefined;
    },
  };
}
