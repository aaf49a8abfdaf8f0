import { join } from 'node:path';
import {
  routingProblem,
  routingTableSource,
  type ConfigurationProblem,
  type LoadedConfiguration,
} from '@org/configuration';
import { readConfigurationFolder } from '@org/local';
import { parseRoutingTable } from '@org/routing-engine';

/** The repository: the built CLI lies three folders below it. */
export const repositoryRoot = join(__dirname, '../../..');

/** Reads a configuration folder and checks it whole, the routes by the engine that will run them. */
export function readConfiguration(folder: string): LoadedConfiguration {
  return readConfigurationFolder(folder, [
    (configuration) => {
      const parsed = parseRoutingTable(routingTableSource(configuration));
      return parsed.ok ? [] : parsed.problems.map((problem) => routingProblem(configuration, problem));
    },
  ]);
}

/** One problem, where an editor opens it, and its mend. */
export function problemText(folder: string, { file, line, column, what, mend }: ConfigurationProblem): string {
  return `${join(folder, file)}:${line}:${column} ${what}\n    mend: ${mend}\n`;
}
