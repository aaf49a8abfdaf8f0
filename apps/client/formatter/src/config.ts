import { parseClientDocument, type ClientDocument } from '@org/configuration';
import { readEnvironment } from '@org/lambda-runtime';

export interface FormatterConfig {
  readonly client: ClientDocument;
  readonly tableName: string;
  readonly centralBusArn: string;
}

/** Reads the environment once; throws one error that names everything missing. */
export function readFormatterConfig(env: NodeJS.ProcessEnv): FormatterConfig {
  const values = readEnvironment(env, {
    CLIENT_CONFIGURATION: 'what this function needs to know of its client, as JSON',
    CLIENT_TABLE: 'the table of checkpoints and receipts',
    CENTRAL_BUS_ARN: 'the bus that gets the events',
  });
  return {
    client: parseClientDocument(values.CLIENT_CONFIGURATION),
    tableName: values.CLIENT_TABLE,
    centralBusArn: values.CENTRAL_BUS_ARN,
  };
}
