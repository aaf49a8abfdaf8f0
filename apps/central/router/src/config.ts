import { configurationVersion, parseCentralDocument, routingTableSource, type Configuration } from '@org/configuration';
import { readDocument, readEnvironment } from '@org/lambda-runtime';
import { parseRoutingTable, type RoutingTable } from '@org/routing-engine';

/** What the router is deployed with. */
export interface RouterConfig {
  readonly tableName: string;
  readonly configuration: Configuration;
  readonly routingTable: RoutingTable;
  /** Twelve characters that name this very configuration. */
  readonly configurationVersion: string;
}

/** Reads the environment and `configuration.json` once, and throws one error that names everything that is wrong. */
export function readRouterConfig(env: NodeJS.ProcessEnv): RouterConfig {
  const { TABLE } = readEnvironment(env, { TABLE: 'the DynamoDB table of investigations' });
  const document = readDocument('configuration.json', env);
  const configuration = parseCentralDocument(document);
  return {
    tableName: TABLE,
    configuration,
    routingTable: routingTableOf(configuration),
    configurationVersion: configurationVersion(document),
  };
}

/** The rules that the configuration writes. What `default` means for a client stays open until it is told. */
export function routingTableOf(configuration: Configuration): RoutingTable {
  const parsed = parseRoutingTable(routingTableSource(configuration));
  if (parsed.ok) return parsed.table;
  const problems = parsed.problems.map(({ pointer, what, mend }) => `${pointer}: ${what}. ${mend}.`);
  throw new Error(`The configuration has rules that cannot be used.\n${problems.join('\n')}`);
}
