import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLES_CONTEXT } from './bundle';

/** A synthesized template, as far as tests read it. */
export interface TemplateJson {
  readonly Resources: Readonly<Record<string, ResourceJson>>;
  readonly [section: string]: unknown;
}

/** A resource of a template. */
export interface ResourceJson {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A folder in which these bundles are built, after a fashion; only their path is in them. */
export function builtBundles(...apps: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const app of apps) {
    mkdirSync(join(folder, app), { recursive: true });
    writeFileSync(join(folder, app, 'handler.mjs'), `// ${app}\n`);
  }
  return folder;
}

/** An app that finds these bundles built, so that no test waits for a build. */
export function anApp(...apps: readonly string[]): App {
  return new App({ context: { [BUNDLES_CONTEXT]: builtBundles(...apps) }, analyticsReporting: false });
}

/** The template of a stack. Synthesizing takes a second: share it within a test file. */
export function templateOf(stack: Stack): TemplateJson {
  return Template.fromStack(stack).toJSON() as TemplateJson;
}

/** The resources of one type, by logical id. */
export function resourcesOf(template: TemplateJson, type: string): Readonly<Record<string, ResourceJson>> {
  return Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type === type));
}

/** A template fit for a snapshot: the hashes of the assets, which change with every line of a function, are taken out. */
export function withoutHashes(template: TemplateJson): unknown {
  return JSON.parse(JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<asset>'));
}
