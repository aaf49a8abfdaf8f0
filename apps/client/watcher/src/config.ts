import { parseClientDocument, type ClientDocument } from '@org/configuration';
import { readEnvironment } from '@org/lambda-runtime';

export interface WatcherConfig {
  readonly client: ClientDocument;
  readonly tableName: string;
  readonly formatterFunction: string;
  readonly centralBusArn: string;
}

/** Reads the environment once; throws one error that names everything missing. */
export function readWatcherConfig(env: NodeJS.ProcessEnv): WatcherConfig {
  const values = readEnvironment(env, {
    CLIENT_CONFIGURATION: 'what this function needs to know of its client, as JSON',
    CLIENT_TABLE: 'the table of checkpoints and receipts',
    FORMATTER_FUNCTION: 'the function that tells an outcome',
    CENTRAL_BUS_ARN: 'the bus that gets the heartbeat',
  });
  return {
    client: parseClientDocument(values.CLIENT_CONFIGURATION),
    tableName: values.CLIENT_TABLE,
    formatterFunction: values.FORMATTER_FUNCTION,
    centralBusArn: values.CENTRAL_BUS_ARN,
  };
}
