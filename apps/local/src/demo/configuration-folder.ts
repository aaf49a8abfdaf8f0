import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, type ConfigurationCheck, type LoadedConfiguration } from '@org/configuration';

/**
 * Reads `central_account.yaml` and `clients/*.yaml` of a folder, and checks them whole.
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
  const clients = existsSync(join(folder, 'clients'))
    ? readdirSync(join(folder, 'clients'))
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => `clients/${name}`)
    : [];
  const files = [central, ...clients].map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return loadConfiguration(files, checks);
}
