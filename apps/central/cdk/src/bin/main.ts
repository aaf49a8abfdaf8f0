import { synthesize } from '@org/cdk-constructs';
import { CentralStack } from '../central-stack';
import { readConfiguration } from '../configuration-files';
import { centralStackProps } from '../from-configuration';

synthesize({ project: 'apps/central/cdk', output: 'dist/cdk/central' }, (app) => {
  new CentralStack(
    app,
    'CentralMonitoringStack',
    centralStackProps(readConfiguration(process.env['CONFIGURATION_DIR'] ?? 'config')),
  );
});
