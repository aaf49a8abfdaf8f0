import { parseCentralDocument, loadConfiguration } from '@org/configuration';
import { readConfigurationFiles } from '@org/cdk-constructs';
import { centralStackProps, secretNames } from './from-configuration';

const loaded = loadConfiguration(readConfigurationFiles('config'));
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
const { configuration } = loaded;

it('takes from the configuration what infrastructure cares about', () => {
  expect(centralStackProps(configuration)).toMatchObject({
    busName: configuration.central.event_bus.name,
    retentionDays: configuration.central.event_bus.retention_days,
    senders: { organizationId: configuration.central.organization_id },
  });
});

it('hands both functions the configuration as they will read it', () => {
  expect(parseCentralDocument(centralStackProps(configuration).configurationDocument)).toEqual(configuration);
});

it('finds every secret that is named anywhere, each once', () => {
  expect(
    secretNames({
      integrations: { pagerduty: { api_key_secret: 'b', services: { x: { routing_key_secret: 'a' } } } },
      clients: [{ destinations: { pagerduty: { routing_key_secret: 'b' } }, client_name: 'not_a_secret' }],
    }),
  ).toEqual(['a', 'b']);
});
