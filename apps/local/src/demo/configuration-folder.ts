import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, type ConfigurationCheck, type LoadedConfiguration } from '@org/configuration';

/**
 * Reads every YAML file of a folder (`central_account.yaml`, `clients/*.yaml`), and checks them whole.
 *
 * @throws when there is no such folder or file, saying what is expected there
 */
export function readConfigurationFolder(
  folder: string,
  checks: readonly ConfigurationCheck[] = [],
): LoadedConfiguration {
  const central = 'central_account.yaml';
  if (!existsSync(join(folder, central))) {
    throw new Error(`${join(folder, central)} is not there. Name a folder that holds ${central} and clients/*.yaml.`);
  }
  // Every YAML file, wherever it lies: a stray one is refused, so that no client is left out in silence.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return loadConfiguration(files, checks);
}
