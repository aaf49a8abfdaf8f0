import { parseCentralDocument, loadConfiguration } from '@org/configuration';
import { readConfigurationFiles } from '@org/cdk-constructs';
import { centralStackProps, routeProblems } from './from-configuration';

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

it('hears AWS Health only where the configuration says so', () => {
  expect(centralStackProps(configuration).hearsHealth).toBe(false);
  const { central } = configuration;
  const pattern_detection = { ...central.routing_rules.pattern_detection, aws_health: true };
  const routing_rules = { ...central.routing_rules, pattern_detection };
  expect(centralStackProps({ ...configuration, central: { ...central, routing_rules } }).hearsHealth).toBe(true);
});

it('hands both functions the configuration as they will read it', () => {
  expect(parseCentralDocument(centralStackProps(configuration).configurationDocument)).toEqual(configuration);
});

it('refuses before the deployment a route that the router would refuse at its start', () => {
  const when = { severty: ['CRITICAL'] };
  const central = {
    ...configuration.central,
    routes: [{ id: 'typo', owner: 'a', why: 'b', notify: ['pagerduty:default'], when }],
  };
  expect(routeProblems({ ...configuration, central })).toMatchObject([{ pointer: '/central/routes/0/when/severty' }]);
  expect(routeProblems(configuration)).toEqual([]);
});
