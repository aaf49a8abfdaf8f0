import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LocalCloudError } from './errors';
import { Properties } from './properties';
import { creationOrder, Evaluation, type Created, type StackIdentity, type Template } from './template';

/** One template to run in one account and Region. */
export interface StackOptions extends StackIdentity {
  /** Path of a synthesized `*.template.json`; its `*.assets.json` lies beside it. */
  readonly templateFile: string;
  /** Folder that the asset manifest's paths start from; the template's own folder when left out. */
  readonly assemblyDir?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a resource type is created from. */
export interface ResourceRequest extends StackIdentity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** The given name, or one that CloudFormation would make up: the same for the same stack, account and Region. */
  readonly nameOr: (given: string | undefined, maxLength?: number) => string;
  readonly arn: (service: string, resource: string) => string;
  readonly assetFolder: (objectKey: string) => Promise<string>;
}

export type ResourceMaker = (request: ResourceRequest) => Created | Promise<Created>;
export type ResourceMakers = Readonly<Record<string, ResourceMaker>>;

export interface DeployedResource extends Created {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A stack as it runs: physical names, evaluated properties (alarms and dashboards too), outputs. */
export interface DeployedStack extends StackIdentity {
  readonly resources: Readonly<Record<string, DeployedResource>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Creates every resource of a template, in the order of their dependencies. CloudFormation `Rules` (CDK's check of its
 * bootstrap version) are not evaluated: there is no bootstrap stack here.
 *
 * @throws LocalCloudError for a type, property, intrinsic function or parameter that the local cloud does not know
 */
export async function deployStack(stack: StackOptions, makers: ResourceMakers): Promise<DeployedStack> {
  const { stackName, account, region } = stack;
  const source = basename(stack.templateFile);
  const template = await readJson<Template>(stack.templateFile);
  const assets = assetFolders(stack);
  const evaluation = new Evaluation(template, source, { stackName, account, region }, stack.parameters);
  const resources: Record<string, DeployedResource> = {};

  for (const logicalId of creationOrder(template, source)) {
    const resource = template.Resources[logicalId];
    const where = `Resources/${logicalId}`;
    if (!resource || !evaluation.isWanted(resource, where)) continue;
    const make = makers[resource.Type];
    if (!make) {
      throw new LocalCloudError(
        `${source}, ${where}`,
        `the local cloud does not know the resource type ${resource.Type}`,
        'leave it out of the stack, or teach the type to apps/local/src',
      );
    }
    const properties = evaluation.value(resource.Properties ?? {}, `${where}/Properties`) as Record<string, unknown>;
    const created = await make({
      stackName,
      account,
      region,
      logicalId,
      type: resource.Type,
      properties: new Properties(properties, `${source}, ${where}/Properties`),
      nameOr: (given, maxLength = 64) => given ?? physicalName(stack, logicalId, maxLength),
      arn: (service, rest) => `arn:aws:${service}:${region}:${account}:${rest}`,
      assetFolder: assets,
    });
    evaluation.create(logicalId, created);
    resources[logicalId] = { ...created, type: resource.Type, properties };
  }

  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (!evaluation.isWanted(output, `Outputs/${name}`)) continue;
    outputs[name] = String(evaluation.value(output.Value, `Outputs/${name}`));
  }
  return { stackName, account, region, resources, outputs };
}

/** `stack-Logical-HASH`, as CloudFormation does, but the same on every run, so that kept tables are found again. */
function physicalName(stack: StackIdentity, logicalId: string, maxLength: number): string {
  const hash = createHash('sha256')
    .update(`${stack.account}/${stack.region}/${stack.stackName}/${logicalId}`)
    .digest('hex');
  const suffix = hash.slice(0, 12).toUpperCase();
  return `${`${stack.stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      readonly source: { readonly path?: string };
      readonly destinations: Record<string, { readonly objectKey: string }>;
    }
  >;
}

function assetFolders(stack: StackOptions): (objectKey: string) => Promise<string> {
  const manifestFile = stack.templateFile.replace(/\.template\.json$/, '.assets.json');
  let manifest: Promise<AssetManifest> | undefined;
  return async (objectKey) => {
    manifest ??= readJson<AssetManifest>(manifestFile);
    for (const file of Object.values((await manifest).files ?? {})) {
      const isIt = Object.values(file.destinations).some((destination) => destination.objectKey === objectKey);
      if (isIt && file.source.path) return join(stack.assemblyDir ?? dirname(manifestFile), file.source.path);
    }
    throw new LocalCloudError(basename(manifestFile), `lists no asset ${objectKey}`, 'synthesize the app again');
  };
}

async function readJson<T>(file: string): Promise<T> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new LocalCloudError(file, 'cannot be read', 'synthesize the app first');
  });
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new LocalCloudError(file, 'is not JSON', 'synthesize the app again');
  }
}
