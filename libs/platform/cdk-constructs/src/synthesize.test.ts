import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { endsWithItsError, PipelineStack, synthesize } from '.';

const project = mkdtempSync(join(tmpdir(), 'cdk-app-'));
writeFileSync(join(project, 'cdk.json'), '{"context":{"@aws-cdk/core:validateAgainstDefaultRules":true}}');
const cleanQueue = (stack: PipelineStack) => new CfnQueue(stack, 'Queue', { sqsManagedSseEnabled: true });

function synthesizeTo(output: string, add: (stack: PipelineStack) => CfnQueue): void {
  synthesize({ project, output }, (app) => void add(new PipelineStack(app, 'Stack', { description: 'For a test.' })));
}

describe('synthesize', () => {
  const output = mkdtempSync(join(tmpdir(), 'synthesis-'));

  it('stops at a finding of cdk-nag that nobody acknowledged', () => {
    expect(() => synthesizeTo(output, cleanQueue)).toThrow(/AwsSolutions-SQS3/);
  });

  it('stops at what CloudFormation would refuse', () => {
    expect(() =>
      synthesizeTo(output, (stack) => new CfnQueue(stack, 'Queue', { visibilityTimeout: 99_999_999 })),
    ).toThrow(/VisibilityTimeout: 99999999 is greater than the maximum of 43200/);
  });

  it('removes what an earlier synthesis left, and only that', () => {
    writeFileSync(join(output, 'asset.old'), '');
    expect(() => synthesizeTo(output, cleanQueue)).toThrow();
    expect(existsSync(join(output, 'asset.old'))).toBe(false);

    const foreign = mkdtempSync(join(tmpdir(), 'foreign-'));
    mkdirSync(join(foreign, 'photos'));
    expect(() => synthesizeTo(foreign, cleanQueue)).toThrow();
    expect(existsSync(join(foreign, 'photos'))).toBe(true);
  });
});

it('prints an error without its stack, and ends with 1', () => {
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const before = process.exitCode;
  endsWithItsError('apps/client/cdk', () => {
    throw new Error('The bundle is missing.');
  });
  expect(process.exitCode).toBe(1);
  process.exitCode = before;
  write.mockRestore();
  expect(said).toEqual(['\napps/client/cdk: The bundle is missing.\n']);
});
