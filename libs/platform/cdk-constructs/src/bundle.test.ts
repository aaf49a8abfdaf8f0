import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BUNDLES_CONTEXT, withBundle, workspaceRoot } from './bundle';
import { builtBundles, resourcesOf, templateOf } from './testing';

/** The key of the asset that a bundle becomes: its hash. */
function keyOf(bundles: string, documents: Record<string, string> = {}): unknown {
  const stack = new Stack(new App({ context: { [BUNDLES_CONTEXT]: bundles } }), 'Stack');
  withBundle(stack, 'central/router', documents, (code: Code) => {
    new LambdaFunction(stack, 'Function', { code, runtime: Runtime.NODEJS_22_X, handler: 'handler.handler' });
  });
  const [one] = Object.values(resourcesOf(templateOf(stack), 'AWS::Lambda::Function'));
  return (one?.Properties['Code'] as { S3Key: string }).S3Key;
}

describe('a bundle with its documents becomes an asset', () => {
  const bundles = builtBundles('central/router');
  const plain = keyOf(bundles);

  it('whose hash is the same in another folder and at another time', () => {
    const elsewhere = builtBundles('central/router');
    utimesSync(join(elsewhere, 'central/router/handler.mjs'), 1, 1);
    expect(keyOf(elsewhere)).toBe(plain);
  });

  it('whose hash changes with a document, and comes back with it', () => {
    const first = keyOf(bundles, { 'configuration.json': '{"a":1}' });
    expect(first).not.toBe(plain);
    expect(keyOf(bundles, { 'configuration.json': '{"a":2}' })).not.toBe(first);
    expect(keyOf(bundles, { 'configuration.json': '{"a":1}' })).toBe(first);
  });

  it('without source maps and reports of the bundler, wherever they lie', () => {
    const withMaps = builtBundles('central/router');
    mkdirSync(join(withMaps, 'central/router/chunks'));
    writeFileSync(join(withMaps, 'central/router/chunks/sso.mjs'), '');
    const before = keyOf(withMaps);
    writeFileSync(join(withMaps, 'central/router/chunks/sso.mjs.map'), '{}');
    writeFileSync(join(withMaps, 'central/router/handler.mjs.map'), '{}');
    writeFileSync(join(withMaps, 'central/router/meta.json'), '{}');
    expect(keyOf(withMaps)).toBe(before);
  });

  it('and says what to run when it is not built', () => {
    expect(() => keyOf(builtBundles())).toThrow(
      /^Stack: the bundle .*central\/router\/handler\.mjs is missing.* Run: npx nx build @org\/router/,
    );
  });

  it('and refuses a document that would replace a file of the bundle', () => {
    expect(() => keyOf(bundles, { 'handler.mjs': '' })).toThrow(/handler\.mjs would replace a file of the bundle/);
  });
});

it('finds the root of the workspace from any folder in it, and says so when there is none', () => {
  expect(workspaceRoot(__dirname)).toBe(workspaceRoot(join(__dirname, '../../../..')));
  expect(() => workspaceRoot('/')).toThrow(/No nx\.json/);
});
