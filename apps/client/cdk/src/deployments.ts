import {
  clientRegions,
  clientStackParameters,
  type ClientStackParameters,
  type Configuration,
} from '@org/configuration';

/** One deployment of the one template: a client account and a Region of its agent spaces. */
export interface Deployment {
  readonly clientName: string;
  readonly accountId: string;
  readonly region: string;
  readonly parameters: ClientStackParameters;
}

/** Narrows what is deployed; without it, everything is. */
export interface Only {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Where the client stack belongs, in the order of the configuration's files.
 *
 * @throws Error when nothing is left, which says what there is
 */
export function deployments(configuration: Configuration, centralBusArn: string, only: Only = {}): Deployment[] {
  const all = configuration.clients.flatMap((client) =>
    clientRegions(client).map((region) => ({ client, accountId: client.client_account_id, region })),
  );
  const chosen = all.filter(
    ({ accountId, region }) =>
      (only.account === undefined || only.account === accountId) &&
      (only.region === undefined || only.region === region),
  );
  if (chosen.length === 0) {
    const known = all.map(({ client, accountId, region }) => `${accountId} ${region} (${client.client_name})`);
    throw new Error(
      `No client has an agent space in account ${only.account ?? 'any'}, Region ${only.region ?? 'any'}. ` +
        `The configuration knows:\n${known.join('\n')}`,
    );
  }
  return chosen.map(({ client, accountId, region }) => {
    const parameters = clientStackParameters(configuration, accountId, region, centralBusArn);
    if (!parameters) throw new Error(`${client.client_name} has no agent space in ${region}`); // clientRegions says it has
    return { clientName: client.client_name, accountId, region, parameters };
  });
}

/**
 * The manifest of a synthesized assembly, for one account and Region. The template fits any account, so the command line
 * would deploy it to whatever account the credentials are of; with a manifest that names the account it refuses another.
 */
export function pinned(manifest: string, { accountId, region }: Pick<Deployment, 'accountId' | 'region'>): string {
  return manifest.replaceAll('aws://unknown-account/unknown-region', `aws://${accountId}/${region}`);
}

/** The arguments of `cdk deploy` for one deployment, from its own copy of the assembly. */
export function deployArguments({ parameters }: Deployment, assembly: string): string[] {
  return [
    'deploy',
    'ClientInvestigationStack',
    '--app',
    assembly,
    '--require-approval',
    'never',
    ...Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]),
  ];
}
