import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configurationRefused, readConfigurationFiles, workspaceRoot } from '@org/cdk-constructs';
import { loadConfiguration } from '@org/configuration';
import { deployArguments, deployments, pinned } from './deployments';

/** Where the synthesis wrote the template that fits every client. */
const ASSEMBLY = 'dist/cdk/client';

/**
 * Deploys the synthesized client stack to every client of the configuration, or to one, and goes on when one fails.
 *
 * @param args of the command line: --account, --region, --bus-arn, --diff
 * @throws Error when something was not deployed, which names it
 */
export function deploy(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      account: { type: 'string' },
      region: { type: 'string' },
      'bus-arn': { type: 'string' },
      diff: { type: 'boolean', default: false },
    },
  });
  const root = workspaceRoot();
  const loaded = loadConfiguration(readConfigurationFiles(process.env['CONFIGURATION_DIR'] ?? 'config'));
  if (!loaded.ok) throw configurationRefused(loaded.problems);

  const failed = deployments(loaded.configuration, values['bus-arn'] ?? centralBusArn(root), {
    ...(values.account === undefined ? {} : { account: values.account }),
    ...(values.region === undefined ? {} : { region: values.region }),
  }).filter((deployment) => {
    const { clientName, accountId, region } = deployment;
    process.stdout.write(`\n${clientName}: account ${accountId}, ${region}\n`);
    const assembly = join(root, `${ASSEMBLY}-${accountId}-${region}`);
    rmSync(assembly, { recursive: true, force: true });
    cpSync(join(root, ASSEMBLY), assembly, { recursive: true });
    const manifest = join(assembly, 'manifest.json');
    writeFileSync(manifest, pinned(readFileSync(manifest, 'utf8'), deployment));
    const parts = values.diff ? ['diff', '--app', assembly] : deployArguments(deployment, assembly);
    return (
      spawnSync(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...parts], { stdio: 'inherit' })
        .status !== 0
    );
  });
  if (failed.length > 0) {
    const names = failed.map(({ clientName, accountId, region }) => `${clientName} (${accountId}, ${region})`);
    throw new Error(`Not done, for the reason above each: ${names.join(', ')}. The others are.`);
  }
}

function centralBusArn(root: string): string {
  const outputs = join(root, 'dist/cdk/central.outputs.json');
  if (!existsSync(outputs)) {
    throw new Error(
      'Where is the central bus? Deploy the central stack from here first, or name its output EventBusArn: --bus-arn=arn:aws:events:…',
    );
  }
  const { CentralMonitoringStack } = JSON.parse(readFileSync(outputs, 'utf8')) as {
    CentralMonitoringStack: { EventBusArn: string };
  };
  return CentralMonitoringStack.EventBusArn;
}
