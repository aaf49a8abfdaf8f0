import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { workspaceRoot } from './bundle';

/** What a CDK app of ours says of itself. */
export interface SynthesisOptions {
  /** Path of the CDK app in the workspace; its cdk.json holds the feature flags. */
  readonly project: string;
  /** The folder that is written anew, unless the CDK's own CDK_OUTDIR names another. */
  readonly output: string;
}

/**
 * Synthesizes the stacks that `build` adds. Needs no network and no AWS account, and gives the same templates and asset
 * hashes for the same input. Every template is held against CloudFormation's own rules (a flag of cdk.json) and
 * cdk-nag's AwsSolutions; a finding that nobody acknowledged is printed.
 *
 * The flags are read from cdk.json here, so that the app runs with and without the CDK's command line, which costs two
 * seconds.
 *
 * @throws Error when there are findings, or a stack could not be built
 */
export function synthesize({ project, output }: SynthesisOptions, build: (app: App) => void): void {
  process.env['JSII_DEPRECATED'] ??= 'quiet'; // cdk-nag itself reads a deprecated property of every bus policy (EVB1)
  const root = workspaceRoot();
  const outdir = resolve(process.env['CDK_OUTDIR'] ?? resolve(root, output));
  const { context } = JSON.parse(readFileSync(resolve(root, project, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  // Only what an earlier synthesis wrote: assets that nothing names any more would stay for ever.
  if (existsSync(join(outdir, 'cdk.out'))) rmSync(outdir, { recursive: true });
  const app = new App({ context, outdir, analyticsReporting: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  build(app);
  app.synth();
}

/** Runs the command of a CDK app; an error is printed without its stack, and ends the process with 1. */
export function endsWithItsError(project: string, command: () => void): void {
  try {
    command();
  } catch (error) {
    process.stderr.write(`\n${project}: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
