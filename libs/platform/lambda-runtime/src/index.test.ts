import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as face from './index';

it('exports these names, so that a removal is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'queueHandler',
    'invokeHandler',
    'readEnvironment',
    'readDocument',
    'createLogger',
    'metrics',
    'secretReader',
    'sweepDue',
  ]);
});

it('runs the first example of the README', async () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/
    .exec(readme)?.[1]
    ?.replace(/^import .*$/gm, '')
    .replace('export const', 'const');
  const handler = new Function('queueHandler', `${example}; return handler;`)(face.queueHandler) as ReturnType<
    typeof face.queueHandler
  >;
  const records = ['good', 'bad'].map((order) => ({
    messageId: order,
    body: JSON.stringify({ order }),
    attributes: {},
  }));
  const answer = await handler({ Records: records } as never, { awsRequestId: '1' } as never);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
});
