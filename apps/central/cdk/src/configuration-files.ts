import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, type Configuration } from '@org/configuration';

/**
 * Reads central_account.yaml and clients/*.yaml of a folder, in the order of their names.
 *
 * @param folder as it should appear in problems, such as `config`
 * @throws Error that lists every problem as file:line:column, what is wrong, and the mend
 */
export function readConfiguration(folder: string): Configuration {
  const clients = join(folder, 'clients');
  const paths = [
    join(folder, 'central_account.yaml'),
    ...(existsSync(clients) ? readdirSync(clients) : [])
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(clients, name)),
  ];
  const missing = paths.find((path) => !existsSync(path));
  if (missing) {
    throw new Error(`${missing} is missing. Write it, or say where it is: CONFIGURATION_DIR=<folder>.`);
  }
  const loaded = loadConfiguration(paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })));
  if (loaded.ok) return loaded.configuration;
  const problems = loaded.problems.map(
    ({ file, line, column, what, mend }) => `${file}:${line}:${column}: ${what}. ${mend}`,
  );
  throw new Error(`the configuration is refused\n${problems.join('\n')}`);
}
