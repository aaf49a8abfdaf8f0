import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';

const { context } = JSON.parse(readFileSync(join(__dirname, '../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

it("follows every recommendation of the CDK's version in use; a new version may bring new ones", () => {
  expect(context).toMatchObject(recommended);
});

it("makes findings of CloudFormation's own rules errors", () => {
  expect(context['@aws-cdk/core:validateAgainstDefaultRules']).toBe(true);
});
