import { configurationRefused, endsWithItsError, readConfigurationFiles, synthesize } from '@org/cdk-constructs';
import { loadConfiguration } from '@org/configuration';
import { CentralStack } from '../central-stack';
import { centralStackProps, routeProblems } from '../from-configuration';

endsWithItsError('apps/central/cdk', () => {
  const loaded = loadConfiguration(readConfigurationFiles(process.env['CONFIGURATION_DIR'] ?? 'config'), [
    routeProblems,
  ]);
  if (!loaded.ok) throw configurationRefused(loaded.problems);
  synthesize({ project: 'apps/central/cdk', output: 'dist/cdk/central' }, (app) => {
    new CentralStack(app, 'CentralMonitoringStack', centralStackProps(loaded.configuration));
  });
});
