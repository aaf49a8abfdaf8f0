import { endsWithItsError, synthesize } from '@org/cdk-constructs';
import { Duration } from 'aws-cdk-lib';
import { ClientStack } from '../client-stack';
import { deploy } from '../deploy';

const [command, ...args] = process.argv.slice(2);

endsWithItsError('apps/client/cdk', () => {
  if (command === 'deploy') return deploy(args);
  // One template for every client: what differs is in its parameters, which `deploy` takes from config/clients.
  synthesize({ project: 'apps/client/cdk', output: 'dist/cdk/client' }, (app) => {
    new ClientStack(app, 'ClientInvestigationStack', { formatterTimeout: Duration.seconds(60) });
  });
});
