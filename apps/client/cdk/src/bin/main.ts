import { synthesize } from '@org/cdk-constructs';
import { Duration } from 'aws-cdk-lib';
import { ClientStack } from '../client-stack';

// One template for every client: what differs is in its parameters, which `deploy` takes from config/clients.
synthesize({ project: 'apps/client/cdk', output: 'dist/cdk/client' }, (app) => {
  new ClientStack(app, 'ClientInvestigationStack', {
    watcherTimeout: Duration.seconds(60),
    formatterTimeout: Duration.seconds(60),
  });
});
