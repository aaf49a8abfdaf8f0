import { loadConfiguration, parseClientDocument, type Configuration } from '@org/configuration';
import { anApp } from '@org/cdk-constructs/testing';
import { readConfigurationFiles } from '@org/cdk-constructs';
import { Duration } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClientStack } from './client-stack';
import { deployArguments, deployments, pinned } from './deployments';

const BUS = 'arn:aws:events:us-east-1:999999999999:event-bus/client-investigations';

function ourConfiguration(): Configuration {
  const loaded = loadConfiguration(readConfigurationFiles('config'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  return loaded.configuration;
}
const configuration = ourConfiguration();
const all = deployments(configuration, BUS);

describe('deployments', () => {
  it('are one for each client and Region of its agent spaces, with the parameters of that client', () => {
    for (const { accountId, region, parameters } of all) {
      expect(parseClientDocument(parameters.ClientConfiguration)).toMatchObject({
        client_account_id: accountId,
        region,
      });
      expect(parameters.CentralEventBusArn).toBe(BUS);
    }
    expect(new Set(all.map(({ accountId }) => accountId)).size).toBe(configuration.clients.length);
  });

  it("carry each client's own timeout", () => {
    const expected = configuration.clients.map(({ investigation_watcher }) =>
      String(investigation_watcher.timeout_seconds),
    );
    expect(new Set(all.map(({ parameters }) => parameters.WatcherTimeoutSeconds))).toEqual(new Set(expected));
  });

  it('can be narrowed to one account', () => {
    const [first] = configuration.clients;
    const account = first?.client_account_id ?? '';
    expect(deployments(configuration, BUS, { account }).map(({ clientName }) => clientName)).toContain(
      first?.client_name,
    );
    expect(deployments(configuration, BUS, { account }).every(({ accountId }) => accountId === account)).toBe(true);
  });

  it('say which clients there are when none is left', () => {
    expect(() => deployments(configuration, BUS, { account: '000000000000' })).toThrow(
      /No client has an agent space in account 000000000000, Region any\. The configuration knows:\n\d{12} /,
    );
  });

  it('hand every parameter to the command line whole, quotes and equal signs included', () => {
    const [one] = all;
    if (!one) throw new Error('no client');
    const parts = deployArguments(one, '/assembly');
    expect(parts.slice(0, 4)).toEqual(['deploy', 'ClientInvestigationStack', '--app', '/assembly']);
    expect(parts).toContain(`ClientConfiguration=${one.parameters.ClientConfiguration}`);
    expect(parts.filter((part) => part === '--parameters')).toHaveLength(4);
  });

  it('are pinned to their account, so that credentials of another are refused', () => {
    const app = anApp('client/watcher', 'client/formatter');
    new ClientStack(app, 'ClientInvestigationStack', { formatterTimeout: Duration.seconds(60) });
    const manifest = readFileSync(join(app.synth().directory, 'manifest.json'), 'utf8');
    const artifact = JSON.parse(pinned(manifest, { accountId: '123456789012', region: 'eu-west-1' })).artifacts;
    expect(artifact.ClientInvestigationStack.environment).toBe('aws://123456789012/eu-west-1');
  });
});
