import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { workspaceRoot } from './bundle';

/** A file of the configuration, as it was read. */
export interface ConfigurationText {
  readonly path: string;
  readonly text: string;
}

/** Where a file is wrong, what is wrong, and the mend. */
export interface PlacedProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly mend: string;
}

/**
 * The texts of all YAML files of a configuration folder, for whoever checks them.
 *
 * @param folder from the root of the workspace, such as `config`; paths come back the same way
 * @throws Error when the folder does not exist
 */
export function readConfigurationFiles(folder: string): ConfigurationText[] {
  const root = isAbsolute(folder) ? '' : workspaceRoot();
  if (!existsSync(join(root, folder))) {
    throw new Error(
      `There is no folder ${folder} with a configuration. Name the right one: CONFIGURATION_DIR=<folder>.`,
    );
  }
  // Every YAML file, wherever it lies: whoever checks them refuses a stray one, so that no client is left out in silence.
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** An error that tells every problem as `file:line:column: what. Mend.` */
export function configurationRefused(problems: readonly PlacedProblem[]): Error {
  const lines = problems.map(
    ({ file, line, column, what, mend }) => `${file}:${line}:${column}: ${sentence(what)} Mend: ${sentence(mend)}`,
  );
  return new Error(`The configuration is refused:\n${lines.join('\n')}`);
}

/** With one full stop, whether the words brought one or not. */
function sentence(words: string): string {
  return `${words.replace(/\.+$/, '')}.`;
}
