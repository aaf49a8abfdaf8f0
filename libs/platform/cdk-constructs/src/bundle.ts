import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** The context key that says where bundles are, when it is not `dist/apps` of this workspace. Tests set it. */
export const BUNDLES_CONTEXT = '@org/cdk-constructs:bundles';

/** Source maps and esbuild's report are for people; they would only make the function slower to load. */
const NOT_DEPLOYED = /(\.map|^meta\.json)$/;

/**
 * Hands a function's bundle, with documents written beside it, to `use` as code, and removes the copy afterwards: the
 * CDK has taken its own by then. The asset's hash depends on the names and contents of the files alone, so that the
 * same input gives the same hash in any folder, at any time.
 *
 * @param app path of the bundle below `dist/apps`, such as `central/router`
 * @param documents file name to text
 * @throws Error when the bundle is not built, or a document would replace a file of the bundle
 */
export function withBundle<T>(
  scope: Construct,
  app: string,
  documents: Readonly<Record<string, string>>,
  use: (code: Code) => T,
): T {
  const bundles =
    (scope.node.tryGetContext(BUNDLES_CONTEXT) as string | undefined) ?? join(workspaceRoot(), 'dist', 'apps');
  const bundle = join(bundles, app);
  if (!existsSync(join(bundle, 'handler.mjs'))) {
    throw new Error(
      `${scope.node.path}: the bundle ${join(bundle, 'handler.mjs')} is missing, because ${app} is not built. ` +
        `Run: npx nx build @org/${basename(app)} (nx synth does it by itself).`,
    );
  }
  const copy = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    cpSync(bundle, copy, { recursive: true, filter: (file) => !NOT_DEPLOYED.test(basename(file)) });
    for (const [name, text] of Object.entries(documents)) {
      if (existsSync(join(copy, name))) {
        throw new Error(
          `${scope.node.path}: the document ${name} would replace a file of the bundle. Give it another name.`,
        );
      }
      writeFileSync(join(copy, name), text);
    }
    return use(Code.fromAsset(copy));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The nearest folder at or above this one that holds nx.json. */
export function workspaceRoot(from: string = process.cwd()): string {
  if (existsSync(join(from, 'nx.json'))) return from;
  if (dirname(from) === from) {
    throw new Error('No nx.json here or in any folder above. Run this from inside the workspace.');
  }
  return workspaceRoot(dirname(from));
}
